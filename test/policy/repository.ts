import type { ImageRule, PolicyDocument } from "../../src/policy/index.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";
import { parseImageReference, type Repository } from "../../src/reference/index.ts";

/** The repository of a reference, as the gate reads it. */
export function repositoryOf(reference: string): Repository {
  return parseImageReference(reference);
}

/** A rule whose requirement tells it from other rules: `because` is the pattern. */
export function ruleFor(pattern: string): ImageRule {
  return {
    match: parseMatchPattern(pattern),
    requirement: { kind: "signature-not-required", because: pattern, attestations: [] },
  };
}

/** A document made by hand, so without the checks of loading. */
export function documentOf(rules: readonly ImageRule[]): Pick<PolicyDocument, "images" | "aliases"> {
  return { images: rules, aliases: new Map() };
}
