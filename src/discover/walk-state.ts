import type { Begin } from "./begin.ts";
import { type Member, shapeOf } from "./data.ts";
import type { Cursor } from "./field.ts";
import type { Group } from "./group.ts";
import { type ImageUse, type LocatedUse, type Resource, UNKNOWN, type Usage } from "./image-use.ts";
import type { Moved } from "./overlaid.ts";
import { hasHole, shownLater, type Unread } from "./partial.ts";
import { formatPath, type Path, stepsOf } from "./path.ts";
import type { Platform, Scope } from "./platform.ts";
import type { Slot, Span, Spot } from "./slot.ts";
import { LONGEST_TEXT } from "./yaml-text.ts";

/** etcd takes no object over 1.5 MiB, which has fewer values; a list of a thousand Deployments has about a fifth. */
const MOST_VALUES = 500_000;
/** A pod spec of the Kubernetes API nests less than 20 levels. */
export const DEEPEST = 64;

/** How documents inside a resource are read. */
export interface DocumentPlatforms {
  /** Those that hold Kubernetes objects. */
  readonly objects: Platform;
  /** Those that say of what type they are. */
  readonly types: Platform;
  /** The resource itself stands in a template, which leaves parts of its texts open. */
  readonly inTemplate?: true;
}

export interface Walk {
  readonly inside: DocumentPlatforms;
  readonly resource: Resource;
  readonly uses: ImageUse[];
  /** Where each of them stands in the inputs. */
  readonly spots: WeakMap<ImageUse, Spot>;
  /** Objects that hold the value at hand; one of them met again is a cycle. */
  readonly ancestors: Set<object>;
  /** What was read so far of the groups whose object holds the value at hand. */
  readonly groups: Map<Group, Collected>;
  valuesLeft: number;
  deepestReported: boolean;
  /** Those that many values share are told once. */
  readonly unread: Set<Unread>;
  /** How many templates the value at hand stands in. */
  templates: number;
  /** Of the innermost resource that the value at hand stands in: in a template the resource around it says nothing of them. */
  inputs: unknown;
}

export interface Collected {
  readonly parts: Map<string, { readonly text: string | typeof UNKNOWN; readonly at: Visit }>;
  /** One of the parts was reported itself, so that the others together would name something else. */
  broken: boolean;
  readonly layers: Layer[];
}

/** Some of a chart's values; those of a higher rank are laid over the others. */
export interface Layer {
  readonly rank: number;
  /** Of the same rank those that come later in the alphabet lie above, and of these those that are met later. */
  readonly within: string;
  readonly value: Moved;
  /** Those that lead on to places inside. */
  readonly cursors: readonly Cursor[];
  /** In the place of the texts, for whoever knows it. */
  readonly replaces?: true;
}

/** A value of the resource on its way through the walk. */
export interface Visit {
  readonly value: unknown;
  readonly path: Path | undefined;
  readonly platform: Platform;
  /** The scope that begins here whatever the value says of itself: at the inputs, and at a document inside. */
  readonly opens?: ((members: readonly Member[]) => Scope) | undefined;
  /** Of which type the resource is whose inputs begin here, or a document: "" where that has none. */
  readonly type?: string | undefined;
  /** On which platform the images inside run. */
  readonly runsOn?: string | undefined;
  /** Where the texts stand that the value was read out of, the outermost first. */
  readonly texts: readonly (Path | undefined)[];
  /** Where the value itself stands in the innermost of them. */
  readonly span: Span | undefined;
  readonly cursors: readonly Cursor[];
  /** Fields that begin at every object inside. */
  readonly below: Begin;
}

export function startWalk(resource: Resource, inside: DocumentPlatforms): Walk {
  return {
    inside,
    resource,
    uses: [],
    spots: new WeakMap(),
    ancestors: new Set(),
    groups: new Map(),
    valuesLeft: MOST_VALUES,
    deepestReported: false,
    unread: new Set(),
    templates: inside.inTemplate === true ? 1 : 0,
    inputs: resource.props,
  };
}

