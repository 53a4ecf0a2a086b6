import type { Rule } from "./rule.ts";

export const imageAttested: Rule = {
  id: "image-attested",
  title: "The image's digest must carry the attestations that the policy requires.",
  why: "A signature says who released a digest; only an attestation says from which source it was built, what is in it or what a scan found.",
  remedy:
    "Let the pipeline that built or scanned the digest attest it (cosign attest, actions/attest-build-provenance), or deploy a digest whose attestations say what is required.",
  level: "mandatory",
  severity: "high",
  offline: false,
};
