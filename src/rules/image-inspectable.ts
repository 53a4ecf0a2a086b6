import type { Rule } from "./rule.ts";

export const imageInspectable: Rule = {
  id: "image-inspectable",
  title: "It must be possible to see which images are deployed.",
  why: "A chart or a template that is fetched from elsewhere deploys images that nobody sees here, so none of them can be judged.",
  remedy:
    "Let it be seen: write a template where its URL stands; check what a chart renders (`helm template … | digestbound check -`), or deploy it with Pulumi's Chart (kubernetes:helm.sh/v4:Chart) instead of a Release. The policy document can exempt a resource, by its name and until a day.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
