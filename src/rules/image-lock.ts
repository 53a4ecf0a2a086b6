import type { Rule } from "./rule.ts";

export const imageLock: Rule = {
  id: "image-lock",
  title: "The digest must be the one that was locked, and be there.",
  why: "A digest that no longer is what its tag, its lock or its platform says is a change that nobody reviewed.",
  remedy: "Find out what changed; then lock the new digest with `digestbound lock`, or write the right one.",
  level: "advisory",
  severity: "medium",
  offline: false,
};
