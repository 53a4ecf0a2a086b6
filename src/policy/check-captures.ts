import { capturesUsed } from "./bind.ts";
import type { AttestationRule, CaptureUse, Requirement, Signer } from "./document.ts";
import type { MatchPattern } from "./match-pattern.ts";
import type { Path, Report } from "./problems.ts";
import { signersKey } from "./signed-by.ts";

/** Something in a rule that may need what the match captures. */
interface Place {
  readonly path: Path;
  /** What the message puts before the key. */
  readonly owner: string;
  readonly uses: readonly CaptureUse[];
  readonly otherwise: string;
}

/** A capture that the match does not have would be nobody's name: the rule and what it names do not go together. */
export function checkCaptures(
  match: MatchPattern,
  requirement: Requirement<Signer, AttestationRule>,
  path: Path,
  report: Report,
): void {
  const names = new Set(match.path.flatMap((part) => (typeof part === "string" ? [] : [part.name])));
  for (const { path: at, owner, uses, otherwise } of placesIn(requirement, path)) {
    const use = uses.find(({ capture }) => !names.has(capture));
    if (use === undefined) continue;
    const { field, capture } = use;
    report(
      at,
      `${owner}${field} holds {${capture}}, and ${match.text} captures no {${capture}}.`,
      `Write {${capture}} into the match in the place of a *, or ${otherwise}.`,
    );
  }
}

function placesIn(requirement: Requirement<Signer, AttestationRule>, path: Path): readonly Place[] {
  const attested = requirement.attestations.flatMap(({ captures, anyOf }, index) => {
    const at = [...path, "attestations", index];
    const own = { path: at, owner: "", uses: captures, otherwise: "write what it stands for" };
    return [own, ...signerPlaces(anyOf, [...at, "by"])];
  });
  if (requirement.kind !== "signed") return attested;
  return [
    ...signerPlaces(requirement.anyOf, [...path, signersKey(requirement)]),
    ...signerPlaces(requirement.boundToBuild?.anyOf ?? [], [...path, "boundToBuild", "by"]),
    ...attested,
  ];
}

function signerPlaces(signers: readonly Signer[], path: Path): readonly Place[] {
  return signers.map((signer, index) => ({
    path: [...path, index],
    owner: `signers.${signer.name}.cosign.`,
    uses: capturesUsed(signer),
    otherwise: "name another signer here",
  }));
}
