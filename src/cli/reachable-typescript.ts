import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The last major version that Pulumi's boot of a pack can load: 7 has no compiler API, and the boot crashes on it. */
export const LAST_TYPESCRIPT = 6;

export interface ReachableTypeScript {
  readonly version: string;
  /** The folder of the package. */
  readonly folder: string;
  /** Whether a pack boots with it. */
  readonly isUsable: boolean;
}

/**
 * The TypeScript that Pulumi would load for a pack in that folder; undefined where it finds none. Nothing is loaded: its
 * package.json says what it is.
 */
export function reachableTypeScript(packFolder: string): ReachableTypeScript | undefined {
  const places = createRequire(join(realpathSync(packFolder), "package.json")).resolve.paths("typescript") ?? [];
  const folder = places.map((place) => join(place, "typescript")).find((at) => existsSync(join(at, "package.json")));
  if (folder === undefined) return undefined;
  const version = versionIn(join(folder, "package.json"));
  return { version, folder, isUsable: !(Number(version.split(".")[0]) > LAST_TYPESCRIPT) };
}

function versionIn(file: string): string {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version?: unknown };
    return typeof version === "string" ? version : "";
  } catch {
    return "";
  }
}
