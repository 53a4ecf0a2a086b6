import { found, type LintFinding } from "./finding.ts";

/** A rule by which a registry deletes images, or puts them where nobody can pull them. */
export interface Deletion {
  readonly path: string;
  /** Which images: all, those without a tag, or those with a tag that `takesTag` says. */
  readonly takes: "any" | "untagged" | "tagged";
  readonly takesTag: (tag: string) => boolean;
  /** Whether it is about this repository inside the registry's repository; ECR knows no such, and is always about its own. */
  readonly isAbout: (path: string) => boolean;
}

/** What a resource says of a repository, for what only the whole stack shows. */
export interface RegistryRepository {
  readonly name: RepositoryName;
  /** Whether no tag in it can be moved; undefined where this resource does not say. */
  readonly areTagsFixed: boolean | undefined;
  readonly deletions: readonly Deletion[];
}

export type RepositoryName =
  | { readonly registry: "ecr"; readonly name: string }
  | {
      readonly registry: "artifact-registry";
      readonly location: string;
      readonly project: string | undefined;
      readonly name: string;
    };

/** What one resource says of registries. */
export interface RegistryFacts {
  readonly findings: readonly LintFinding[];
  readonly repositories: readonly RegistryRepository[];
  /** A project of Harbor, whose tags only a rule fixes, or such a rule. */
  readonly harbor?: "project" | "rule";
}

export const NO_FACTS: RegistryFacts = { findings: [], repositories: [] };

/** The tags under which cosign keeps what it made for a digest. */
const SIGNATURE_TAGS = [".sig", ".att", ".sbom"].map((ending) => `sha256-${"0".repeat(64)}${ending}`);

/** Whether tags by this pattern or prefix are those of signatures: moving such a tag moves no image, deleting it deletes a signature. */
export function isForSignatures(pattern: string): boolean {
  return pattern.startsWith("sha256-");
}

/** What is lost where only images without a tag are deleted. */
export const UNTAGGED_ARE_LOST =
  "deletes images without a tag: one that is deployed by its digest has none once its tag has moved on, and signatures that are kept as referrers never have one.";

/**
 * What is told of the rules by themselves. Those that take only named tags of images are not: somebody chose them, and which
 * tags are deployed the resource does not say.
 */
export function findingsOf(deletions: readonly Deletion[], instead: string): readonly LintFinding[] {
  return deletions.flatMap((deletion) => {
    const what = whatIsLost(deletion);
    return what === undefined ? [] : [found("deletes-images", deletion.path, `${what} ${instead}`)];
  });
}

function whatIsLost({ takes, takesTag }: Deletion): string | undefined {
  if (takes === "any")
    return "deletes any image by age or number, one that is deployed by its digest and its signatures too.";
  if (takes === "untagged") return UNTAGGED_ARE_LOST;
  return SIGNATURE_TAGS.some(takesTag)
    ? "deletes by tags under which cosign keeps signatures (sha256-….sig)."
    : undefined;
}
