import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startConsole, type Console } from "./console.ts";

let terminal: Console;
let folder: string;
beforeEach(async () => {
  terminal = await startConsole();
  folder = mkdtempSync(join(tmpdir(), "digestbound-cli-cache-"));
});
afterEach(async () => {
  await terminal.close();
  rmSync(folder, { recursive: true });
});

function pinned(): string {
  const { registry, trusted } = terminal.setting;
  const { digest } = pushImage(registry, "team/web", "1.0", { text: "web" });
  legacySignature(registry, "team/web", digest, { keyPair: trusted });
  return `${registry.host}/team/web:1.0@${digest}`;
}

/** How many requests a command costs; it has to succeed. */
async function requests(command: string, image: string, env: NodeJS.ProcessEnv, ...flags: string[]): Promise<number> {
  const before = terminal.setting.registry.requests.length;
  const { code, stderr } = await terminal.called([command, image, "--policy", terminal.policy, ...flags], { env });
  expect([code, stderr]).toEqual([0, ""]);
  return terminal.setting.registry.requests.length - before;
}

const files = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());

describe.each(["verify", "resolve"])("digestbound %s", (command) => {
  it("of a pinned and signed image asks nothing the second time", async () => {
    const image = pinned();
    const env = { DIGESTBOUND_CACHE: folder };
    expect(await requests(command, image, env)).toBe(5);
    expect(await requests(command, image, env)).toBe(0);
  });

  it("with --no-cache reads nothing and keeps nothing (law 7)", async () => {
    const image = pinned();
    const env = { DIGESTBOUND_CACHE: folder };
    expect(await requests(command, image, env, "--no-cache")).toBe(5);
    expect(files()).toEqual([]);
    await requests(command, image, env);
    const kept = files();
    expect(kept).toHaveLength(5);
    expect(await requests(command, image, env, "--no-cache")).toBe(5);
    expect(files()).toEqual(kept);
  });

  it.each(["off", "/dev/null"])("with DIGESTBOUND_CACHE=%s keeps nothing", async (value) => {
    const image = pinned();
    const env = { DIGESTBOUND_CACHE: value, HOME: folder, XDG_CACHE_HOME: folder };
    for (let round = 0; round < 2; round += 1) expect(await requests(command, image, env)).toBe(5);
    expect(files()).toEqual([]);
  });

  it("keeps in the cache folder of XDG unless told otherwise", async () => {
    mkdirSync(join(folder, "xdg"));
    const env = { DIGESTBOUND_CACHE: "", XDG_CACHE_HOME: join(folder, "xdg") };
    await requests(command, pinned(), env);
    expect(files().filter((path) => !path.startsWith("xdg/digestbound/registry/"))).toEqual([]);
    expect(files()).toHaveLength(5);
  });
});

it("--no-cache is in the help of both", async () => {
  for (const command of ["verify", "resolve"]) {
    expect((await terminal.called([command, "--help"])).stdout).toContain("--no-cache");
  }
});
