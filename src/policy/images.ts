import { readAttestations } from "./attestations.ts";
import { readBecause } from "./because.ts";
import { readBuildBinding } from "./build-binding.ts";
import { checkCaptures } from "./check-captures.ts";
import type { AttestationRule, BuildBinding, ImageRule, Requirement, SignedBy, Signer } from "./document.ts";
import { coversOf, reportStrayCovers } from "./covers.ts";
import { InvalidMatch } from "./invalid-match.ts";
import { compareSpecificity, patternsOverlap } from "./match.ts";
import { parseMatchPattern, type MatchPattern } from "./match-pattern.ts";
import type { Signers } from "./named-signers.ts";
import type { Path, Report } from "./problems.ts";
import { imageRuleShape } from "./schema.ts";
import { readShape } from "./shape.ts";
import { readSignedBy } from "./signed-by.ts";

type RawRule = NonNullable<ReturnType<typeof readShape<typeof imageRuleShape.schema.shape>>>;

/** Reads the image rules that are right and reports what is wrong with the others, and every pair of rules that tie. */
export function readImageRules(rules: readonly unknown[], signers: Signers, report: Report): readonly ImageRule[] {
  const matches = new Map<number, MatchPattern>();
  const read: ImageRule[] = [];
  for (const [index, value] of rules.entries()) {
    const path = ["images", index];
    const rule = readShape(imageRuleShape, value, path, report);
    if (rule === undefined) continue;
    const match = readMatch(rule.match, [...path, "match"], report);
    const requirement = readEvidence(rule, readRequirement(rule, signers, path, report), signers, path, report);
    if (match !== undefined) matches.set(index, match);
    if (match === undefined || requirement === undefined) continue;
    checkCaptures(match, requirement, path, report);
    read.push({ match, requirement });
  }
  reportTies([...matches], report);
  return read;
}

function readMatch(text: string, path: Path, report: Report): MatchPattern | undefined {
  try {
    return parseMatchPattern(text);
  } catch (error) {
    if (!(error instanceof InvalidMatch)) throw error;
    report(path, error.message, error.remedy);
    return undefined;
  }
}

/** What is asked beside the signature, or in its place. */
function readEvidence(
  { attestations: values = [], boundToBuild: binding }: RawRule,
  requirement: Requirement<Signer> | undefined,
  signers: Signers,
  path: Path,
  report: Report,
): Requirement<Signer, AttestationRule> | undefined {
  const attestations = readAttestations(values, signers, [...path, "attestations"], report);
  if (requirement?.kind !== "signed") {
    if (binding !== undefined && requirement !== undefined) {
      report([...path, "boundToBuild"], "only goes with signedBy.", "Remove it: there is no signature to be bound.");
    }
    return requirement && { ...requirement, attestations };
  }
  const boundToBuild = binding && readBinding(binding, requirement, signers, [...path, "boundToBuild"], report);
  return { ...requirement, attestations, ...(boundToBuild && { boundToBuild }) };
}

/** Whether each of several signatures has to be bound, or one of them, is nowhere said; so neither is guessed. */
function readBinding(
  binding: NonNullable<RawRule["boundToBuild"]>,
  { anyOf, needs }: SignedBy<Signer>,
  signers: Signers,
  path: Path,
  report: Report,
): BuildBinding<Signer> | undefined {
  if (needs === undefined) return readBuildBinding(binding, anyOf, signers, path, report);
  const other = needs.kind === "all" ? "allOf" : "atLeast";
  report(path, `does not go with ${other}: it binds one signature to one build.`, `Remove it, or ${other}.`);
  return undefined;
}

function readRequirement(rule: RawRule, signers: Signers, path: Path, report: Report): Requirement<Signer> | undefined {
  const { signedBy, allOf, atLeast, signature, because } = rule;
  if (atLeast !== undefined && signedBy === undefined) {
    report([...path, "atLeast"], "only goes with signedBy.", "Remove it, or name the signers in signedBy.");
  }
  const written = [signedBy && "signedBy", allOf && "allOf", signature && "signature: not-required"].filter(isWritten);
  if (written.length > 1) {
    report(path, `has both ${written.join(" and ")}.`, "Keep the one that is meant.");
    return undefined;
  }
  if (signedBy !== undefined || allOf !== undefined) {
    if (because !== undefined) {
      report([...path, "because"], "only goes with signature: not-required.", "Remove it, or write it as a # comment.");
    }
    const signed = readSignedBy(rule, signers, path, report);
    return signed && { kind: "signed", ...signed, attestations: [], ...coversOf(rule) };
  }
  reportStrayCovers(rule, path, report);
  if (signature !== undefined) return readWaiver(because, [...path, "because"], report);
  const remedy = "Write signedBy: [release-key], or signature: not-required with because.";
  report(path, "says neither signedBy nor allOf nor signature: not-required.", remedy);
  return undefined;
}

function isWritten(text: string | undefined): text is string {
  return text !== undefined;
}

function readWaiver(because: string | undefined, path: Path, report: Report): Requirement<Signer> | undefined {
  const text = readBecause(because, path, imageRuleShape.wordings.because.remedy, report);
  return text === undefined ? undefined : { kind: "signature-not-required", because: text, attestations: [] };
}

/** Which of two rules holds must not depend on their order, so a tie is an error even where no image is there to show it. */
function reportTies(matches: readonly (readonly [number, MatchPattern])[], report: Report): void {
  for (const [position, [index, match]] of matches.entries()) {
    const other = matches.slice(0, position).find(([, earlier]) => ties(earlier, match));
    if (other === undefined) continue;
    const [at, { text }] = other;
    report(
      ["images", index, "match"],
      (nameOf) => `can match the same image as ${nameOf(["images", at])} (${text}), and neither is more specific.`,
      "Make one of them more literal, or write one rule for both.",
    );
  }
}

function ties(a: MatchPattern, b: MatchPattern): boolean {
  return compareSpecificity(a, b) === 0 && patternsOverlap(a, b);
}
