import type { Rule } from "./rule.ts";

export const imageUnlisted: Rule = {
  id: "image-unlisted",
  title: "Every image must stand where images are looked for.",
  why: "A value that can only be an image reference stands where no field for images is known, or a script starts containers: it was not judged, and perhaps it is deployed.",
  remedy:
    "See whether it is deployed. If it is, pin it there by hand, or, where it is no script, write the type and the path under fields in the policy document, so that it is judged; if it is not, under notImages.",
  level: "advisory",
  severity: "low",
  offline: true,
};
