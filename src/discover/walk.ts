import { FAILED, membersOf, type Member, SHAPE_WORDS, shapeOf } from "./data.ts";
import { advance, type Cursor, expected, type Field, isAtEnd } from "./field.ts";
import { type ImageUse, type Resource, UNKNOWN, type Usage } from "./image-use.ts";
import { parseJsonText } from "./json-text.ts";
import { formatPath, type Path, stepsOf } from "./path.ts";
import type { Platform, Scope } from "./platform.ts";
import type { Slot, Span } from "./slot.ts";

/** A pod spec of the Kubernetes API nests less than 20 levels. */
const DEEPEST = 64;
/** etcd takes no object over 1.5 MiB, which has fewer values; a list of a thousand Deployments has about a fifth. */
const MOST_VALUES = 500_000;

interface Walk {
  readonly platform: Platform;
  readonly resource: Resource;
  readonly uses: ImageUse[];
  /** Objects that hold the value at hand; one of them met again is a cycle. */
  readonly ancestors: Set<object>;
  valuesLeft: number;
  deepestReported: boolean;
}

/** A value of the resource on its way through the walk. */
interface Visit {
  readonly value: unknown;
  readonly path: Path | undefined;
  /** Where the JSON texts stand that the value was read out of, the outermost first. */
  readonly texts: readonly (Path | undefined)[];
  /** Where the value itself stands in the innermost of them. */
  readonly span: Span | undefined;
  readonly cursors: readonly Cursor[];
  /** Fields that begin at every object inside. */
  readonly below: readonly Field[];
}

/**
 * Finds every image use of a resource, in the order of its properties. Each value is read once and on its own, so that
 * an unknown or unreadable one hides no other (law 6); what cannot be read is reported, never skipped (law 3). Bounded
 * in depth and in values; never throws.
 */
export function findImageUses(platform: Platform, resource: Resource): ImageUse[] {
  const walk: Walk = {
    platform,
    resource,
    uses: [],
    ancestors: new Set(),
    valuesLeft: MOST_VALUES,
    deepestReported: false,
  };
  const inputs: Visit = { value: resource.props, path: undefined, texts: [], span: undefined, cursors: [], below: [] };
  const shape = shapeOf(resource.props);
  if (resource.props === UNKNOWN) report(walk, inputs, { kind: "unknown" });
  else if (shape === "object") visitMembers(walk, inputs, resource.props as object);
  else unreadable(walk, inputs, `are ${SHAPE_WORDS[shape]}, not an object`);
  return walk.uses;
}

function visit(walk: Walk, at: Visit): void {
  if (!spend(walk, at) || at.cursors.some((cursor) => isAtEnd(cursor, "nothing"))) return;
  if (at.value === UNKNOWN) visitUnknown(walk, at);
  else if (at.value === FAILED) unreadable(walk, at, "could not be read");
  else if (at.cursors.some((cursor) => isAtEnd(cursor, "image"))) visitImage(walk, at);
  else visitInner(walk, at);
}

/** False once the resource has more values than are read; the first one beyond is reported. */
function spend(walk: Walk, at: Visit): boolean {
  walk.valuesLeft -= 1;
  if (walk.valuesLeft === -1) unreadable(walk, at, `is beyond the first ${MOST_VALUES} values, and no more are read`);
  return walk.valuesLeft >= 0;
}

/** Elsewhere than on the way to an image (replicas, an environment variable) an unknown value is nobody's business. */
function visitUnknown(walk: Walk, at: Visit): void {
  if (at.cursors.some(({ field }) => field.end !== "nothing")) report(walk, at, { kind: "unknown" });
}

/** An absent image runs nothing: the API server and the providers refuse the container, and a patch leaves it as it is. */
function visitImage(walk: Walk, at: Visit): void {
  if (at.value === undefined) return;
  if (at.value === "") unreadable(walk, at, "is empty, not an image reference");
  else if (typeof at.value === "string") report(walk, at, { kind: "image", image: at.value, ...slotted(at) });
  else unreadable(walk, at, `is ${SHAPE_WORDS[shapeOf(at.value)]}, not an image reference`);
}

