import { signatureBundle, type JsonObject } from "../../fixtures/index.ts";
import { accepted, bundle, cases, OTHER, refused, stated, stored, stricter, subject, type Row } from "./bent.ts";
import { verdicts, type Case } from "./case.ts";

const PROVENANCE = "https://slsa.dev/provenance/v1";

const STATEMENTS: readonly Row[] = [
  refused("another digest", bundle({ digest: OTHER }), "other-digest"),
  stricter("a provenance", bundle({ predicateType: PROVENANCE }), "not-a-signature", "attestation"),
  stricter(
    "a provenance whose manifest calls it a signature",
    stored(({ image: { digest } }, keyPair) => ({
      bundle: signatureBundle({ digest, keyPair, predicateType: PROVENANCE }),
    })),
    "not-a-signature",
    "attestation",
  ),
  stricter(
    "the predicate type with a slash behind it",
    bundle({ predicateType: "https://sigstore.dev/cosign/sign/v1/" }),
    "not-a-signature",
    "attestation",
  ),
  stricter(
    "statement version 0.1",
    bundle({ alterStatement: (all) => ({ ...all, _type: "https://in-toto.io/Statement/v0.1" }) }),
    "not-a-signature",
    "statement-type",
  ),
  stricter(
    "an unknown statement version",
    bundle({ alterStatement: (all) => ({ ...all, _type: "https://in-toto.io/Statement/v9" }) }),
    "not-a-signature",
    "statement-type",
  ),
  refused("plain text as the payload's type", bundle({ payloadType: "text/plain" }), "not-a-signature"),
  refused("the subject twice", stated('"subject":', '"subject":[],"subject":'), "malformed-payload"),
  refused("the predicate twice", stated('"predicate":', '"predicate":{},"predicate":'), "malformed-payload"),
  refused("the subject in other letter case", stated('"subject":', '"Subject":'), "malformed-payload"),
  refused("no subject", bundle({ alterStatement: subject(() => []) }), "malformed-payload"),
  refused(
    "a null subject beside the right one",
    bundle({ alterStatement: subject((own) => [own, null]) }),
    "malformed-payload",
  ),
  stricter(
    "a subject without digest beside the right one",
    bundle({ alterStatement: subject((own) => [own, { name: "x" }]) }),
    "malformed-payload",
    "whole-statement",
  ),
  refused(
    "another subject whose digest is no hex",
    bundle({ alterStatement: subject((own) => [own, { digest: { sha256: "xyz" } }]) }),
    "malformed-payload",
  ),
  {
    what: "the digest in upper case",
    make: bundle({
      alterStatement: subject((own) => [
        { digest: { sha256: String((own["digest"] as JsonObject)["sha256"]).toUpperCase() } },
      ]),
    }),
    point: "one-reading",
    verdicts: verdicts("accepts", "refuses", "malformed-payload"),
  },
  refused(
    "the digest as a sha512",
    bundle({ alterStatement: subject((own) => [{ digest: { sha512: (own["digest"] as JsonObject)["sha256"] } }]) }),
    "malformed-payload",
  ),
  refused(
    "the digest as a weaker one",
    bundle({ alterStatement: subject((own) => [{ digest: { sha1: (own["digest"] as JsonObject)["sha256"] } }]) }),
    "other-digest",
  ),
  accepted(
    "the right digest and a weaker one of something else",
    bundle({ alterStatement: subject((own) => [{ digest: { ...(own["digest"] as JsonObject), sha1: "00" } }]) }),
  ),
  accepted(
    "two subjects, the right one behind",
    bundle({ alterStatement: subject((own) => [{ digest: { sha256: OTHER.slice(7) } }, own]) }),
  ),
  refused("1025 subjects", bundle({ alterStatement: subject((own) => Array<unknown>(1025).fill(own)) }), "too-large"),
  refused(
    "33 digests of a subject",
    bundle({
      alterStatement: subject((own) => [
        {
          digest: {
            ...(own["digest"] as JsonObject),
            ...Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`x${index}`, "00"])),
          },
        },
      ]),
    }),
    "too-large",
  ),
];

export const BAD_STATEMENTS: readonly Case[] = cases("bundle", STATEMENTS);
