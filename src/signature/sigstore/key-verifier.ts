import { verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { VerificationError, Verifier } from "@sigstore/verify";
import type { SignedEntity, TrustMaterial } from "@sigstore/verify";
import { keyTypeOf } from "./key-type.ts";
import type { SignedHash } from "./key-type.ts";
import type { TrustedKey } from "./public-key.ts";

/** Bytes, and a signature over them that is still to be judged. */
export interface SignedBytes {
  readonly bytes: Buffer;
  readonly signature: Buffer;
}

interface KeyVerifier {
  readonly verifier: Verifier;
  readonly hashes: readonly SignedHash[];
}

const verifiers = new WeakMap<TrustedKey, KeyVerifier>();

/** Whether this key made this signature over these bytes. No log entry and no timestamp is asked for, and none is looked at. */
export function isSignedBy(key: TrustedKey, signed: SignedBytes): boolean {
  const { verifier, hashes } = verifierOf(key);
  try {
    verifier.verify(signedEntity(signed, hashes));
    return true;
  } catch (error) {
    if (error instanceof VerificationError && error.code === "SIGNATURE_ERROR") return false;
    throw error;
  }
}

function verifierOf(key: TrustedKey): KeyVerifier {
  const known = verifiers.get(key);
  if (known !== undefined) return known;
  const options = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };
  const made = { verifier: new Verifier(trustMaterial(key), options), hashes: keyTypeOf(key.key).hashes };
  verifiers.set(key, made);
  return made;
}

/** Whatever hint is asked for, the answer is the configured key: the hint comes from whoever wrote the bundle. */
function trustMaterial({ key }: TrustedKey): TrustMaterial {
  return {
    ...{ certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] },
    publicKey: () => ({ publicKey: key, validFor: () => true }),
  };
}

/**
 * Content of our own, because the library's takes SHA-256 for every curve, or the hash that the bundle's author names.
 * Node's defaults are cosign's schemes: ECDSA in DER, RSA with PKCS #1 v1.5.
 */
function signedEntity({ bytes, signature }: SignedBytes, hashes: readonly SignedHash[]): SignedEntity {
  return {
    signature: {
      signature,
      compareSignature: () => false,
      compareDigest: () => false,
      compareSignedDigest: () => false,
      verifySignature: (key: KeyObject) => hashes.some((hash) => verify(hash, bytes, key, signature)),
    },
    key: { $case: "public-key", hint: "" },
    tlogEntries: [],
    timestamps: [],
  };
}
