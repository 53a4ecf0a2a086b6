import type { Plain } from "../plain.ts";
import { placeText, type Path, type Place, type PlaceOf, type Problems } from "../problems.ts";
import { partsOf, placeIn, reportIn, type PolicyFile } from "./policy-file.ts";
import type { PolicyFiles } from "./read-files.ts";

/** What several files say together. */
export interface Merged {
  readonly plain: Plain;
  readonly placeOf: PlaceOf;
  /** From where the relative paths at a place are seen. */
  readonly folderOf: (path: Path) => string;
}

/** What each file says for itself. */
const OWN = new Set(["version", "extends"]);

/** Where an entry was before the files were united. */
interface Origin {
  readonly file: PolicyFile;
  readonly path: Path;
}

interface Merging {
  readonly parts: Map<string, Plain>;
  readonly origins: Map<string, Origin>;
  readonly problems: Problems;
}

/**
 * Unites the files: lists one after the other, mappings key by key. What two of them say in different places of the same key is
 * a problem that names both: nothing overrides anything.
 */
export function mergeFiles(files: PolicyFiles, problems: Problems): Merged {
  const [first, ...bases] = files;
  const merging: Merging = { parts: new Map(), origins: new Map(), problems };
  for (const file of files) addParts(file, merging);
  const originOf = (path: Path): Origin => {
    const found = [2, 1].map((length) => merging.origins.get(idOf(path.slice(0, length))));
    const [entry, whole] = found;
    if (entry !== undefined) return { ...entry, path: [...entry.path, ...path.slice(2)] };
    return { file: whole?.file ?? first, path };
  };
  return {
    plain: bases.length === 0 ? (first.plain ?? null) : Object.fromEntries(merging.parts),
    placeOf: (path): Place => {
      const origin = originOf(path);
      return placeIn(origin.file, origin.path);
    },
    folderOf: (path) => originOf(path).file.folder,
  };
}

function addParts(file: PolicyFile, merging: Merging): void {
  const { parts, origins } = merging;
  for (const [key, value] of Object.entries(partsOf(file.plain))) {
    const earlier = parts.get(key);
    if (earlier !== undefined && OWN.has(key)) continue;
    const whole = earlier === undefined ? emptyLike(value) : earlier;
    if (!origins.has(idOf([key]))) origins.set(idOf([key]), { file, path: [key] });
    parts.set(key, united(key, whole, value, file, merging));
  }
}

/** Every entry of the first file goes the way of those after it, so that all have an origin. */
function emptyLike(value: Plain): Plain {
  if (Array.isArray(value)) return [];
  return isMapping(value) ? {} : value;
}

function united(key: string, whole: Plain, value: Plain, file: PolicyFile, merging: Merging): Plain {
  const { origins } = merging;
  if (Array.isArray(whole) && Array.isArray(value)) {
    const [before, entries] = [whole as readonly Plain[], value as readonly Plain[]];
    for (const index of entries.keys()) origins.set(idOf([key, before.length + index]), { file, path: [key, index] });
    return [...before, ...entries];
  }
  if (isMapping(whole) && isMapping(value)) {
    const added = Object.entries(value).filter(([name]) => isNew([key, name], file, merging));
    return Object.fromEntries([...Object.entries(whole), ...added]);
  }
  isNew([key], file, merging);
  return whole;
}

/** Whether no other file has this; if one has, that is reported. */
function isNew(path: Path, file: PolicyFile, { origins, problems }: Merging): boolean {
  const earlier = origins.get(idOf(path));
  if (earlier === undefined) origins.set(idOf(path), { file, path });
  if (earlier === undefined || earlier.file === file) return true;
  const remedy = "Nothing overrides anything: remove one of the two, or give one of two entries another name.";
  reportIn(file, problems)(path, `is already in ${placeText(placeIn(earlier.file, earlier.path))}.`, remedy);
  return false;
}

function idOf(path: Path): string {
  return JSON.stringify(path);
}

function isMapping(value: Plain): value is Readonly<Record<string, Plain>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
