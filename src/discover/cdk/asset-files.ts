import { dirname, isAbsolute, join } from "node:path";
import { members, under } from "../cloudformation/source.ts";
import { parseJsonText } from "../json-text.ts";
import { assetUrl } from "./nested-stacks.ts";

/** What a folder of a cloud assembly says of the files that belong to it. */
export interface AssetFiles {
  /** The paths of its asset manifests. */
  readonly manifests: readonly string[];
  /** The files that are uploaded, by where to; none of those of which two manifests say different things. */
  readonly uploads: ReadonlyMap<string, string>;
}

/** The text of a file; undefined where there is none to be read. */
export type ReadFile = (path: string) => string | undefined;

/**
 * Reads `manifest.json` and the asset manifests that it names. What earlier runs left in the folder is no part of it. Never throws:
 * `why` continues a sentence about the file.
 */
export function assetFilesIn(
  folder: string,
  read: ReadFile,
): AssetFiles | { readonly file: string; readonly why: string } {
  const file = join(folder, "manifest.json");
  const names = manifestsNamed(read(file));
  if (names === undefined) return { file, why: "is not there, or no manifest of a cloud assembly" };
  const manifests = names.map((name) => join(folder, name));
  const all = manifests.flatMap((manifest) => uploadsIn(manifest, read));
  const byUrl = Map.groupBy(all, ([url]) => url);
  const agreed = [...byUrl].filter(([, same]) => same.every(([, path]) => path === same[0]?.[1]));
  return { manifests, uploads: new Map(agreed.map(([url, same]) => [url, same[0]?.[1] ?? ""])) };
}

/** The manifest of a large app is larger than what is read with duplicate members; the CDK itself reads it so, too. */
function manifestsNamed(text: string | undefined): readonly string[] | undefined {
  try {
    const manifest = JSON.parse(text ?? "") as { artifacts?: Record<string, Artifact | null> } | null;
    if (typeof manifest !== "object" || manifest === null) return undefined;
    const artifacts = Object.values(manifest.artifacts ?? {});
    const named = artifacts.filter((one) => one?.type === "cdk:asset-manifest").map((one) => one?.properties?.file);
    const files = named.filter((one) => typeof one === "string");
    return files.length === named.length ? files : undefined;
  } catch {
    return undefined;
  }
}

interface Artifact {
  readonly type?: unknown;
  readonly properties?: { readonly file?: unknown };
}

function uploadsIn(manifest: string, read: ReadFile): readonly (readonly [url: string, path: string])[] {
  const parsed = parseJsonText(read(manifest) ?? "");
  // What cannot be read is told where the manifest's base images are looked for.
  if ("why" in parsed) return [];
  const assets = under(parsed.value, "files").flatMap(members);
  return assets.flatMap(({ value: asset }) => {
    const [path, ...more] = under(asset, "source").flatMap((source) => under(source, "path"));
    if (typeof path !== "string" || more.length > 0) return [];
    const at = isAbsolute(path) ? path : join(dirname(manifest), path);
    const destinations = under(asset, "destinations").flatMap(members);
    return destinations.flatMap(({ value }) => {
      const url = assetUrl(value);
      return url === undefined ? [] : [[url, at] as const];
    });
  });
}
