import { createRequire } from "node:module";
import type { SignedEntity, TrustMaterial, VerificationError, VerifierOptions } from "@sigstore/verify";
import { printable } from "../../reference/index.ts";
import { SignatureRejected } from "./reasons.ts";
import type { SignatureReason } from "./reasons.ts";

type Library = typeof import("@sigstore/verify");

let library: Library | undefined;

/** Loaded when first a signature is verified: a run that finds none does not wait for it. */
function loaded(): Library {
  library ??= createRequire(__filename)("@sigstore/verify") as Library;
  return library;
}

/**
 * Asks the library, which checks timestamps, the certificate's chain and certificate logs, transparency logs and the signature,
 * in this order.
 * @throws SignatureRejected whatever it throws: it also throws what its parsers trip over
 */
export function verifyEntity(entity: SignedEntity, material: TrustMaterial, options: VerifierOptions): void {
  const { Verifier, VerificationError } = loaded();
  try {
    new Verifier(material, options).verify(entity);
  } catch (error) {
    const message = error instanceof Error ? error.message : "something that is no error was thrown";
    const reason = error instanceof VerificationError ? reasonOf(error) : "verifier-error";
    throw new SignatureRejected(reason, `a signature was found, but ${PROBLEMS[reason]}: ${printable(message)}`);
  }
}

type EntityReason = keyof typeof PROBLEMS;

const PROBLEMS = {
  "untrusted-timestamp": "a timestamp is not by a trusted authority for this signature",
  "no-verified-time": "nothing trusted says when it was made",
  "untrusted-certificate": "no trusted CA issued its certificate for the time of signing",
  "unlogged-certificate": "no trusted certificate log has listed its certificate",
  "untrusted-log-entry": "no trusted transparency log vouches for its entry",
  "other-log-entry": "its transparency log entry is about something else",
  "other-signature": "its key did not make it over these bytes",
  "verifier-error": "the verifier failed",
} as const satisfies Readonly<Partial<Record<SignatureReason, string>>>;

/** The library has one code for several checks; which it was stands in its message only. */
function reasonOf({ code, message }: VerificationError): EntityReason {
  switch (code) {
    case "TIMESTAMP_ERROR":
      return message.startsWith("expected") ? "no-verified-time" : "untrusted-timestamp";
    case "CERTIFICATE_ERROR":
      return message.includes("SCT") ? "unlogged-certificate" : "untrusted-certificate";
    case "TLOG_BODY_ERROR":
      return "other-log-entry";
    case "TLOG_ERROR":
    case "TLOG_INCLUSION_PROOF_ERROR":
    case "TLOG_INCLUSION_PROMISE_ERROR":
    case "TLOG_MISSING_INCLUSION_ERROR":
      return "untrusted-log-entry";
    case "SIGNATURE_ERROR":
      return "other-signature";
    case "PUBLIC_KEY_ERROR":
    case "NOT_IMPLEMENTED_ERROR":
      return "verifier-error";
  }
}
