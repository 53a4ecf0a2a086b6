import { NO_CORRECTIONS, templateImageUses, type Corrections, type ImageUse } from "../discover/index.ts";
import type { Verdict } from "../gate/index.ts";
import { verifiedPin } from "../remedy/index.ts";
import type { Surroundings } from "./answer.ts";
import type { Answer, Question, Write } from "./messages.ts";
import { settingsFor } from "./settings.ts";

/** The resource's name in the template that is made for it. */
const NAME = "Resource";
/** `Resources`, the name, `Properties`. */
const OUTSIDE = 3;

/** What may be written into resources; what cannot be pinned is left as it is. @throws InvalidPolicy, InvalidLock, InvalidOption */
export async function pinImages(
  question: Extract<Question, { kind: "pin" }>,
  surroundings: Surroundings,
): Promise<Answer> {
  const { policy, gate } = settingsFor(question, surroundings);
  try {
    const uses = question.resources.map((resource) => writableUses(resource, policy?.corrections ?? NO_CORRECTIONS));
    const verdicts = await Promise.all(uses.map((own) => gate.check(own)));
    return { kind: "pinned", writes: verdicts.map((own) => own.flatMap(writesOf)) };
  } finally {
    await gate.close();
  }
}

/** Only properties that are the reference themselves: what stands inside of a text is left to whoever wrote that. */
function writableUses(resource: unknown, corrections: Corrections): readonly ImageUse[] {
  const text = JSON.stringify({ Resources: { [NAME]: resource } });
  const found = templateImageUses(text, { file: "the app" }, corrections);
  if ("why" in found) return [];
  return found.map(({ use }) => use).filter((use) => use.kind === "image" && use.slot?.span === undefined);
}

function writesOf(verdict: Verdict): readonly Write[] {
  const pin = verifiedPin(verdict);
  const steps = pin?.slot.steps.slice(OUTSIDE) ?? [];
  return pin === undefined || !steps.every(isPlain) || steps.length === 0 ? [] : [{ steps, text: pin.pinned }];
}

/** An override merges into what stands there, and what it makes of a function nobody says; the other changes what objects inherit. */
function isPlain(step: string | number): boolean {
  return typeof step === "number" || !(step.startsWith("Fn::") || step === "__proto__");
}
