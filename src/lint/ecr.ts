import { UNKNOWN } from "../discover/index.ts";
import { type Deletion, findingsOf, isForSignatures, type RegistryFacts } from "./deletion.ts";
import { lifecycleOf } from "./ecr-lifecycle.ts";
import { found, type LintFinding } from "./finding.ts";
import { elements, property, text, type Value, word } from "./value.ts";

const INSTEAD = "Let it take only tags that are never deployed: tagStatus tagged, with a tagPatternList such as dev-*.";

/** A repository of ECR; its lifecycle policy stands in it in CloudFormation, and in a resource of its own elsewhere. */
export function ecrRepository(inputs: Value, isPatch: boolean): RegistryFacts {
  const { deletions, findings } = lifecycle(ownPolicy(inputs));
  const name = text(property(inputs, "repositoryName", "name"));
  return {
    findings: [...mutability(inputs, isPatch), ...findings],
    repositories:
      name === undefined ? [] : [{ name: { registry: "ecr", name }, areTagsFixed: areTagsFixed(inputs), deletions }],
  };
}

/** Of what ECR makes by itself. What it makes as a cache follows the tags of the other registry, and could not if they were fixed. */
export function ecrCreationTemplate(inputs: Value, isPatch: boolean): RegistryFacts {
  const { findings } = lifecycle(ownPolicy(inputs));
  const settings = isForCachesAlone(inputs) ? [] : mutability(inputs, isPatch);
  return { findings: [...settings, ...findings], repositories: [] };
}

export function ecrLifecyclePolicy(inputs: Value): RegistryFacts {
  const { deletions, findings } = lifecycle(property(inputs, "policy"));
  const name = text(property(inputs, "repository"));
  return {
    findings,
    repositories: name === undefined ? [] : [{ name: { registry: "ecr", name }, areTagsFixed: undefined, deletions }],
  };
}

function ownPolicy(inputs: Value): Value {
  const policy = property(inputs, "lifecyclePolicy");
  return typeof policy.value === "object" ? property(policy, "lifecyclePolicyText") : policy;
}

function lifecycle(policy: Value): {
  readonly deletions: readonly Deletion[];
  readonly findings: readonly LintFinding[];
} {
  const deletions = lifecycleOf(policy);
  if (deletions !== undefined) return { deletions, findings: findingsOf(deletions, INSTEAD) };
  const message = "is no lifecycle policy that can be read, so what it deletes is not known. Write it as plain JSON.";
  return { deletions: [], findings: [found("unreadable-policy", policy.path, message)] };
}

function mutability(inputs: Value, isPatch: boolean): readonly LintFinding[] {
  const setting = property(inputs, "imageTagMutability");
  if (setting.value === UNKNOWN || (setting.value === undefined && isPatch)) return [];
  if (setting.value === undefined)
    return [mutable(setting, "is not set, and then every tag can be moved. Write IMMUTABLE.")];
  if (word(setting) === "IMMUTABLE") return [];
  if (word(setting) === "IMMUTABLE_WITH_EXCLUSION") return filtersOf(inputs).flatMap(excluded);
  if (word(setting) === "MUTABLE_WITH_EXCLUSION")
    return filtersOf(inputs).some(isWholeOrUnknown)
      ? []
      : [mutable(setting, "lets every tag be moved but for those that a filter names. Write IMMUTABLE.")];
  return [mutable(setting, "lets every tag be moved to another image. Write IMMUTABLE.")];
}

function excluded(filter: Value): readonly LintFinding[] {
  if (filter.value === UNKNOWN) return [];
  if (isWhole(filter)) return [mutable(filter, "takes every tag out of IMMUTABLE. Name the tags that have to move.")];
  if (isForSignatures(text(filter) ?? "")) return [];
  const message =
    "names tags that can be moved to another image. Remove it, or let nothing be deployed by them; tags of signatures (sha256-*) may stay.";
  return [found("excluded-tags", filter.path, message)];
}

function mutable({ path }: Value, message: string): LintFinding {
  return found("mutable-tags", path, message);
}

function areTagsFixed(inputs: Value): boolean {
  return word(property(inputs, "imageTagMutability")) === "IMMUTABLE";
}

function filtersOf(inputs: Value): readonly Value[] {
  const list = property(inputs, "imageTagMutabilityExclusionFilters", "imageTagMutabilityExclusionFilter");
  if (list.value === UNKNOWN) return [list];
  return elements(list).map((element) => property(element, "imageTagMutabilityExclusionFilterValue", "filter"));
}

function isWhole(filter: Value): boolean {
  return /^\*+$/.test(text(filter) ?? "");
}

function isWholeOrUnknown(filter: Value): boolean {
  return filter.value === UNKNOWN || isWhole(filter);
}

function isForCachesAlone(inputs: Value): boolean {
  const list = property(inputs, "appliedFors", "appliedFor");
  if (list.value === UNKNOWN) return true;
  const purposes = elements(list);
  return purposes.length > 0 && purposes.every((one) => one.value === UNKNOWN || word(one) === "PULL_THROUGH_CACHE");
}
