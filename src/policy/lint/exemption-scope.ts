import type { ImageRule } from "../document.ts";
import type { Exemption } from "../exemption.ts";
import { patternsOverlap } from "../match.ts";
import type { MatchPattern } from "../match-pattern.ts";
import type { Path } from "../problems.ts";
import type { LintCheck } from "./check.ts";
import { patternContains } from "./contains.ts";
import { isInForce } from "./exemption-ends.ts";

export const duplicateExemption: LintCheck = {
  id: "duplicate-exemption",
  severity: "warning",
  finds: "an exemption of which another one lifts everything, and for as long",
  why: "Removing it changes nothing, though it looks as if it did.",
  find: ({ document, now }) => {
    const counts = (one: Exemption) => isInForce(one, { document, now });
    return document.exemptions.flatMap((one, index) => {
      const other = document.exemptions.findIndex(
        (wider, at) => at !== index && counts(wider) && liftsAll(wider, one) && (at < index || !liftsAll(one, wider)),
      );
      if (other === -1 || !counts(one)) return [];
      const message = (nameOf: (path: Path) => string) =>
        `${nameOf(["exemptions", other])} lifts all of it, and for as long.`;
      return [{ path: ["exemptions", index], message, remedy: "Remove one of the two." }];
    });
  },
};

/** Whether `a` lifts, for as long, whatever `b` lifts. */
function liftsAll(a: Exemption, b: Exemption): boolean {
  if (a.rule !== b.rule || a.end < b.end) return false;
  if (a.resource !== undefined && JSON.stringify(a.resource) !== JSON.stringify(b.resource)) return false;
  if (a.image === undefined || b.image === undefined) return a.image === b.image;
  const isSameDigest = a.image.digest === undefined || a.image.digest === b.image.digest;
  return isSameDigest && patternContains(a.image.match, b.image.match);
}

export const mootExemption: LintCheck = {
  id: "moot-exemption",
  severity: "warning",
  finds:
    "an exemption of a rule that says nothing about these images: `image-signed` where no signature is required, `image-attested` where no attestation is, `image-registry` where a match covers them all, `image-checked` where neither a signature nor an attestation is",
  why: "It lifts nothing; most often another rule was meant.",
  find: ({ document: { exemptions, images } }) =>
    exemptions.flatMap(({ rule, image }, index) => {
      const message = image && whyMoot(rule, image.match, images);
      if (message === undefined) return [];
      const remedy = "Remove it, or write the rule that the report names.";
      return [{ path: ["exemptions", index, "rule"], message, remedy }];
    }),
};

function whyMoot(rule: Exemption["rule"], exempt: MatchPattern, images: readonly ImageRule[]): string | undefined {
  const met = images.filter(({ match }) => patternsOverlap(match, exempt));
  const asked = met.map(({ requirement }) => requirement);
  if (rule === "image-registry") {
    const isCovered = met.some(({ match }) => patternContains(match, exempt));
    return isCovered ? "a match covers all of these images." : undefined;
  }
  if (rule === "image-signed" && asked.every(({ kind }) => kind !== "signed"))
    return "no rule for these images requires a signature.";
  if (rule === "image-attested" && asked.every(({ attestations }) => attestations.length === 0))
    return "no rule for these images requires an attestation.";
  if (rule === "image-checked" && asked.every((one) => one.kind !== "signed" && one.attestations.length === 0))
    return "no rule for these images requires anything that could not be checked.";
  return undefined;
}
