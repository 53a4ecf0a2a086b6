import type { Maker } from "../../gate/index.ts";
import { signerFor, writtenYaml } from "../../policy/index.ts";
import { signerName } from "../signer-name.ts";
import type { Explanation } from "./explanation.ts";

type Stranger = Extract<Maker, { kind: "stranger" }>;

const WARNING = `# For a person to decide; nothing here is advice. That somebody signed this image is no reason to trust them:
# whoever swaps an image signs it, too. Compare the lines with what the publisher says elsewhere than in the registry.
`;

/**
 * The lines of a document that would trust what was found, as comments; empty where there is nothing to decide. Only for a
 * person's own terminal: in a preview, a log or a pull request they would be the attacker's own proposal.
 */
export function suggestedLines(explanations: readonly Explanation[]): string {
  const blocks = explanations.flatMap(linesFor);
  return blocks.length === 0 ? "" : `\n${WARNING}${blocks.map((line) => `# ${line}\n`).join("")}`;
}

function linesFor({ matched, examination }: Explanation): readonly string[] {
  if (matched === undefined || examination === undefined) return [];
  const { requirement, match } = matched.rule;
  // Whoever is added to allOf is required besides, which trusts nobody in the place of those who are missing.
  if (requirement.kind !== "signed" || requirement.needs?.kind === "all") return [];
  const signatures = examination.evidence.filter(({ kind }) => kind === "signature").map(({ maker }) => maker);
  if (signatures.some(({ kind }) => kind === "trusted")) return [];
  const atLeast = requirement.needs && { atLeast: requirement.needs.count };
  const trusted = requirement.anyOf.map(({ name }) => name);
  const signers = namedSigners(
    signatures.filter((maker) => maker.kind === "stranger"),
    trusted,
  );
  if (signers.size === 0) return [];
  const cosigns = Array.from(signers, ([name, { cosign }]) => [name, { cosign }] as const);
  return [
    ...writtenYaml({ signers: Object.fromEntries(cosigns) }),
    ...writtenYaml({ images: [{ match: match.text, signedBy: [...trusted, ...signers.keys()], ...atLeast }] }),
    ...Array.from(signers, ([name, { rootOf }]) => rootNote(name, rootOf)).flat(),
  ];
}

interface Named {
  readonly cosign: object;
  readonly rootOf: string | undefined;
}

/** The document's own name of the file is not known here, and a root that vouched must not be left out. */
function rootNote(name: string, rootOf: string | undefined): readonly string[] {
  return rootOf === undefined
    ? []
    : [`(${name} also needs the trustedRoot of signer ${rootOf}, or its certificateAuthority.)`];
}

/** Each identity once, whatever it signed. */
function namedSigners(strangers: readonly Stranger[], taken: readonly string[]): ReadonlyMap<string, Named> {
  const named = new Map<string, Named>();
  const seen = new Set<string>();
  for (const { identity, rootOf } of strangers) {
    const cosign = signerFor(identity);
    const key = JSON.stringify([cosign, rootOf]);
    if (cosign === undefined || seen.has(key)) continue;
    seen.add(key);
    named.set(signerName(identity, [...taken, ...named.keys()]), { cosign, rootOf });
  }
  return named;
}
