import type { Rule } from "./rule.ts";

export const imageSigned: Rule = {
  id: "image-signed",
  title: "The image's digest must carry a signature that the policy trusts.",
  why: "Without a trusted signature bound to this digest, anybody with write access to the registry may have put the image there.",
  remedy:
    "Sign the digest that your pipeline built (cosign sign --key … name@sha256:…), or deploy a digest that is signed.",
  level: "mandatory",
  severity: "critical",
  offline: false,
};
