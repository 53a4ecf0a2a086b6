import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface PackRun {
  /** A folder with PulumiPolicy.yaml. */
  readonly dir: string;
  /** The content of --policy-pack-config: policy name to level or settings. */
  readonly config?: object;
}

export interface PackOptions {
  /** For one pack: short for the first entry of `packs`. */
  readonly packDir?: string;
  readonly packConfig?: object;
  readonly packs?: readonly PackRun[];
}

/** The arguments that load these packs, in order; configurations are written below `folder`. */
export function packArguments(options: PackOptions, folder: string): string[] {
  const packs = packsOf(options);
  const configured = packs.some(({ config }) => config !== undefined);
  return packs.flatMap(({ dir, config = {} }, index) => {
    if (!configured) return ["--policy-pack", dir];
    // The engine wants a configuration for every pack or for none.
    const file = join(folder, `policy-config-${index}.json`);
    writeFileSync(file, JSON.stringify(config));
    return ["--policy-pack", dir, "--policy-pack-config", file];
  });
}

function packsOf({ packDir, packConfig, packs = [] }: PackOptions): PackRun[] {
  if (packDir === undefined) return [...packs];
  return [{ dir: packDir, ...(packConfig === undefined ? {} : { config: packConfig }) }, ...packs];
}
