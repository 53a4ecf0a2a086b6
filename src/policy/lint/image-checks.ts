import { formatRepository, type ImageReference } from "../../reference/index.ts";
import type { ExemptImages } from "../exemption.ts";
import { matchImage, patternMatches } from "../match.ts";
import type { LintCheck } from "./check.ts";
import { hasWildcard } from "./wildcards.ts";

export const unmetMatch: LintCheck = {
  id: "unmet-match",
  severity: "note",
  finds: "a rule that decides about none of the images that were named",
  why: "It lets in what nobody uses; or it is misspelt, and the images are rejected.",
  needsImages: true,
  find: ({ document, images = [] }) => {
    if (images.length === 0) return [];
    const deciding = new Set(images.map((image) => matchImage(document, image)?.match));
    return document.images.flatMap(({ match }, index) => {
      if (deciding.has(match)) return [];
      const isCovered = images.some((image) => patternMatches(match, image));
      return [
        {
          path: ["images", index, "match"],
          message: isCovered
            ? "decides about none of the images given: more specific rules decide about those that it matches."
            : "matches none of the images given.",
          remedy: "Remove the rule if nothing else uses such images; or look whether it is misspelt.",
        },
      ];
    });
  },
};

export const unmetExemption: LintCheck = {
  id: "unmet-exemption",
  severity: "warning",
  finds: "an exemption that is about none of the images that were named; of a resource's name nothing is said",
  why: "What it was for is gone, or has another name by now.",
  needsImages: true,
  find: ({ document: { exemptions }, images = [] }) =>
    images.length === 0
      ? []
      : exemptions.flatMap(({ image }, index) =>
          image === undefined || images.some((one) => isMeant(image, one))
            ? []
            : [
                {
                  path: ["exemptions", index, "image"],
                  message: "is none of the images given.",
                  remedy: "Remove the exemption if nothing else uses the image.",
                },
              ],
        ),
};

export const wideExemption: LintCheck = {
  id: "wide-exemption",
  severity: "warning",
  finds: "an exemption with a wildcard that only one repository of the images that were named needs",
  why: "It lifts the rule for whatever is pushed beside that image, too.",
  needsImages: true,
  find: ({ document: { exemptions }, images = [] }) =>
    exemptions.flatMap(({ image }, index) => {
      if (image === undefined || !hasWildcard(image.match)) return [];
      const met = [...new Set(images.filter((one) => isMeant(image, one)).map(formatRepository))];
      const [only] = met;
      if (only === undefined || met.length > 1) return [];
      return [
        {
          path: ["exemptions", index, "image"],
          message: `is wider than the images given: of these only ${only} is meant.`,
          remedy: `Write image: ${only}.`,
        },
      ];
    }),
};

/** A reference without a digest may have any. */
function isMeant({ match, digest }: ExemptImages, image: ImageReference): boolean {
  return (
    patternMatches(match, image) && (digest === undefined || image.digest === undefined || image.digest === digest)
  );
}
