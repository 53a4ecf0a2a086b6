import type { Rule } from "./rule.ts";

export const imageChecked: Rule = {
  id: "image-checked",
  title: "It must be possible to find out whether the image can be trusted.",
  why: "An image that could not be checked is not an image that passed: an attacker who can break the check would have won.",
  remedy: "Mend what the message names, then run again; nothing was decided about the image itself.",
  level: "mandatory",
  severity: "medium",
  offline: false,
};