/** One write must be one replacement: in a text inside a text it would have to be escaped twice. */
function slotted({ path, texts, span }: Visit): { slot?: Slot } {
  if (texts.length === 0) return { slot: { steps: stepsOf(path) } };
  return texts.length === 1 && span !== undefined ? { slot: { steps: stepsOf(texts[0]), span } } : {};
}

function visitInner(walk: Walk, at: Visit): void {
  const shape = shapeOf(at.value);
  if (shape === "nothing") return;
  if (shape === "text" && at.cursors.some(({ field }) => field.goJson)) {
    visitJsonText(walk, at);
    return;
  }
  const wanted = at.cursors.map(expected).find((want) => want !== undefined && want !== shape);
  if (shape === "foreign") unreadable(walk, at, `is ${SHAPE_WORDS.foreign}`);
  else if (wanted !== undefined) unreadable(walk, at, `is ${SHAPE_WORDS[shape]}, not ${SHAPE_WORDS[wanted]}`);
  if (shape === "list" || shape === "object") visitMembers(walk, at, at.value as object);
}

function visitJsonText(walk: Walk, at: Visit): void {
  const parsed = parseJsonText(at.value as string);
  if ("why" in parsed) unreadable(walk, at, parsed.why);
  else if (typeof parsed.value === "object" && parsed.value !== null)
    visitInner(walk, { ...at, value: parsed.value, texts: [...at.texts, at.path] });
  else unreadable(walk, at, "is a JSON text that holds no list");
}

function visitMembers(walk: Walk, at: Visit, parent: object): void {
  if (walk.ancestors.has(parent)) unreadable(walk, at, "contains itself");
  else if (walk.ancestors.size >= DEEPEST) tooDeep(walk, at);
  else {
    const members = membersOf(parent, walk.valuesLeft + 1);
    if (members === FAILED) unreadable(walk, at, "could not be read");
    else {
      walk.ancestors.add(parent);
      visitEach(walk, at, members, Array.isArray(parent) ? undefined : scopeAt(walk, at, members));
      walk.ancestors.delete(parent);
    }
  }
}

function visitEach(walk: Walk, at: Visit, members: readonly Member[], scope: Scope | undefined): void {
  const below = scope?.below ?? at.below;
  const begin = scope === undefined ? at.below : [...scope.here, ...scope.below];
  for (const { key, value, span } of members) {
    if (walk.valuesLeft < 0) return;
    const path = { parent: at.path, key };
    visit(walk, { value, path, texts: at.texts, span, cursors: advance(at.cursors, begin, key), below });
  }
}

function scopeAt({ platform, resource }: Walk, at: Visit, members: readonly Member[]): Scope | undefined {
  return at.path === undefined ? platform.rootScope(resource.type, members) : platform.innerScope(members);
}

/** Once a resource: it is rejected either way, and a wide one would drown its other findings. */
function tooDeep(walk: Walk, at: Visit): void {
  if (!walk.deepestReported)
    unreadable(walk, at, `is nested deeper than ${DEEPEST} levels, and no deeper value is read`);
  walk.deepestReported = true;
}

function unreadable(walk: Walk, at: Visit, why: string): void {
  report(walk, at, { kind: "unreadable", why });
}

type Found =
  | { readonly kind: "image"; readonly image: string; readonly slot?: Slot }
  | { readonly kind: "unknown" }
  | { readonly kind: "unreadable"; readonly why: string };

function report(walk: Walk, at: Visit, found: Found): void {
  const { role, pinForm }: Usage = at.cursors[0]?.field ?? walk.platform.usage;
  walk.uses.push({ ...found, role, pinForm, place: { resource: walk.resource.urn, path: formatPath(at.path) } });
}
