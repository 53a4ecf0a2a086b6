import type { Rule } from "./rule.ts";

export const imageKnown: Rule = {
  id: "image-known",
  title: "The image is not known before the update.",
  why: "The value comes from a resource that does not exist yet, so no preview can judge it; the update does, before it creates the resource.",
  remedy:
    "Nothing to do if that is meant; to be judged at preview, write the image as a plain value or build it before this stack.",
  level: "advisory",
  severity: "low",
  offline: true,
};
