import type { Format } from "./format.ts";
import type { Group } from "./group.ts";
import { UNKNOWN } from "./image-use.ts";
import { joinParts } from "./split.ts";

/** An element `{ name, value }` of a list of settings, or `{ key, value }`; only the one of that name holds an image. */
export function joinNamed(wanted: string, format: Format): Group["join"] {
  return (parts, inputs) => {
    const name = parts.get("name") ?? parts.get("key");
    const value = parts.get("value");
    if (value === undefined || (name !== UNKNOWN && name !== wanted)) return undefined;
    if (name === UNKNOWN) return { part: parts.has("name") ? "name" : "key", readings: UNKNOWN };
    if (value === UNKNOWN) return { part: "value", readings: UNKNOWN };
    return { part: "value", readings: format.read(value, inputs, () => false), writable: true };
  };
}

/** OpenShift's `{ kind, name }`: an image stream's tag is no reference. */
export const joinImageStream: Group["join"] = (parts) => {
  const kind = parts.get("kind");
  const name = parts.get("name");
  if (name === undefined || (kind !== undefined && kind !== UNKNOWN && kind !== "DockerImage")) return undefined;
  if (kind === UNKNOWN || name === UNKNOWN) return { part: kind === UNKNOWN ? "kind" : "name", readings: UNKNOWN };
  return { part: "name", readings: [{ kind: "image", image: name }], writable: true };
};

/** Kustomize's `{ name, newName, newTag, digest }`: without a new name it changes the tag of the image that has the name. */
export const joinOverride: Group["join"] = (parts) => {
  const name = parts.has("newName") ? "newName" : "name";
  const own: ReadonlyMap<string, string> = new Map([
    ["repository", name],
    ["tag", "newTag"],
    ["digest", "digest"],
  ]);
  const known = new Map<string, string | typeof UNKNOWN>();
  for (const [part, property] of own) {
    const text = parts.get(property);
    if (text !== undefined) known.set(part, text);
  }
  const joined = joinParts(known);
  return joined === undefined ? undefined : { ...joined, part: own.get(joined.part) ?? joined.part };
};
