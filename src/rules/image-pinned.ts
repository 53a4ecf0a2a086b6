import type { Rule } from "./rule.ts";

export const imagePinned: Rule = {
  id: "image-pinned",
  title: "The image must be named by a digest.",
  why: "Whoever can write to the registry can move a tag to another image, and the next pull runs it without any change here.",
  remedy:
    "Write the digest into the reference, as suggested; where nothing is suggested, nothing trusted was found, or no registry was asked.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
