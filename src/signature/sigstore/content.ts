import { createHash } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { SignedEntity } from "@sigstore/verify";
import { isSignatureBy } from "./key-signature.ts";
import type { SignatureScheme } from "./key-signature.ts";
import type { SignedClaims } from "./signed-claims.ts";

/** Bytes, and a signature over them that is still to be judged. */
export interface SignedContent {
  /** What the signature is made over: a DSSE pre-authentication encoding, a simple-signing payload, a manifest. */
  readonly bytes: Buffer;
  readonly signature: Buffer;
  /** What log entries about DSSE envelopes hash: the envelope's payload. Otherwise the same bytes. */
  readonly payload: Buffer;
  /** What these bytes say beside the digest. */
  readonly claims: SignedClaims;
  /** The whole envelope as it was stored, where it is known: all that `intoto/0.0.1` entries name. */
  readonly envelope?: Buffer;
}

const HASH_BY_LENGTH: Readonly<Record<number, string>> = { 32: "sha256", 48: "sha384", 64: "sha512" };

function isHash(digest: Buffer, bytes: Buffer): boolean {
  const algorithm = HASH_BY_LENGTH[digest.length];
  return algorithm !== undefined && createHash(algorithm).update(bytes).digest().equals(digest);
}

/**
 * Content of our own for the library, because the library's takes SHA-256 for every curve, or the hash that the bundle's
 * author names.
 */
export function contentFor({ bytes, payload, signature }: SignedContent, scheme?: SignatureScheme): Content {
  return {
    signature,
    compareSignature: (other) => other.equals(signature),
    compareDigest: (digest) => isHash(digest, payload),
    compareSignedDigest: (digest) => isHash(digest, bytes),
    verifySignature: (key: KeyObject) => isSignatureBy(key, bytes, signature, scheme),
  };
}

type Content = SignedEntity["signature"];
