import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageTarball } from "./tarball.ts";

const SCRIPTS = join(__dirname, "../../scripts/catalog");

export interface Reading {
  readonly types: readonly string[];
  readonly candidates: readonly { readonly type: string; readonly path: string; readonly doc?: string }[];
  readonly leaves: Readonly<Record<string, readonly string[]>>;
  readonly cut: readonly string[];
}

/** What a reader says of a package with these files, or what it throws. */
export function readPackage(reader: string, files: Readonly<Record<string, string | Buffer>>): Reading | string {
  return readTarball(reader, packageTarball(files));
}

export function readTarball(reader: string, tarball: Buffer): Reading | string {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-package-"));
  try {
    writeFileSync(join(folder, "package.tgz"), tarball);
    return evaluate(
      `const { read } = await import(${url(`read/${reader}.mjs`)});
       const { leaves, ...rest } = await read(${JSON.stringify(join(folder, "package.tgz"))});
       return { ...rest, leaves: Object.fromEntries([...leaves].map(([type, paths]) => [type, [...paths]])) };`,
    ) as Reading | string;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const url = (script: string): string => JSON.stringify(pathToFileURL(join(SCRIPTS, script)).href);

/** What the body of an asynchronous function returns, or the message that it throws. The scripts are modules, which Jest does not load. */
export function evaluate(body: string): unknown {
  const program = `console.log(JSON.stringify(await (async () => { ${body} })().catch(({ message }) => message)))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}
