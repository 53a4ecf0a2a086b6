import { UNKNOWN } from "../discover/index.ts";
import { type Deletion, findingsOf, NO_FACTS, type RegistryFacts, type RepositoryName } from "./deletion.ts";
import { found, type LintFinding } from "./finding.ts";
import { elements, isOn, property, text, type Value, word } from "./value.ts";

const INSTEAD =
  "Let it take only tags that are never deployed: tagState TAGGED, with tagPrefixes such as dev-; or keep the rest by a policy with action KEEP.";

/** A repository of Google's Artifact Registry. One that caches or joins others has no tags of its own to fix, and keeps nothing that is not elsewhere. */
export function artifactRegistryRepository(inputs: Value, isPatch: boolean): RegistryFacts {
  if (!holdsImages(inputs, isPatch)) return NO_FACTS;
  const deletions = deletionsOf(inputs);
  const name = nameOf(inputs);
  const areTagsFixed = isOn(immutableTags(inputs));
  return {
    findings: [...mutability(inputs, isPatch), ...findingsOf(deletions, INSTEAD)],
    repositories: name === undefined ? [] : [{ name, areTagsFixed, deletions }],
  };
}

function holdsImages(inputs: Value, isPatch: boolean): boolean {
  const format = property(inputs, "format");
  const mode = property(inputs, "mode");
  const isDocker = word(format) === "DOCKER" || (isPatch && format.value === undefined);
  return isDocker && (mode.value === undefined || !/^(?:REMOTE|VIRTUAL)_/.test(word(mode) ?? "REMOTE_"));
}

function immutableTags(inputs: Value): Value {
  return property(property(inputs, "dockerConfig"), "immutableTags");
}

function mutability(inputs: Value, isPatch: boolean): readonly LintFinding[] {
  const setting = immutableTags(inputs);
  if (isOn(setting) || setting.value === UNKNOWN || (isPatch && setting.value === undefined)) return [];
  const problem =
    setting.value === undefined ? "is not set, and then every tag can be moved" : "lets every tag be moved";
  return [found("mutable-tags", setting.path, `${problem} to another image. Write true.`)];
}

function nameOf(inputs: Value): RepositoryName | undefined {
  const location = text(property(inputs, "location"));
  const name = text(property(inputs, "repositoryId"));
  if (location === undefined || name === undefined) return undefined;
  return { registry: "artifact-registry", location, project: text(property(inputs, "project")), name };
}

/** None on a dry run, and none beside a policy that keeps everything: what any policy keeps is not deleted. */
function deletionsOf(inputs: Value): readonly Deletion[] {
  const dryRun = property(inputs, "cleanupPolicyDryRun");
  const policies = elements(property(inputs, "cleanupPolicies"));
  if (dryRun.value === UNKNOWN || isOn(dryRun) || policies.some(keepsAll)) return [];
  return policies.filter((policy) => word(property(policy, "action")) === "DELETE").flatMap(deletionBy);
}

function keepsAll(policy: Value): boolean {
  if (word(property(policy, "action")) !== "KEEP") return false;
  if (property(policy, "mostRecentVersions").value !== undefined) return false;
  const condition = property(policy, "condition");
  return condition.value !== undefined && isAny(property(condition, "tagState")) && !NARROWING.some(isSet(condition));
}

const NARROWING = ["tagPrefixes", "versionNamePrefixes", "packageNamePrefixes", "olderThan", "newerThan"];

function isSet(condition: Value): (name: string) => boolean {
  return (name) => {
    const { value } = property(condition, name);
    return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  };
}

function isAny(state: Value): boolean {
  return state.value === undefined || word(state) === "ANY";
}

function deletionBy(policy: Value): readonly Deletion[] {
  const condition = property(policy, "condition");
  const state = property(condition, "tagState");
  const prefixes = prefixesOf(condition, "tagPrefixes");
  const packages = prefixesOf(condition, "packageNamePrefixes");
  if (state.value === UNKNOWN || prefixes === undefined || packages === undefined) return [];
  const takes =
    word(state) === "UNTAGGED" ? "untagged" : word(state) === "TAGGED" || prefixes.length > 0 ? "tagged" : "any";
  return [
    {
      path: policy.path,
      takes,
      takesTag: (tag) => takes === "any" || (takes === "tagged" && begins(tag, prefixes)),
      isAbout: (path) => begins(path, packages),
    },
  ];
}

/** Undefined where one of them is not known yet. */
function prefixesOf(condition: Value, name: string): readonly string[] | undefined {
  const list = property(condition, name);
  const all = elements(list);
  if (list.value === UNKNOWN || all.some(({ value }) => value === UNKNOWN)) return undefined;
  return all.flatMap((one) => text(one) ?? []);
}

function begins(value: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => value.startsWith(prefix));
}
