import { InvalidLock } from "../lock/index.ts";
import { InvalidPolicy } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import { judgeAssembly } from "./judge.ts";
import type { Answer, Question } from "./messages.ts";
import { pinImages } from "./pin.ts";
import { InvalidOption } from "./settings.ts";

/** What of its process the gate needs. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
}

/** Never rejects: whatever goes wrong is told as a failure, without a path of this machine. */
export async function answerTo(question: Question, surroundings: Surroundings): Promise<Answer> {
  try {
    return question.kind === "judge"
      ? await judgeAssembly(question, surroundings)
      : await pinImages(question, surroundings);
  } catch (error) {
    if (error instanceof InvalidPolicy || error instanceof InvalidLock || error instanceof InvalidOption)
      return { kind: "failed", message: error.message };
    const kind = error instanceof Error ? error.name : typeof error;
    return { kind: "failed", message: `internal-error: the images could not be judged (${printable(kind)}).` };
  }
}
