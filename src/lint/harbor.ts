import { UNKNOWN } from "../discover/index.ts";
import type { RegistryFacts } from "./deletion.ts";
import { found, type LintFinding } from "./finding.ts";
import { elements, isOn, property, text, type Value } from "./value.ts";

/** A rule by which tags of a Harbor project are fixed. */
export function harborImmutableTagRule(inputs: Value): RegistryFacts {
  const disabled = property(inputs, "disabled");
  if (isOn(disabled))
    return about(
      found("immutability-disabled", disabled.path, "switches the rule off, so every tag can be moved. Remove it."),
    );
  const excluding = property(inputs, "tagExcluding");
  if (text(excluding) === undefined) return { ...about(), harbor: "rule" };
  const message =
    'names tags that can be moved to another image. Write tagMatching: "**" instead, or let nothing be deployed by them.';
  return { ...about(found("excluded-tags", excluding.path, message)), harbor: "rule" };
}

/** A project; one that caches another registry follows the tags of that. */
export function harborProject(inputs: Value): RegistryFacts {
  return property(inputs, "registryId").value === undefined ? { ...about(), harbor: "project" } : about();
}

export function harborGarbageCollection(inputs: Value): RegistryFacts {
  const setting = property(inputs, "deleteUntagged");
  if (!isOn(setting)) return about();
  const message =
    "deletes images without a tag: one that is deployed by its digest has none once its tag has moved on. Write false.";
  return about(found("deletes-images", setting.path, message));
}

/** Whatever no rule of it retains is deleted, whenever its schedule comes. */
export function harborRetentionPolicy(inputs: Value): RegistryFacts {
  const schedule = property(inputs, "schedule");
  const list = property(inputs, "rules", "rule");
  const rules = elements(list);
  if (text(schedule) === undefined || [list, ...rules].some(({ value }) => value === UNKNOWN) || rules.some(keepsAll))
    return about();
  const message =
    "deletes, whenever its schedule comes, each image that none of its rules retains, though it is deployed by its digest. Retain always: alwaysRetain: true.";
  return about(found("deletes-images", list.path, message));
}

function keepsAll(rule: Value): boolean {
  const disabled = property(rule, "disabled");
  const always = property(rule, "alwaysRetain");
  return !isOn(disabled) && (isOn(always) || always.value === UNKNOWN);
}

function about(...findings: readonly LintFinding[]): RegistryFacts {
  return { findings, repositories: [] };
}
