import type { ImageUse } from "../discover/index.ts";
import type { RegistryFacts } from "./deletion.ts";
import { found, type LintFinding } from "./finding.ts";
import { vanishingImages } from "./vanishing.ts";

/** A resource of a stack: what it says of registries, and the images that it deploys. */
interface StackResource {
  readonly registry: RegistryFacts;
  readonly uses: readonly ImageUse[];
}

const NO_RULE =
  "is that of a project whose tags can be moved: no rule of this stack fixes any. Add an ImmutableTagRule with its project's id, or see that another stack has one.";

/** What only the whole stack shows, each with the resource that it is about. */
export function stackFindings<T extends StackResource>(
  resources: readonly T[],
): readonly { readonly resource: T; readonly finding: LintFinding }[] {
  const repositories = resources.flatMap(({ registry }) => registry.repositories);
  const hasRule = resources.some(({ registry }) => registry.harbor === "rule");
  return resources.flatMap((resource) => {
    const isUnfixed = resource.registry.harbor === "project" && !hasRule;
    const findings = vanishingImages(repositories, resource.uses);
    const all = isUnfixed ? [found("mutable-tags", "name", NO_RULE), ...findings] : findings;
    return all.map((finding) => ({ resource, finding }));
  });
}
