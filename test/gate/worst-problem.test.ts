import { expect, it } from "@jest/globals";
import { AttestationQuestion } from "../../src/gate/attestation-question.ts";
import { cosignVerifier } from "../../src/gate/verifier.ts";
import { parseDigest } from "../../src/reference/index.ts";

it("of several problems bytes that are others than they should be are told, whatever came first (law 2)", () => {
  const required = { name: "sbom", predicateTypes: [], anyOf: [], lack: () => undefined };
  const digest = parseDigest(`sha256:${"0".repeat(64)}`);
  const question = new AttestationQuestion(required, digest, { verifier: cosignVerifier(), now: () => 0 });
  for (const reason of ["timeout", "digest-mismatch", "unavailable"])
    question.doubt({ reason, message: reason, remedy: "" });
  expect(question.attested.outcome).toMatchObject({ kind: "failed", error: { reason: "digest-mismatch" } });
});
