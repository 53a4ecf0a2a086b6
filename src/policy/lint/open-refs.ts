import { bindText, capturesIn, parseIdentityText } from "../identity-text.ts";
import { isBoundByProvenance } from "./asked-of-provenance.ts";
import type { LintInput } from "./check.ts";
import { textOf } from "./written.ts";
import type { WrittenSigner } from "./written-signers.ts";

/** What may be built and still counts as the signer's: any pull request, or at least any branch. */
export type OpenRefs = "pull-request" | "branch";

/** Names that nobody means when a document names branches. */
const SOME_BRANCHES = ["refs/heads/digestbound-lint", "refs/heads/digestbound/lint"];

/** What these events run on is one branch, or a tag. */
const BOUND_EVENTS = new Set(["release", "schedule"]);

/** Undefined where the branches and tags are bounded, or where the identity is of nobody who builds. */
export function openRefs(signer: WrittenSigner, input: LintInput): OpenRefs | undefined {
  const refs = refsOf(signer);
  const open = refs.length === 0 && signer.github !== undefined ? unboundedRefs(signer.github) : openTo(refs);
  const isBound = isBoundByProvenance(signer.name, "ref", input, (ref) => openTo([ref]) === undefined);
  return isBound ? undefined : open;
}

function openTo(refs: readonly string[]): OpenRefs | undefined {
  if (refs.length === 0) return undefined;
  if (refs.every((ref) => ref.startsWith("refs/pull/"))) return "pull-request";
  return SOME_BRANCHES.some((branch) => refs.every((ref) => matches(ref, branch))) ? "branch" : undefined;
}

/** Nothing but the event or the environment can then keep a pull request out. */
function unboundedRefs({ trigger, environment }: NonNullable<WrittenSigner["github"]>): OpenRefs | undefined {
  if (trigger !== undefined && BOUND_EVENTS.has(trigger)) return undefined;
  const isKeptOut = environment !== undefined || (trigger !== undefined && trigger !== "pull_request");
  return isKeptOut ? "branch" : "pull-request";
}

/** The texts that all have to fit the ref: `ref` itself, and what stands behind the at sign of the workflow or the subject. */
function refsOf({ cosign: { ref, workflow, subject } }: WrittenSigner): readonly string[] {
  const own = textOf(workflow);
  // A reusable workflow's ref says where the workflow is from, not what it builds.
  const workflowRef = own?.startsWith(".github/") === true ? /@(refs\/.+)$/.exec(own)?.[1] : undefined;
  const subjectRef = /@(refs\/.+)$/.exec(textOf(subject) ?? "")?.[1];
  return [textOf(ref), workflowRef, subjectRef].filter((text) => text !== undefined);
}

function matches(ref: string, branch: string): boolean {
  const text = parseIdentityText(ref.includes("*") ? { glob: ref } : ref);
  const captures = new Map(capturesIn(text).map((name) => [name, "some-capture"]));
  return bindText(text, captures).matches(branch);
}
