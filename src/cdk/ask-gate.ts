import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ANSWER, type Answer, type Question } from "./messages.ts";

/** More than a report of the largest app has. */
const MOST_BYTES = 64 * 1024 * 1024;
const ENTRY = join(__dirname, "gate-process.js");

export interface AskOptions {
  /** In seconds. The process is ended then, and there is no answer. */
  readonly deadline: number;
  /** Where it starts: what the options name is seen from there, and the nearest policy document is looked for. */
  readonly folder: string;
  /** The program of the process, for tests. */
  readonly entry?: string;
}

/** An answer was not had; the message says why. The CDK takes that for a failed validation. */
export class GateFailure extends Error {
  override readonly name = "GateFailure";
}

/**
 * Asks the gate in one process of its own, since the CDK waits for no promise. The process has the environment of this one.
 * @throws GateFailure where there is no answer: it fails, takes too long, or says something else
 */
export function askGate<K extends "judged" | "pinned">(
  question: Question,
  kind: K,
  { deadline, folder, entry = ENTRY }: AskOptions,
): Extract<Answer, { kind: K }> {
  const { status, signal, error, output } = spawnSync(process.execPath, [entry], {
    input: JSON.stringify(question),
    env: process.env,
    cwd: folder,
    timeout: deadline * 1000,
    killSignal: "SIGKILL",
    maxBuffer: MOST_BYTES,
    // What it says on stderr may tell where it lies on this machine, and on stdout what `NODE_OPTIONS` loads may say anything.
    stdio: ["pipe", "ignore", "ignore", "pipe"],
    windowsHide: true,
  });
  if (error !== undefined) throw new GateFailure(whyFailed(error, deadline));
  const answer = read(output[ANSWER]);
  if (answer?.kind === "failed" && typeof answer.message === "string") throw new GateFailure(answer.message);
  if (status !== 0)
    throw new GateFailure(
      `the gate's process ended with ${signal ?? `exit code ${status ?? "unknown"}`}. ${NOT_JUDGED}`,
    );
  if (!isAnswer(answer, kind))
    throw new GateFailure(`the gate's process gave no answer that can be read. ${NOT_JUDGED}`);
  return answer;
}

const NOT_JUDGED = "No image was judged.";

function whyFailed(error: NodeJS.ErrnoException, deadline: number): string {
  if (error.code === "ETIMEDOUT")
    return `the gate did not answer within ${deadline} s, and was ended. ${NOT_JUDGED} timeoutSeconds sets another deadline.`;
  return `the gate's process could not be run (${error.code ?? error.name}). ${NOT_JUDGED}`;
}

function read(told: Buffer | null | undefined): Partial<Answer> | undefined {
  try {
    const value: unknown = JSON.parse(told?.toString("utf8") ?? "");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only of the outermost shape: the process is this package's own. */
function isAnswer<K extends "judged" | "pinned">(
  answer: Partial<Answer> | undefined,
  kind: K,
): answer is Extract<Answer, { kind: K }> {
  if (answer?.kind !== kind) return false;
  if (answer.kind === "pinned") return Array.isArray(answer.writes);
  const { report } = answer as Partial<Extract<Answer, { kind: "judged" }>>;
  return typeof report?.success === "boolean" && Array.isArray(report.violations);
}
