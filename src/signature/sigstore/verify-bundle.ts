import type { Digest } from "../../reference/index.ts";
import { readBundle } from "./bundle.ts";
import { requireType } from "./claim.ts";
import { IN_TOTO_PAYLOAD_TYPE, preAuthEncoding } from "./dsse.ts";
import { SignatureRejected } from "./reasons.ts";
import type { KeySigner, SignatureResult } from "./signer.ts";
import { checkStatementClaim } from "./statement.ts";
import { findSigner, judge } from "./verify-signature.ts";

/**
 * Verifies a cosign signature in a sigstore bundle: a key's DSSE signature over an in-toto statement of the predicate type
 * `https://sigstore.dev/cosign/sign/v1` that names the subject. No transparency log is asked.
 * Never throws; whatever is unexpected is `verified: false`.
 */
export function verifyBundle(bundle: Uint8Array, subject: Digest, signers: readonly KeySigner[]): SignatureResult {
  return judge(() => {
    const { material, payloadType, payload, signature } = readBundle(bundle);
    requireType(payloadType, IN_TOTO_PAYLOAD_TYPE, "payloadType");
    checkStatementClaim(payload, subject);
    if (material !== "publicKey") {
      throw new SignatureRejected(
        "not-a-key-signature",
        "a signature was found, but it was made with a certificate, and a key is trusted here",
      );
    }
    return findSigner({ bytes: preAuthEncoding(payloadType, payload), signature }, signers, "bundle");
  });
}
