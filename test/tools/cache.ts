import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { GoProgram, Tool } from "./tool.ts";

export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where built tools are kept between runs and clones. A relative XDG path is ignored (XDG base directory specification). */
export function cacheRoot(environment: NodeJS.ProcessEnv): string {
  const own = environment["DIGESTBOUND_TOOLS"];
  if (own !== undefined && own !== "") return own;
  const xdg = environment["XDG_CACHE_HOME"];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "digestbound/tools");
}

/** `<name>-<version>-<hash>`: everything that decides about the binaries is in the name, so a folder is never stale. */
export function cacheFolderName(tool: Tool, sources: readonly SourceFile[], platform: string): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([platform, tool.programs]));
  for (const { path, bytes } of sources.toSorted(byPath)) {
    hash.update(JSON.stringify([path, bytes.byteLength])).update(bytes);
  }
  return `${tool.name}-${tool.version}-${hash.digest("hex").slice(0, 16)}`;
}

/** go.mod, go.sum and every Go file of the modules that a tool is built from. */
export function sourceFiles(programs: readonly GoProgram[], goFolder: string): SourceFile[] {
  return [...new Set(programs.map((program) => program.module))].flatMap((module) =>
    readdirSync(join(goFolder, module), { recursive: true, encoding: "utf8" })
      .filter((path) => /(?:\.go|^go\.mod|^go\.sum)$/.test(path))
      .map((path) => ({ path: `${module}/${path}`, bytes: readFileSync(join(goFolder, module, path)) })),
  );
}

function byPath(a: SourceFile, b: SourceFile): number {
  return a.path < b.path ? -1 : 1;
}
