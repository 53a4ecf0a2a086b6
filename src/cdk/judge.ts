import { relative } from "node:path";
import type { PolicyValidationPluginReport } from "aws-cdk-lib";
import { assemblyImageUses, type AssemblyFiles, NO_CORRECTIONS } from "../discover/index.ts";
import { unusedIn, type Verdict } from "../gate/index.ts";
import { printable } from "../reference/index.ts";
import { exitCode, noPolicy, oldRootFindings, unusedFindings, type GeneralFinding } from "../report/index.ts";
import { readBoundedFile, UnreadableFile } from "../storage/index.ts";
import type { Surroundings } from "./answer.ts";
import type { Answer, Question } from "./messages.ts";
import { settingsFor, type Settings } from "./settings.ts";
import { generalViolation, violationsOf } from "./violations.ts";

/** CloudFormation takes templates of 1 MB; the manifest of a large app tells of each of its stacks. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Judges every image use of a synthesised app. @throws InvalidPolicy, InvalidLock, InvalidOption */
export async function judgeAssembly(
  question: Extract<Question, { kind: "judge" }>,
  surroundings: Surroundings,
): Promise<Answer> {
  const settings = settingsFor(question, surroundings);
  const { policy, gate, levels } = settings;
  try {
    const uses = assemblyImageUses(question.templates, filesFrom(surroundings), policy?.corrections ?? NO_CORRECTIONS);
    const verdicts = await gate.check(uses.map(({ use }) => use));
    const judged = uses.map((one, index) => ({ ...one, verdict: present(verdicts[index]) }));
    const findings = generalFindings(settings, verdicts);
    const violations = [...violationsOf(judged, settings), ...findings.map(generalViolation)];
    const success = exitCode({ verdicts, levels, findings }) === 0;
    return { kind: "judged", report: reportOf({ success, violations }, policy) };
  } finally {
    await gate.close();
  }
}

/** As many verdicts as uses: one that is missing is no pass (law 3). */
function present(verdict: Verdict | undefined): Verdict {
  if (verdict === undefined) throw new Error("no verdict about an image use");
  return verdict;
}

function reportOf(
  { success, violations }: Pick<PolicyValidationPluginReport, "success" | "violations">,
  policy: Settings["policy"],
): PolicyValidationPluginReport {
  const metadata = policy === undefined ? undefined : { policy: `${printable(policy.source)} ${policy.digest}` };
  return { success, violations, ...(metadata && { metadata }) };
}

function generalFindings({ policy, now }: Settings, verdicts: readonly Verdict[]): readonly GeneralFinding[] {
  if (policy === undefined) return [noPolicy];
  return [...oldRootFindings(policy, now), ...unusedFindings(unusedIn(verdicts, { policy, now: now.getTime() }))];
}

function filesFrom(surroundings: Surroundings): AssemblyFiles {
  return { read, shown: (path) => printable(relative(surroundings.cwd(), path)) };
}

function read(path: string): string | undefined {
  try {
    return Buffer.from(readBoundedFile(path, MOST_BYTES)).toString("utf8");
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}
