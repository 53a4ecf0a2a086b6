import type { Rule } from "./rule.ts";

export const imageInspectable: Rule = {
  id: "image-inspectable",
  title: "It must be possible to see which images a resource deploys.",
  why: "A chart or a template that is fetched from elsewhere deploys images that nobody sees here, so none of them can be judged.",
  remedy:
    "Deploy what can be seen: Helm's Chart resource (kubernetes:helm.sh/v4:Chart) instead of a Release expands into resources that are judged one by one; write a template into the program instead of its URL. The policy document can exempt a resource, by its name and until a day.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
