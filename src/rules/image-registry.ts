import type { Rule } from "./rule.ts";

export const imageRegistry: Rule = {
  id: "image-registry",
  title: "The image must come from a repository that the policy names.",
  why: "Nobody said whom to trust for this repository, so nothing was asked: a registry is contacted only where the policy names it.",
  remedy:
    "Use an image from a repository of the policy, or ask its owners to add an images entry with a match for this one.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
