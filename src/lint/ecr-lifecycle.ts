import { UNKNOWN } from "../discover/index.ts";
import { MalformedJson, parseStrictJson } from "../json/index.ts";
import type { Deletion } from "./deletion.ts";
import { elements, property, text, type Value, word } from "./value.ts";
import { matchesWildcard } from "./wildcard.ts";

/** ECR takes 30,720 characters. */
const MOST_BYTES = 1024 * 1024;

/**
 * The rules of a lifecycle policy, as JSON text or as an object; none where there is no policy, or nobody knows it yet.
 * Undefined where it cannot be read. A rule that moves images to the archive counts: nobody can pull what lies there.
 */
export function lifecycleOf(policy: Value): readonly Deletion[] | undefined {
  if (policy.value === undefined || policy.value === UNKNOWN) return [];
  const document = documentOf(policy);
  if (document === undefined) return undefined;
  const rules = property(document, "rules");
  if (rules.value === UNKNOWN) return [];
  return Array.isArray(rules.value) ? elements(rules).flatMap(deletionBy) : undefined;
}

function documentOf(policy: Value): Value | undefined {
  if (typeof policy.value === "object") return policy;
  if (typeof policy.value !== "string") return undefined;
  try {
    return { path: policy.path, value: parseStrictJson(Buffer.from(policy.value), { bytes: MOST_BYTES }) };
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}

function deletionBy(rule: Value): readonly Deletion[] {
  const selection = property(rule, "selection");
  const status = property(selection, "tagStatus");
  const patterns = patternsOf(selection);
  if (status.value === UNKNOWN || patterns === undefined) return [];
  const takes = word(status) === "UNTAGGED" ? "untagged" : word(status) === "TAGGED" ? "tagged" : "any";
  return [{ path: rule.path, takes, takesTag: (tag) => takesTag(takes, patterns, tag), isAbout: () => true }];
}

/** An image has to have a tag for each of the patterns; of one that has a single tag, all of them are about that. */
function takesTag(takes: Deletion["takes"], patterns: readonly string[], tag: string): boolean {
  return takes === "any" || (takes === "tagged" && patterns.every((pattern) => matchesWildcard(pattern, tag)));
}

/** Undefined where one of them is not known yet. */
function patternsOf(selection: Value): readonly string[] | undefined {
  const patterns = property(selection, "tagPatternList");
  const prefixes = property(selection, "tagPrefixList");
  const all = [patterns, prefixes, ...elements(patterns), ...elements(prefixes)];
  if (all.some(({ value }) => value === UNKNOWN)) return undefined;
  return [
    ...elements(patterns).flatMap((one) => text(one) ?? []),
    ...elements(prefixes).flatMap((one) => (text(one) === undefined ? [] : `${text(one)}*`)),
  ];
}
