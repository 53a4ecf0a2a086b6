import { constants, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isEd25519phSignature } from "./ed25519ph.ts";
import { keyTypeOf } from "./key-type.ts";

/** A scheme that has to be said, because an RSA key does not tell it: RSASSA-PSS (RFC 8017 §8.1) with MGF1 of the same hash. */
export type SignatureScheme = "rsa-pss-sha256" | "rsa-pss-sha384" | "rsa-pss-sha512";

/**
 * Whether the key made the signature: ECDSA in DER over the curve's hash or, as before cosign 3, SHA-256; RSA PKCS #1 v1.5
 * over SHA-256, or PSS where the scheme says so; Ed25519, and Ed25519ph (RFC 8032 §5.1), which cosign 3 makes. Both bind
 * the same bytes, and no signature of one is one of the other.
 */
export function isSignatureBy(key: KeyObject, bytes: Buffer, signature: Buffer, scheme?: SignatureScheme): boolean {
  const { hashes } = keyTypeOf(key);
  if (scheme !== undefined) return isPssSignature(key, bytes, signature, scheme);
  if (hashes.some((hash) => verify(hash, bytes, key, signature))) return true;
  return key.asymmetricKeyType === "ed25519" && isEd25519phSignature(key, bytes, signature);
}

/** Any length of salt: cosign signs with the longest that fits, key services with that of the hash. */
function isPssSignature(key: KeyObject, bytes: Buffer, signature: Buffer, scheme: SignatureScheme): boolean {
  if (key.asymmetricKeyType !== "rsa") return false;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify(scheme.slice("rsa-pss-".length), bytes, { key, ...pss }, signature);
}
