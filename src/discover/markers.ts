import { FAILED, SHAPE_WORDS, shapeOf } from "./data.ts";
import { UNKNOWN } from "./image-use.ts";
import { formatPath, type Path } from "./path.ts";

/** The annotation by which an object asks to be exempt. What it asks for is for the policy document to grant (law 8). */
const ANNOTATION = "digestbound/exempt";

/** Where an object, or the pod template in it, has its metadata. */
const HOLDERS: readonly (readonly string[])[] = [
  [],
  ["template"],
  ["spec", "template"],
  ["spec", "jobTemplate", "spec", "template"],
];

/** An annotation in which a resource asks to be exempt. */
export interface Marker {
  /** Inside the resource, safe to print. */
  readonly path: string;
  /** What it holds, as it was written; `why` where that is no text or not known, in words that follow "it". */
  readonly value: { readonly text: string } | { readonly why: string };
}

/** Every marker of an object of Kubernetes itself; those of the objects inside it are nobody's. Never throws. */
export function markersIn(props: unknown): readonly Marker[] {
  return HOLDERS.flatMap((holder) => markerAt(props, [...holder, "metadata", "annotations", ANNOTATION]));
}

function markerAt(props: unknown, steps: readonly string[]): readonly Marker[] {
  const value = steps.reduce(own, props);
  if (value === undefined || value === null) return [];
  const path = steps.reduce<Path | undefined>((parent, key) => ({ parent, key }), undefined);
  return [{ path: formatPath(path), value: valueOf(value) }];
}

function valueOf(value: unknown): Marker["value"] {
  if (typeof value === "string") return { text: value };
  if (value === UNKNOWN) return { why: "is not known yet, or a secret" };
  if (value === FAILED) return { why: "could not be read" };
  return { why: `is ${SHAPE_WORDS[shapeOf(value)]}, not a text` };
}

function own(parent: unknown, key: string): unknown {
  if (typeof parent !== "object" || parent === null) return undefined;
  try {
    return Object.hasOwn(parent, key) ? Reflect.get(parent, key) : undefined;
  } catch {
    return FAILED;
  }
}
