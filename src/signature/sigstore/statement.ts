import type { Digest } from "../../reference/index.ts";
import { requireType } from "./claim.ts";
import { IN_TOTO_PAYLOAD_TYPE } from "./dsse.ts";
import type { Envelope } from "./envelope.ts";
import { MAX_BUNDLE_BYTES } from "./limits.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";
import type { SignedClaims } from "./signed-claims.ts";
import { claimsAbout } from "./subjects.ts";

/** `cosign sign` has only ever written version 1; version 0.1 is what `cosign attest` writes, and an attestation is no signature. */
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** An attestation by the same key says something about the image, not "this is released" (CVE-2026-39395, CVE-2022-35929). */
export const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

const shape = shapeReader("malformed-payload", "the statement");

/**
 * Checks that an in-toto statement (in-toto Attestation Framework, Statement v1) claims to be a cosign signature for the subject.
 * @returns what else it says about the subject
 * @throws SignatureRejected
 */
export function checkStatementClaim({ payloadType, payload }: Envelope, subject: Digest): SignedClaims {
  requireType(payloadType, [IN_TOTO_PAYLOAD_TYPE], "payloadType");
  const statement = readStatement(payload, MAX_BUNDLE_BYTES);
  requireType(predicateTypeOf(statement), [SIGNATURE_PREDICATE], "predicateType");
  requireType(shape.text(statement["_type"], "_type"), [STATEMENT_TYPE], "_type");
  const { annotations } = claimsAbout(subject, statement["subject"]);
  return { annotations };
}

/** Unknown members are ignored as the specification demands, but not those that only differ in letter case. */
export function readStatement(payload: Uint8Array, maxBytes: number, maxParts?: number): Members {
  const members = ["_type", "subject", "predicateType", "predicate"];
  return shape.openObject(shape.json(payload, maxBytes, maxParts), "the statement", members);
}

export function predicateTypeOf(statement: Members): string {
  return shape.text(statement["predicateType"], "predicateType");
}
