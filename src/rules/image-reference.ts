import type { Rule } from "./rule.ts";

export const imageReference: Rule = {
  id: "image-reference",
  title: "The value must be an image reference.",
  why: "What cannot be read cannot be judged: it may name any image, and runtimes disagree about which.",
  remedy:
    "Mend what the message names. An image is written as registry/repository:tag@sha256:<64 lower-case hex digits>.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
