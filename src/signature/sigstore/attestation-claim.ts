import { peekText } from "../../json/index.ts";
import type { Digest } from "../../reference/index.ts";
import { requireType } from "./claim.ts";
import { IN_TOTO_PAYLOAD_TYPE } from "./dsse.ts";
import type { Envelope } from "./envelope.ts";
import { MAX_ATTESTATION_BYTES, MAX_STATEMENT_PARTS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { SignedClaims } from "./signed-claims.ts";
import { predicateTypeOf, readStatement, SIGNATURE_PREDICATE } from "./statement.ts";
import { claimsAbout } from "./subjects.ts";

/** Version 0.1 is what `cosign attest` and SLSA generators write, version 1 what GitHub writes; both have the same members. */
const STATEMENT_TYPES = ["https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"];

const shape = shapeReader("malformed-payload", "the statement", "an attester");

export interface AttestationClaim {
  readonly claims: SignedClaims;
  readonly predicateType: string;
  readonly predicate: unknown;
}

/**
 * Checks the type by a look at the statement, before anybody reads it whole, because an image has attestations of many megabytes
 * that nobody asked for. What passes may still be of another type.
 * @throws SignatureRejected
 */
export function checkPredicateType({ payloadType, payload }: Envelope, predicateTypes: readonly string[]): void {
  requireType(payloadType, [IN_TOTO_PAYLOAD_TYPE], "payloadType", "not-an-attestation");
  const peeked = peekText(payload, "predicateType");
  if (peeked !== undefined) requirePredicateType(peeked, predicateTypes);
}

/**
 * Checks that an envelope claims to be an attestation of one of the types about the subject.
 * @throws SignatureRejected
 */
export function checkAttestationClaim(
  { payloadType, payload }: Envelope,
  subject: Digest,
  predicateTypes: readonly string[],
): AttestationClaim {
  requireType(payloadType, [IN_TOTO_PAYLOAD_TYPE], "payloadType", "not-an-attestation");
  const statement = readStatement(payload, MAX_ATTESTATION_BYTES, MAX_STATEMENT_PARTS);
  const predicateType = predicateTypeOf(statement);
  requirePredicateType(predicateType, predicateTypes);
  requireType(shape.text(statement["_type"], "_type"), STATEMENT_TYPES, "_type", "not-an-attestation");
  const claims = claimsAbout(subject, statement["subject"]);
  return { claims, predicateType, predicate: predicateIn(statement["predicate"]) };
}

/** An object (in-toto Attestation Framework); a text where `cosign attest --type spdx` took a file as it was. */
function predicateIn(value: unknown): unknown {
  return typeof value === "string" ? value : shape.openObject(value, "predicate", []);
}

/** A signature says nothing about an image but that it is released, whatever a policy names as a type. */
function requirePredicateType(found: string, wanted: readonly string[]): void {
  if (found === SIGNATURE_PREDICATE)
    throw new SignatureRejected("not-an-attestation", "a signature was found, but it is no attestation");
  requireType(found, wanted, "predicateType", "other-predicate-type");
}
