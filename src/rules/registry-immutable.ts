import type { Rule } from "./rule.ts";

export const registryImmutable: Rule = {
  id: "registry-immutable",
  title: "A registry must keep its tags where they are and its images for as long as they are deployed.",
  why: "Where a tag can be moved, somebody else's image can take the place of the one that was tested; what a lifecycle rule deletes can no longer be pulled, or its signature no longer verified.",
  remedy:
    "Write the setting that the message names, and let lifecycle rules take only tags that are never deployed. Pin the digest all the same: an immutable tag is none.",
  level: "advisory",
  severity: "medium",
  offline: true,
};
