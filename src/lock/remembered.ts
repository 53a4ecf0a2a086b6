import { z } from "zod";
import { parseImageReference } from "../reference/index.ts";
import { isFresh } from "./fresh.ts";
import { seal, unseal } from "../storage/index.ts";

/** What a run can verify ahead in reasonable time; stacks with more distinct images verify the rest when they come. */
const MAX_REFERENCES = 10_000;

/** Room for that many references of the greatest length that the grammar takes. */
export const MAX_REMEMBERED_BYTES = 12 * 1024 * 1024;

const shape = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  references: z.array(z.string().refine(isReference)).max(MAX_REFERENCES),
  remembered: z.int(),
});

/** The content of the file of a stack's references: those that can be read as one, the first 10,000 of them. */
export function rememberedText(stack: string, all: readonly string[], remembered: number): string {
  const references = [...new Set(all)].filter(isReference).slice(0, MAX_REFERENCES);
  return seal(JSON.stringify({ version: 1, stack, references, remembered } satisfies z.input<typeof shape>));
}

/**
 * The references that were remembered for this stack less than an hour before `now`; none for every other content.
 *
 * @throws SyntaxError where the sealed content is not what is written here
 */
export function readRemembered(bytes: Buffer, stack: string, now: number): readonly string[] {
  const text = unseal(bytes);
  if (text === undefined) return [];
  const remembered = shape.safeParse(JSON.parse(text)).data;
  const isTaken = remembered?.stack === stack && isFresh(remembered.remembered, now);
  return isTaken ? remembered.references : [];
}

function isReference(text: string): boolean {
  try {
    parseImageReference(text);
    return true;
  } catch {
    return false;
  }
}
