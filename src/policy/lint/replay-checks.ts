import { capturesUsed } from "../bind.ts";
import type { ImageRule, SignedBy, Signer } from "../document.ts";
import type { LintCheck, LintInput } from "./check.ts";
import { isNobody } from "./identity-checks.ts";
import { hasWildcard } from "./wildcards.ts";
import { writtenSigners } from "./written-signers.ts";

const SHOWN = 3;

export const sharedSigner: LintCheck = {
  id: "shared-signer",
  severity: "warning",
  finds:
    "a signer of several repositories without anything that says which: no `{name}` in its identity or annotations, no `requireReference`, and no `{name}` in an attestation that the rule requires. A publisher's preset is left alone",
  why: "Whoever can write to the registry can put any image there that the signer ever signed, under the name of another one.",
  find: (input) =>
    ownSigners(input).flatMap((signer) => {
      const rules = signedRules(input).filter(
        ({ requirement }) => requirement.anyOf.includes(signer) && !isTied(signer, requirement),
      );
      const [only, ...others] = rules;
      if (only === undefined || (others.length === 0 && !hasWildcard(only.match))) return [];
      return [
        {
          path: ["signers", signer.name],
          message: `signs several repositories (${shown(rules)}), and nothing says which: any of their images may stand in for another.`,
          remedy:
            'Write {name} into the match and into the identity, or annotations: { image: "{name}" } where you sign with a key, or requireReference: repository.',
        },
      ];
    }),
};

export const partlyCaptured: LintCheck = {
  id: "partly-captured",
  severity: "note",
  finds:
    "a match with a wildcard that no identity, annotation or attestation has, though it has another `{name}` of it",
  why: "The images that differ in that wildcard alone may still stand in for each other.",
  find: (input) => {
    const own = new Set<Signer>(ownSigners(input));
    return input.document.images.flatMap(({ match, requirement }, index) => {
      if (requirement.kind !== "signed") return [];
      const open = requirement.anyOf
        .filter((signer) => own.has(signer) && !signer.claims.requireReference)
        .find((signer) => {
          const names = new Set(capturesFor(signer, requirement));
          return names.size > 0 && (match.crosses || match.path.some((part) => isOpenPart(part, names)));
        });
      if (open === undefined) return [];
      return [
        {
          path: ["images", index, "match"],
          message: `has a wildcard that ${open.name} does not name: images that differ in it alone may stand in for each other.`,
          remedy: 'Capture it as {name} and write that into the identity, or into annotations: { image: "{name}" }.',
        },
      ];
    });
  },
};

function isOpenPart(part: ImageRule["match"]["path"][number], names: ReadonlySet<string>): boolean {
  return typeof part !== "string" && (part.name === undefined || !names.has(part.name));
}

/** Whom the document's author described; what nobody can be is nobody's to replay. */
function ownSigners(input: LintInput): readonly Signer[] {
  return writtenSigners(input).flatMap(({ name, cosign }) => {
    const signer = input.document.signers.get(name);
    return signer === undefined || isNobody(cosign) ? [] : [signer];
  });
}

type SignedRule = ImageRule & { readonly requirement: { readonly kind: "signed" } };

function signedRules({ document: { images } }: LintInput): readonly SignedRule[] {
  return images.filter((rule): rule is SignedRule => rule.requirement.kind === "signed");
}

/** An annotation that is the same for every image tells none from another. */
function isTied(
  signer: Signer,
  requirement: SignedBy<Signer, ImageRule["requirement"]["attestations"][number]>,
): boolean {
  return signer.claims.requireReference || capturesFor(signer, requirement).length > 0;
}

/** The captures that an image needs to have right: those of the signer, and those of what else is required in any case. */
function capturesFor(
  signer: Signer,
  { attestations, boundToBuild }: SignedBy<Signer, ImageRule["requirement"]["attestations"][number]>,
): readonly string[] {
  const names = (one: Signer) => capturesUsed(one).map(({ capture }) => capture);
  const shared = (signers: readonly Signer[]) => {
    const [first = [], ...others] = signers.map(names);
    return first.filter((name) => others.every((other) => other.includes(name)));
  };
  return [
    ...names(signer),
    ...shared(boundToBuild?.anyOf ?? []),
    ...attestations.flatMap(({ captures, anyOf }) => [...captures.map(({ capture }) => capture), ...shared(anyOf)]),
  ];
}

function shown(rules: readonly ImageRule[]): string {
  const texts = rules.slice(0, SHOWN).map(({ match }) => match.text);
  return rules.length > SHOWN ? `${texts.join(", ")} and ${rules.length - SHOWN} more` : texts.join(", ");
}
