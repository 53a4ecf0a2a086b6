import { discoverImageUses, type Slot } from "../../src/discover/index.ts";
import { digestOf, pinReference } from "../../src/reference/index.ts";
import { type Pin, readOwn, type Write, writesFor } from "../../src/remedy/index.ts";

export const TASK = "aws:ecs/taskDefinition:TaskDefinition";
export const digest = digestOf(Buffer.from("image"));

/** The image as an ECS task definition takes it, with the digest and without its tag. */
export function pinned(image: string): string {
  return pinReference(image, digest, "name@digest");
}

export function pinAt(slot: Slot, image: string): Pin {
  return { slot, image, pinned: pinned(image) };
}

/** A pin for each image that discovery finds in the inputs. */
export function pinsOf(type: string, props: unknown): Pin[] {
  return discoverImageUses({ type, name: "web", urn: "urn", props }).flatMap((use) =>
    use.kind === "image" && use.slot !== undefined
      ? [{ slot: use.slot, image: use.image, pinned: pinReference(use.image, digest, use.pinForm) }]
      : [],
  );
}

export function writesTo(type: string, props: unknown, pins: readonly Pin[]): readonly Write[] | undefined {
  return writesFor(type, (steps) => readOwn(props, steps), pins);
}

/** The new text of a task definition's containers; `undefined` where there must be none. */
export function rewrittenTask(text: string, pins: readonly Pin[]): string | undefined {
  const writes = writesTo(TASK, { containerDefinitions: text }, pins);
  if (writes === undefined) return undefined;
  const [write, ...others] = writes;
  if (others.length > 0) throw new Error("one property, several writes");
  return write === undefined ? text : write.text;
}

/** The pins of the text as it was, on the text as it is. */
export function taskPins(text: string): Pin[] {
  return pinsOf(TASK, { containerDefinitions: text });
}
