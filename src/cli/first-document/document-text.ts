import { writtenYaml } from "../../policy/index.ts";
import { formatImageReference } from "../../reference/index.ts";
import { digestOf, failuresOf, hasUnknownKey, isUnsigned, strangersOf, type Observed } from "./observe.ts";
import type { Proposal, Proposals } from "./proposals.ts";
import { UNDECIDED, undecidedSigner, type RegistryEntry } from "./undecided.ts";

const HEADER = `# Written by digestbound init from the images in use and from what their registries hold about them. It accepts nothing yet:
# wherever somebody has to decide stands the signer "undecided", whom no certificate can name.
#
# That somebody signed an image is no reason to trust them: whoever swaps an image signs it, too. Compare each proposal
# with what the publisher says elsewhere than in the registry. Then remove the # before the signer, and in the rule put
# its line in the place of signedBy: [undecided]. The options: docs/policy.md of digestbound.
`;

/** How many images a comment names. */
const NAMED = 5;

/**
 * The first document: valid as it stands, and rejecting whatever nobody decided about.
 * @param schemaLine a comment by which editors find the document's schema, with its end of line
 */
export function documentText(
  repositories: ReadonlyMap<string, readonly Observed[]>,
  { signers, names }: Proposals,
  registries: readonly RegistryEntry[],
  schemaLine = "",
): string {
  const rules = Array.from(repositories, ([repository, observed]) =>
    ruleLines(repository, observed, names.get(repository) ?? []),
  );
  return [
    `${schemaLine}${HEADER}version: 1`,
    "",
    "signers:",
    "  # Nobody: .invalid is a domain that nobody can own (RFC 2606).",
    ...indented(writtenYaml({ [UNDECIDED]: { cosign: undecidedSigner } })),
    ...signers.flatMap(signerLines),
    "",
    "images:",
    ...rules.flat(),
    ...(registries.length === 0 ? [] : ["", ...writtenYaml({ registries })]),
    "",
  ].join("\n");
}

function signerLines({ name, signer, because, observedOn }: Proposal): readonly string[] {
  const on = observedOn.size === 0 ? "" : ` ${few([...observedOn])}.`;
  return ["", `  # ${oneLine(`${because}${on}`)}`, ...commented(indented(writtenYaml({ [name]: signer })))];
}

function ruleLines(repository: string, observed: readonly Observed[], names: readonly string[]): readonly string[] {
  return [
    ...observed.map((one) => `  # ${oneLine(summary(one))}`),
    ...writtenYaml([{ match: repository }]).map((line) => `  ${line}`),
    `    signedBy: [${UNDECIDED}]`,
    ...names.flatMap(writtenYaml).map((name) => `    # signedBy: [${name}]`),
    ...(observed.every(isUnsigned)
      ? ["    # signature: not-required", "    # because: no signature was there when this document was written"]
      : []),
  ];
}

/** A comment ends with its line, and what follows would be part of the document: not even a message may end one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");
}

/** One line about an image: names and digests as they were checked, and messages that are safe to print. */
export function summary(observed: Observed): string {
  const digest = digestOf(observed);
  const name = formatImageReference(observed.reference);
  const shown = digest === undefined || name.includes(digest) ? name : `${name}, now ${digest}`;
  const [failure] = failuresOf(observed);
  if (failure !== undefined) return `${shown}: could not be looked at in full: ${failure.message}`;
  if (isUnsigned(observed)) return `${shown}: no signature`;
  const by = new Set(strangersOf(observed).map(({ identity }) => identity.subject.value));
  const makers = [...by, ...(hasUnknownKey(observed) ? ["a key"] : [])];
  return makers.length === 0
    ? `${shown}: signatures that nobody is known to have made`
    : `${shown}: signed by ${few(makers)}`;
}

function few(texts: readonly string[]): string {
  const rest = texts.length - NAMED;
  return `${texts.slice(0, NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** The # stands in the column of the text, so that removing it and one blank leaves valid YAML. */
function commented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/^ {2}/, "  # "));
}