/** False once the resource has more values than are read; the first one beyond is reported. */
export function spend(walk: Walk, at: Visit, values = 1): boolean {
  const had = walk.valuesLeft;
  walk.valuesLeft -= values;
  if (had >= 0 && walk.valuesLeft < 0)
    unreadable(walk, at, `is beyond the first ${MOST_VALUES} values, and no more are read`);
  return walk.valuesLeft >= 0;
}

/** A text that may be a document costs as many values as it has characters, up to the longest that is read at all. */
export function spendText(walk: Walk, at: Visit, text: string): boolean {
  return spend(walk, at, Math.min(text.length, LONGEST_TEXT));
}

/** One write must be one replacement: in a text inside a text it would have to be escaped twice. */
export function slotted({ path, texts, span }: Visit): { slot?: Slot } {
  if (texts.length === 0) return { slot: { steps: stepsOf(path) } };
  return texts.length === 1 && span !== undefined ? { slot: { steps: stepsOf(texts[0]), span } } : {};
}

export function unreadable(walk: Walk, at: Visit, why: string): void {
  report(walk, at, { kind: "unreadable", why });
}

type VisitMembers = (walk: Walk, at: Visit, parent: object) => void;

/** Visits what stands in a document, which may be the properties of a resource in a template. */
export function insideOf(walk: Walk, isTemplate: boolean, at: Visit, visitMembers: VisitMembers): void {
  const { templates, inputs } = walk;
  if (isTemplate) Object.assign(walk, { templates: templates + 1, inputs: at.value });
  visitMembers(walk, at, at.value as object);
  Object.assign(walk, { templates, inputs });
}

type Found =
  | { readonly kind: "image"; readonly image: string; readonly slot?: Slot }
  | {
      readonly kind: "unknown";
      readonly known?: string;
      readonly why?: string;
      readonly inside?: string;
      readonly cdkAsset?: true;
    }
  | { readonly kind: "unreadable"; readonly why: string }
  | { readonly kind: "hidden"; readonly why: string };

export function report(walk: Walk, at: Visit, found: Found): void {
  const cursor = at.cursors.find(({ field }) => field.end !== "no image");
  const { role, pinForm }: Usage = cursor?.field ?? at.platform.usage;
  const use = {
    ...printed(found),
    role,
    pinForm,
    ...(at.runsOn !== undefined && { platform: at.runsOn }),
    place: { resource: walk.resource.urn, path: formatPath(at.path) },
  };
  walk.uses.push(use);
  walk.spots.set(use, spotOf(at));
}

export function located({ uses, spots }: Walk): readonly LocatedUse[] {
  return uses.map((use) => ({ use, spot: spots.get(use) ?? { steps: [], inText: false } }));
}

/** Inside a text, the property that holds the outermost one. */
function spotOf({ path, texts, span }: Visit): Spot {
  if (texts.length === 0) return { steps: stepsOf(path), inText: false };
  return { steps: stepsOf(texts[0]), inText: true, ...(texts.length === 1 && span !== undefined && { span }) };
}

/** The words of a format that knows nothing of templates may quote what is left open there. */
function printed(found: Found): Found {
  if (found.kind === "image") return found;
  const quoted = Object.entries(found).filter(([, text]) => typeof text === "string" && hasHole(text));
  return { ...found, ...Object.fromEntries(quoted.map(([name, text]) => [name, shownLater(String(text))])) };
}

/** An object may say on which platform the images inside it run. What the resource around a document says is not the document's. */
export function runningOn(at: Visit, members: readonly Member[]): Visit {
  const runsOn = at.platform.runsOn?.(members, at.type) ?? (at.type === undefined ? at.runsOn : undefined);
  return runsOn === at.runsOn ? at : { ...at, runsOn };
}

/** Nearly every value: no field leads there, and nothing is inside. */
export function isNobodys({ cursors, value }: Visit): boolean {
  if (cursors.length > 0) return false;
  const shape = shapeOf(value);
  return value === UNKNOWN || (shape !== "object" && shape !== "list" && shape !== "foreign");
}

/** Once a resource: it is rejected either way, and a wide one would drown its other findings. */
export function tooDeep(walk: Walk, at: Visit): void {
  if (!walk.deepestReported)
    unreadable(walk, at, `is nested deeper than ${DEEPEST} levels, and no deeper value is read`);
  walk.deepestReported = true;
}
