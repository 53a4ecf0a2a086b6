import type { ImageUse } from "../discover/index.ts";
import { BUILT_IN_STACK, explain, finding, type Decision, type Finding, type PolicyDocument } from "../policy/index.ts";
import { lessSevere } from "../rules/index.ts";

/** The decision about one use of an image. `image` is null where the value is unknown or is no text. */
export interface Verdict extends Decision {
  readonly use: ImageUse;
  readonly image: string | null;
}

/** What is built on or unpacked is judged like what runs, and its findings are one step less severe: something else has to run it first. */
export function weighed(verdict: Verdict): Verdict {
  if (verdict.use.role === "run" || verdict.findings.length === 0) return verdict;
  const findings = verdict.findings.map((found) => ({ ...found, severity: lessSevere(found.severity) }));
  return { ...verdict, findings };
}

/** A rejection that needed no facts: the value itself or the policy says so. */
export function rejected(use: ImageUse, findings: readonly Finding[]): Verdict {
  return { use, image: imageOf(use), status: "rejected", findings, signers: [] };
}

/** The policy lifts what it asks of other images, and nothing was asked about this one. */
export function exempt(use: ImageUse): Verdict {
  return { use, image: imageOf(use), status: "exempt", findings: [], signers: [] };
}

/** Unknown is a verdict of its own, reported at its own path (law 6). What is accepted once it is known needs no finding. */
export function unknown(use: ImageUse, builtInStack: PolicyDocument["builtInStack"] = "rejected"): Verdict {
  const findings = use.builtBy !== undefined && builtInStack === "accepted" ? [] : [unknownFinding(use)];
  return { use, image: null, status: "unknown", findings, signers: [] };
}

function unknownFinding(use: ImageUse): Finding {
  const { builtBy } = use;
  const message = whyUnknown(use);
  if (builtBy === undefined) return finding("image-known", "unknown", message);
  return finding("image-known", BUILT_IN_STACK, `${message} ${explain.builtInStack(builtBy)}`);
}

function whyUnknown(use: ImageUse): string {
  if (use.kind !== "unknown" || use.why === undefined || use.secret === true)
    return `the value is not known yet${insideOf(use)}. It is judged at update, before the resource is created.`;
  return `the value ${use.why} Until then nobody can judge it: write registry, repository and digest out.`;
}

/** A text that is put together from an output is unknown as a whole, and what it hides is told. */
function insideOf(use: ImageUse): string {
  return use.kind === "unknown" && use.inside !== undefined ? `, and images stand in it (${use.inside})` : "";
}

/** Could not find out, whatever the cause: never a pass (law 3). */
export function undetermined(use: ImageUse, reason: string, message: string): Verdict {
  const findings = [finding("image-checked", reason, message)];
  return { use, image: imageOf(use), status: "undetermined", findings, signers: [] };
}

export function imageOf(use: ImageUse): string | null {
  return use.kind === "image" ? use.image : null;
}
