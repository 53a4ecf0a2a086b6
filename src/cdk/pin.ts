import { verifiedPin } from "../remedy/index.ts";
import type { Surroundings } from "./answer.ts";
import type { Answer, Question } from "./messages.ts";
import { settingsFor } from "./settings.ts";

/** The references of those that may be written: what cannot be pinned is left to the plugin. @throws InvalidPolicy, InvalidLock, InvalidOption */
export async function pinImages(
  question: Extract<Question, { kind: "pin" }>,
  surroundings: Surroundings,
): Promise<Answer> {
  const { gate } = settingsFor(question, surroundings);
  try {
    const verdicts = await gate.check(question.images.map(useOf));
    const pins = verdicts.map(verifiedPin).filter((pin) => pin !== undefined);
    return { kind: "pinned", pins: Object.fromEntries(pins.map(({ image, pinned }) => [image, pinned])) };
  } finally {
    await gate.close();
  }
}

function useOf(image: string, index: number) {
  const place = { resource: "the app", path: `image ${index + 1}` };
  return { kind: "image", image, place, role: "run", pinForm: "name:tag@digest", slot: { steps: [index] } } as const;
}
