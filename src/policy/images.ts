import { capturesUsed } from "./bind.ts";
import { coversOf, reportStrayCovers } from "./covers.ts";
import type { ImageRule, Requirement, SignedBy, Signer } from "./document.ts";
import { InvalidMatch } from "./invalid-match.ts";
import { compareSpecificity, patternsOverlap } from "./match.ts";
import { parseMatchPattern, type MatchPattern } from "./match-pattern.ts";
import { didYouMean } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { imageRuleShape } from "./schema.ts";
import { readShape } from "./shape.ts";

/** The signers that a rule may name: those that were read, and the names of those that are wrong in themselves. */
export interface Signers {
  readonly read: ReadonlyMap<string, Signer>;
  readonly names: readonly string[];
}

type RawRule = NonNullable<ReturnType<typeof readShape<typeof imageRuleShape.schema.shape>>>;

/** Fewer characters than this explain nothing to whoever reviews the document. */
const MIN_BECAUSE = 10;
const MAX_BECAUSE = 300;

/** Reads the image rules that are right and reports what is wrong with the others, and every pair of rules that tie. */
export function readImageRules(rules: readonly unknown[], signers: Signers, report: Report): readonly ImageRule[] {
  const matches = new Map<number, MatchPattern>();
  const read: ImageRule[] = [];
  for (const [index, value] of rules.entries()) {
    const path = ["images", index];
    const rule = readShape(imageRuleShape, value, path, report);
    if (rule === undefined) continue;
    const match = readMatch(rule.match, [...path, "match"], report);
    const requirement = readRequirement(rule, signers, path, report);
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

function readRequirement(rule: RawRule, signers: Signers, path: Path, report: Report): Requirement<Signer> | undefined {
  const { signedBy, signature, because } = rule;
  if (signedBy !== undefined && signature !== undefined) {
    report(path, "has both signedBy and signature: not-required.", "Keep the one that is meant.");
    return undefined;
  }
  if (signedBy !== undefined) {
    if (because !== undefined) {
      report([...path, "because"], "only goes with signature: not-required.", "Remove it, or write it as a # comment.");
    }
    const requirement = readSignedBy(signedBy, signers, [...path, "signedBy"], report);
    return requirement && { ...requirement, ...coversOf(rule) };
  }
  reportStrayCovers(rule, path, report);
  if (signature !== undefined) return readWaiver(because, [...path, "because"], report);
  const remedy = "Write signedBy: [release-key], or signature: not-required with because.";
  report(path, "says neither signedBy nor signature: not-required.", remedy);
  return undefined;
}

function readSignedBy(
  names: readonly string[],
  signers: Signers,
  path: Path,
  report: Report,
): SignedBy<Signer> | undefined {
  for (const [index, name] of names.entries()) {
    const at = [...path, index];
    if (names.indexOf(name) < index) report(at, `${quote(name)} is listed twice.`, "Remove one of them.");
    else if (!signers.names.includes(name)) reportUnknownSigner(name, signers.names, at, report);
  }
  const anyOf = names.map((name) => signers.read.get(name)).filter((signer) => signer !== undefined);
  return anyOf.length === names.length ? signedBy(anyOf) : undefined;
}

function signedBy(anyOf: readonly Signer[]): SignedBy<Signer> {
  return { kind: "signed", anyOf, attestations: [], ...coversOf({}) };
}

/** A capture that the match does not have would be nobody's name: the rule and the signer do not go together. */
function checkCaptures(match: MatchPattern, requirement: Requirement<Signer>, path: Path, report: Report): void {
  if (requirement.kind !== "signed") return;
  const names = new Set(match.path.flatMap((part) => (typeof part === "string" ? [] : [part.name])));
  for (const [index, signer] of requirement.anyOf.entries()) {
    const use = capturesUsed(signer).find(({ capture }) => !names.has(capture));
    if (use === undefined) continue;
    const { field, capture } = use;
    report(
      [...path, "signedBy", index],
      `signers.${signer.name}.cosign.${field} holds {${capture}}, and ${match.text} captures no {${capture}}.`,
      `Write {${capture}} into the match in the place of a *, or name another signer here.`,
    );
  }
}

function reportUnknownSigner(name: string, known: readonly string[], path: Path, report: Report): void {
  const names =
    known.length === 0 ? "There are none: write signers." : `There are ${known.slice(0, 10).map(quote).join(", ")}.`;
  report(path, `${quote(name)} is no signer of this document.`, `${didYouMean(name, known)}${names}`);
}

function readWaiver(because: string | undefined, path: Path, report: Report): Requirement<Signer> | undefined {
  const text = because?.trim() ?? "";
  const isExplained = text.length >= MIN_BECAUSE && text.length <= MAX_BECAUSE && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
  if (isExplained) return { kind: "signature-not-required", because: text, attestations: [] };
  const expected = `one line of ${MIN_BECAUSE} to ${MAX_BECAUSE} characters that says why`;
  const message = because === undefined ? `is missing; expected ${expected}.` : `expected ${expected}.`;
  report(path, message, imageRuleShape.wordings.because.remedy);
  return undefined;
}

/** Which of two rules holds must not depend on their order, so a tie is an error even where no image is there to show it. */
function reportTies(matches: readonly (readonly [number, MatchPattern])[], report: Report): void {
  for (const [position, [index, match]] of matches.entries()) {
    const other = matches.slice(0, position).find(([, earlier]) => ties(earlier, match));
    if (other === undefined) continue;
    const [at, { text }] = other;
    report(
      ["images", index, "match"],
      `can match the same image as images[${at}] (${text}), and neither is more specific.`,
      "Make one of them more literal, or write one rule for both.",
    );
  }
}

function ties(a: MatchPattern, b: MatchPattern): boolean {
  return compareSpecificity(a, b) === 0 && patternsOverlap(a, b);
}
