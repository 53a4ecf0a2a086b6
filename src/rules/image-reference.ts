import type { Rule } from "./rule.ts";

export const imageReference: Rule = {
  id: "image-reference",
  title: "The value must be an image reference.",
  why: "What cannot be read as an image reference cannot be judged, and runtimes disagree about what it names.",
  remedy: "Write registry/repository:tag@sha256:<64 lower-case hex digits>.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
