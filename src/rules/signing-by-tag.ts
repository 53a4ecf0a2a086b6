import type { Rule } from "./rule.ts";

export const signingByTag: Rule = {
  id: "signing-by-tag",
  title: "A pipeline must sign the digest that it built, not a tag.",
  why: "Between the push and the signature, whoever can write to the registry can move the tag to another image, which is then validly signed; a digest that is looked up after the push is that of the other image, too.",
  remedy:
    "Take the digest from the build and sign registry/repository@digest: steps.build.outputs.digest, --metadata-file, --digestfile. docs/signing-by-tag.md shows it for each tool and pipeline.",
  level: "mandatory",
  severity: "high",
  offline: true,
};
