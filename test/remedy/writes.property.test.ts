import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { imagesOf, type Piece, taskText, textOf } from "../discover/task-text.ts";
import { digest, pinAt, pinned, rewrittenTask, taskPins } from "./pins.ts";

const image = fc.constantFrom("nginx", "nginx:1", "ghcr.io/acme/web:1.4", "localhost:5000/a/b", `redis:7@${digest}`);

/** Which of the images are pinned, in turn. */
const chosen = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 });

function pinsIn(pieces: readonly Piece[], choice: readonly boolean[]) {
  const steps = ["containerDefinitions"];
  return imagesOf(pieces)
    .filter((_, index) => choice[index % choice.length])
    .map(({ image, span }) => pinAt({ steps, span }, image));
}

/** The text with the chosen images replaced, made from its pieces. */
function wantedText(pieces: readonly Piece[], choice: readonly boolean[]): string {
  let index = 0;
  return textOf(
    pieces.map((piece) => {
      if (piece.image === undefined || !choice[index++ % choice.length]) return piece;
      return pinned(piece.image) === piece.image ? piece : { text: JSON.stringify(pinned(piece.image)) };
    }),
  );
}

/** The containers with a value in the place of each image. */
function withoutImages(text: string): unknown {
  const containers = JSON.parse(text) as object[];
  return containers.map((container) =>
    Object.entries(container).map(([key, value]) => [
      key,
      key.toLowerCase() === "image" ? "an image" : (value as unknown),
    ]),
  );
}

describe("whatever a task definition holds", () => {
  it("its new text differs inside the pinned images' strings only", () => {
    let pins = 0;
    fc.assert(
      fc.property(taskText(image), chosen, (pieces, choice) => {
        const text = textOf(pieces);
        const after = rewrittenTask(text, pinsIn(pieces, choice)) ?? "";
        expect(after).toBe(wantedText(pieces, choice));
        expect(withoutImages(after)).toEqual(withoutImages(text));
        pins += pinsIn(pieces, choice).length;
      }),
      { numRuns: 500 },
    );
    expect(pins).toBeGreaterThan(500);
  });

  it("the order of the pins does not matter", () => {
    const shuffled = taskText(image).chain((pieces) => {
      const pins = pinsIn(pieces, [true]);
      return fc.tuple(fc.constant(pieces), fc.shuffledSubarray(pins, { minLength: pins.length }));
    });
    fc.assert(
      fc.property(shuffled, ([pieces, pins]) => {
        expect(rewrittenTask(textOf(pieces), pins)).toBe(wantedText(pieces, [true]));
      }),
    );
  });

  it("what was pinned stays as it is, and the pins that were written are no longer true", () => {
    fc.assert(
      fc.property(taskText(image), (pieces) => {
        const text = textOf(pieces);
        const after = rewrittenTask(text, taskPins(text)) ?? "";
        expect(rewrittenTask(after, taskPins(after))).toBe(after);
        expect(rewrittenTask(after, taskPins(text))).toBe(after === text ? after : undefined);
      }),
    );
  });

  it("a text that changed meanwhile is left alone, or changed at the same images only", () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(2),
      insert: fc.constantFrom("", " ", '"', "x", ",", "[", "image"),
    });
    let undone = 0;
    let done = 0;
    fc.assert(
      fc.property(taskText(image), edit, (pieces, { at, remove, insert }) => {
        const text = textOf(pieces);
        const index = at % (text.length + 1);
        const now = text.slice(0, index) + insert + text.slice(index + remove);
        const pins = pinsIn(pieces, [true]);
        const after = rewrittenTask(now, pins);
        if (after === undefined) undone++;
        else {
          if (pins.length > 0) done++;
          const found = new Map(taskPins(now).map((pin) => [JSON.stringify(pin.slot), pin.image]));
          for (const pin of pins) expect(found.get(JSON.stringify(pin.slot))).toBe(pin.image);
          expect(taskPins(after).map(({ image }) => image)).toEqual(
            taskPins(now).map(({ image, slot }) =>
              pins.some((pin) => pin.slot.span?.start === slot.span?.start) ? pinned(image) : image,
            ),
          );
        }
      }),
      { numRuns: 1000 },
    );
    expect(undone).toBeGreaterThan(10);
    expect(done).toBeGreaterThan(10);
  });
});
