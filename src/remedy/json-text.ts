import { isDeepStrictEqual } from "node:util";
import { discoverImageUses, type Corrections, type ImageUse, type Slot, type Span } from "../discover/index.ts";
import type { Pin } from "./pin.ts";

/** A JSON text of a resource's inputs, by the resource's Pulumi type and the property that holds it. */
export interface JsonProperty {
  readonly type: string;
  readonly steps: Slot["steps"];
  readonly text: string;
  /** By which its images are found. */
  readonly corrections: Corrections;
}

/**
 * The JSON text with the pins' images in place of those that stand there, every other byte as it was. `undefined` where
 * discovery does not find the images that the pins name at their places, or finds anything else changed afterwards.
 */
export function pinnedJsonText(property: JsonProperty, pins: readonly Pin[]): string | undefined {
  const uses = usesIn(property);
  const pinOf = new Map(pins.map((pin) => [keyOf(pin.image, pin.slot.span), pin]));
  if (uses.filter((use) => pinFor(use, pinOf) !== undefined).length !== pins.length) return undefined;
  const after = rewritten(property.text, uses, pinOf);
  return isDeepStrictEqual(usesIn({ ...property, text: after.text }), after.uses) ? after.text : undefined;
}

/** Of this property alone: nothing beside it decides what its text says. */
function usesIn({ type, steps, text, corrections }: JsonProperty): readonly ImageUse[] {
  const props = steps.reduceRight<unknown>(holding, text);
  return discoverImageUses({ type, name: "", urn: "", props }, corrections);
}

function holding(inner: unknown, step: string | number): unknown {
  return typeof step === "number" ? Object.assign([], { [step]: inner }) : { [step]: inner };
}

type PinOf = ReadonlyMap<string, Pin>;

function pinFor(use: ImageUse, pinOf: PinOf): Pin | undefined {
  if (use.kind !== "image" || use.slot?.span === undefined) return undefined;
  return pinOf.get(keyOf(use.image, use.slot.span));
}

function keyOf(image: string, span: Span | undefined): string {
  return JSON.stringify([image, span?.start, span?.end]);
}

interface Rewritten {
  readonly text: string;
  /** What discovery must find in the new text: the same uses in the same places, the pinned ones with their new image. */
  readonly uses: readonly ImageUse[];
}

function rewritten(text: string, uses: readonly ImageUse[], pinOf: PinOf): Rewritten {
  let read = 0;
  let written = "";
  const usesAfter = uses.map((use) => {
    if (use.kind !== "image" || use.slot?.span === undefined) return use;
    const { span } = use.slot;
    const image = pinFor(use, pinOf)?.pinned ?? use.image;
    written += text.slice(read, span.start);
    const start = written.length;
    written += image === use.image ? text.slice(span.start, span.end) : JSON.stringify(image);
    read = span.end;
    return { ...use, image, slot: { ...use.slot, span: { start, end: written.length } } };
  });
  return { text: written + text.slice(read), uses: usesAfter };
}
