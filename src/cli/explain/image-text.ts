import { styleText } from "node:util";
import type { Examination, Examined } from "../../gate/index.ts";
import { canonical, type BoundRule, type BoundSigner, type Failure, type PolicyDocument } from "../../policy/index.ts";
import { formatRepository, printable, quote, type Digest, type ImageReference } from "../../reference/index.ts";
import { differenceText, makerText, whatText, whereText } from "./evidence-text.ts";
import { lockLines } from "./lock-text.ts";
import type { Explanation, Matched } from "./explanation.ts";

type Signed = Extract<BoundRule["requirement"], { kind: "signed" }>;

const MINUTE = 60_000;

/** What a verdict rests on, for people; the verdict itself follows in the words of `verify`. */
export function explanationText(explanation: Explanation, policy: PolicyDocument | undefined, colour: boolean): string {
  const { verdict, reference, matched, examination, locked } = explanation;
  return [
    // In quotes where it is none: GitHub Actions obeys a line that begins with "::".
    heading(reference === undefined ? quote(verdict.image ?? "") : printable(verdict.image ?? ""), colour),
    ...referenceLines(reference),
    "",
    ...policyLines(policy, reference, matched),
    ...lockLines(locked),
    ...(matched === undefined ? [] : ["", ...evidenceLines(reference, verdict.digest, examination, colour)]),
    "",
  ].join("\n");
}

function heading(text: string, colour: boolean): string {
  return colour ? styleText("bold", text, { validateStream: false }) : text;
}

function referenceLines(reference: ImageReference | undefined): readonly string[] {
  if (reference === undefined) return ["  It is no image reference."];
  const { registry, repository, tag, digest } = reference;
  const named = tag === undefined && digest === undefined ? "none, so the registry takes latest" : (tag ?? "none");
  return [
    `  registry:   ${registry}`,
    `  repository: ${repository}`,
    `  tag:        ${named}`,
    `  digest:     ${digest ?? "none, so it is whatever the tag points at"}`,
  ];
}

function policyLines(
  policy: PolicyDocument | undefined,
  reference: ImageReference | undefined,
  matched: Matched | undefined,
): readonly string[] {
  if (policy === undefined) return ["Policy: none, so no registry was asked."];
  const head = `Policy: ${printable(policy.source)}, ${policy.digest}`;
  if (reference === undefined) return [head];
  const { registry } = canonical(reference, policy);
  const alias =
    registry === reference.registry
      ? []
      : [`  alias: ${reference.registry} is another name of ${registry}, and the one that is asked`];
  if (matched === undefined) {
    const counted = formatRepository(canonical(reference, policy));
    return [head, ...alias, `  match: none covers ${counted}, so its registry was not asked.`];
  }
  const captured = Array.from(matched.captures, ([name, text]) => `, {${name}} is ${text}`).join("");
  const others = matched.others.map((other) => `    rather than ${other.match.text}: ${whyNot(matched.rule, other)}`);
  return [
    head,
    ...alias,
    `  match: ${matched.rule.match.text}${captured}`,
    ...others,
    ...requirementLines(matched.rule),
  ];
}

/** The order of `matchImage`, told for one pair. */
function whyNot({ match }: Pick<BoundRule, "match">, { match: other }: Pick<BoundRule, "match">): string {
  const [parts, fewer] = [match.literalComponents, other.literalComponents];
  if (parts > fewer) return `its host and path have fewer parts without a wildcard (${fewer}, not ${parts})`;
  return `it has fewer literal characters (${other.literalCharacters}, not ${match.literalCharacters})`;
}

function requirementLines({ requirement }: BoundRule): readonly string[] {
  if (requirement.kind === "signature-not-required") {
    return [`  requires: no signature, because: ${printable(requirement.because)}`, ...attestationLines(requirement)];
  }
  return [
    ...bySigners(requirement),
    ...bindingLines(requirement),
    ...attestationLines(requirement),
    ...coverLines(requirement),
  ];
}

function bySigners({ anyOf, needs }: Signed): readonly string[] {
  if (needs === undefined) return byAnyOf("a signature", anyOf);
  const who = needs.kind === "all" ? "every one of" : `at least ${needs.count} distinct keys or identities of`;
  return [`  requires: signatures by ${who}`, ...anyOf.map((signer) => `    ${signerText(signer)}`)];
}

function byAnyOf(what: string, signers: readonly BoundSigner[]): readonly string[] {
  return [`  requires: ${what} by any one of`, ...signers.map((signer) => `    ${signerText(signer)}`)];
}

function bindingLines({ boundToBuild }: Signed): readonly string[] {
  if (boundToBuild === undefined) return [];
  const { anyOf, within } = boundToBuild;
  const minutes = `${within / MINUTE} min`;
  return byAnyOf(`beside it, by the same run and within ${minutes} of it, a provenance`, anyOf);
}

function attestationLines({ attestations }: BoundRule["requirement"]): readonly string[] {
  return attestations.flatMap(({ name, anyOf }) => byAnyOf(`an attestation of type ${printable(name)}`, anyOf));
}

function coverLines({ childOfSignedIndex, allChildren }: Signed): readonly string[] {
  return [
    ...(childOfSignedIndex
      ? ["  or for an image: the same on the index that its tag points at (childOfSignedIndex)"]
      : []),
    ...(allChildren ? ["  or for an index: the same on every image that it lists (allChildren)"] : []),
  ];
}

function signerText(signer: BoundSigner): string {
  if (signer.kind === "keyless") return signer.described;
  const keys = signer.keys.map(({ type, fingerprint }) => `key ${type} ${fingerprint}`).join(", ");
  return `${signer.described}: ${keys}; transparency log ${signer.transparencyLog}`;
}

function evidenceLines(
  reference: ImageReference | undefined,
  digest: Digest | undefined,
  examination: Examination | undefined,
  colour: boolean,
): readonly string[] {
  if (reference === undefined || digest === undefined || examination === undefined) {
    return ["Evidence: none was looked for, because it is not known which digest this is."];
  }
  const { evidence, resolution, problems } = examination;
  const failures = resolution.kind === "failed" ? [resolution.error] : problems;
  const place = `${digest} in ${formatRepository(reference)}`;
  const none =
    evidence.length === 0 && failures.length === 0
      ? ["  none: the registry has no signature of it and no attestation"]
      : [];
  return [
    `Evidence on ${place}`,
    ...none,
    ...evidence.flatMap((one, index) => examinedLines(one, index, digest, colour)),
    ...failures.map(failureLine),
  ];
}

function examinedLines(examined: Examined, index: number, digest: Digest, colour: boolean): readonly string[] {
  const { lacks = [] } = examined;
  const isTrusted = examined.maker.kind === "trusted" && lacks.length === 0;
  const mark = isTrusted ? "✓" : "✗";
  const shown = colour ? styleText(isTrusted ? "green" : "red", mark, { validateStream: false }) : mark;
  return [
    `  ${index + 1}. ${whatText(examined)}`,
    `     ${whereText(examined, digest)}`,
    ...makerText(examined.maker).map((line, at) =>
      at === 0 ? `   ${shown} ${isTrusted ? "trusted: " : ""}${line}` : `     ${line}`,
    ),
    ...lacks.map((lack) => `     not what is required: it ${lack}`),
    ...examined.differences.map((one) => `     ${differenceText(one)}`),
  ];
}

function failureLine({ message, remedy }: Failure): string {
  return `  ! not everything could be read: ${message} ${remedy}`;
}
