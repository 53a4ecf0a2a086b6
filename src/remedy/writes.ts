import { NO_CORRECTIONS, type Corrections, type Slot } from "../discover/index.ts";
import { InvalidImageReference, parseImageReference, pinReference } from "../reference/index.ts";
import { pinnedJsonText } from "./json-text.ts";
import type { Pin } from "./pin.ts";

/** A property's new text. */
export interface Write {
  readonly steps: Slot["steps"];
  readonly text: string;
}

/**
 * The new texts of a resource's properties, one write a property however many images it holds; none for a property that
 * stays as it is. Everything but the images stays as it was, byte for byte. `undefined` where a text is not what the
 * pins say, because somebody else changed it: never a half-done rewrite.
 *
 * @param type the resource's Pulumi type token: what a JSON text means is the business of the provider that reads it
 * @param read what stands at a property now, such as {@link readOwn} tells
 * @param corrections by which the pins' images were found
 */
export function writesFor(
  type: string,
  read: (steps: Slot["steps"]) => unknown,
  pins: readonly Pin[],
  corrections: Corrections = NO_CORRECTIONS,
): readonly Write[] | undefined {
  if (!pins.every(isPin)) return undefined;
  const writes: Write[] = [];
  for (const group of byProperty(pins)) {
    const { steps } = group[0].slot;
    const now = read(steps);
    const text = typeof now === "string" ? pinnedText(type, now, group, corrections) : undefined;
    if (text === undefined) return undefined;
    if (text !== now) writes.push({ steps, text });
  }
  return writes;
}

type Group = readonly [Pin, ...Pin[]];

/** In an order of their own, so that the pins' order decides nothing; each pin once. */
function byProperty(pins: readonly Pin[]): readonly Group[] {
  const distinct = new Map(pins.map((pin) => [keyOf(pin), pin]));
  const groups = Map.groupBy(distinct.values(), ({ slot }) => JSON.stringify(slot.steps));
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group as [Pin, ...Pin[]]);
}

function keyOf({ slot: { steps, span }, image, pinned }: Pin): string {
  return JSON.stringify([steps, span?.start, span?.end, image, pinned]);
}

function pinnedText(type: string, text: string, group: Group, corrections: Corrections): string | undefined {
  const [{ slot, image, pinned }, ...others] = group;
  if (slot.span === undefined && others.length === 0) return text === image ? pinned : undefined;
  return pinnedJsonText({ type, steps: slot.steps, text, corrections }, group);
}

/** A digest added and nothing else, which also needs no escape in a JSON string, at a place that can be written. */
function isPin({ slot, image, pinned }: Pin): boolean {
  // An assignment through this name would change what the object inherits.
  if (slot.steps.length === 0 || slot.steps.includes("__proto__")) return false;
  try {
    const { digest } = parseImageReference(pinned);
    if (digest === undefined) return false;
    return (["name:tag@digest", "name@digest"] as const).some((form) => pinReference(image, digest, form) === pinned);
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}
