import type { Rule } from "./rule.ts";

export const imageKnown: Rule = {
  id: "image-known",
  title: "The image must be known when it is judged.",
  why: "What comes from a variable, a template or a resource that does not exist yet can be any image. Pulumi's update judges what its preview did not know; what a file does not say, nothing judges later.",
  remedy:
    "Write the image with its digest where it stands, or check what is made of the file, as with `helm template … | digestbound check -`. At a preview of Pulumi there is nothing to do if that is meant.",
  level: "advisory",
  severity: "low",
  offline: true,
};
