import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { distributionRegistry } from "../../tools/index.ts";
import type { Auth } from "./distribution.ts";
import type { Login } from "./token-server.ts";

/** Basic authentication for one login, kept as distribution wants it, with bcrypt. */
export async function htpasswdFor(folder: string, { username, password }: Login): Promise<Auth> {
  const { path } = await distributionRegistry();
  const input = `${username}\n${password}\n`;
  const { status, stdout, stderr } = spawnSync(join(path, "htpasswd"), { input, encoding: "utf8", timeout: 20_000 });
  if (status !== 0) throw new Error(`htpasswd failed: ${stderr}`);
  const file = join(folder, "htpasswd");
  writeFileSync(file, stdout, { mode: 0o600 });
  return { htpasswd: { realm: "registry of the tests", path: file } };
}
