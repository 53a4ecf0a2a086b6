import { printable } from "../../reference/index.ts";
import type { SignedContent } from "./content.ts";
import { findKeySigner } from "./find-key.ts";
import { findKeylessSigner } from "./find-keyless.ts";
import type { VerificationMaterial } from "./material.ts";
import { SignatureRejected, UntrustedIdentity } from "./reasons.ts";
import type {
  CosignSigner,
  KeySigner,
  KeylessSigner,
  SignatureFormat,
  SignatureResult,
  VerifiedSigner,
} from "./signer.ts";

/** What verification needs to know beside the candidate. */
export interface VerificationContext {
  /** Default: this machine's clock. */
  readonly now?: Date;
}

export function judge(verification: () => VerifiedSigner): SignatureResult {
  return judged(() => ({ verified: true, signer: verification() }));
}

type Refused = Extract<SignatureResult, { verified: false }>;

/** Runs a verification; whatever it throws is a rejection (law 3). */
export function judged<Verified>(verification: () => Verified): Verified | Refused {
  try {
    return verification();
  } catch (error) {
    return { verified: false, ...refusalOf(error) };
  }
}

function refusalOf(error: unknown): Omit<Refused, "verified"> {
  if (error instanceof UntrustedIdentity)
    return { reason: error.reason, message: error.message, signedBy: error.identity };
  if (error instanceof SignatureRejected) return { reason: error.reason, message: error.message };
  const detail = error instanceof Error ? printable(error.message) : "it threw something that is no error";
  return { reason: "verifier-error", message: `the verifier failed: ${detail}` };
}

export const isKeySigner = (signer: CosignSigner): signer is KeySigner => signer.kind === "key";
export const isKeylessSigner = (signer: CosignSigner): signer is KeylessSigner => signer.kind === "keyless";

export interface FoundSignature {
  readonly content: SignedContent;
  readonly material: VerificationMaterial;
  readonly format: SignatureFormat;
}

/**
 * Finds who made a signature: by its certificate where it brings one, else by its key. A bundle says which of the two it
 * is, and is not taken for the other.
 * @throws SignatureRejected
 */
export function findSigner(
  { content, material, format }: FoundSignature,
  signers: readonly CosignSigner[],
  { now = new Date() }: VerificationContext,
): VerifiedSigner {
  const circumstances = { now, format };
  const byKey = signers.filter(isKeySigner);
  const keyless = signers.filter(isKeylessSigner);
  if (material.certificate === undefined) {
    if (byKey.length === 0 && keyless.length > 0) throw notByCertificate();
    return findKeySigner(content, material, byKey, circumstances);
  }
  if (keyless.length === 0) throw notByKey();
  return findKeylessSigner(content, material.certificate(), material, keyless, circumstances);
}

function notByKey(): SignatureRejected {
  return new SignatureRejected(
    "not-a-key-signature",
    "a signature was found, but it was made with a certificate, and a key is trusted here",
  );
}

function notByCertificate(): SignatureRejected {
  return new SignatureRejected(
    "not-a-certificate-signature",
    "a signature was found, but it was made with a key, and identities are trusted here",
  );
}
