import { printable } from "../../reference/index.ts";
import { isSignedBy } from "./key-verifier.ts";
import type { SignedBytes } from "./key-verifier.ts";
import { MAX_KEYS_PER_SIGNER } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import type { KeySigner, SignatureFormat, SignatureResult, VerifiedSigner } from "./signer.ts";

const ED25519_SIGNATURE_BYTES = 64;

/** Runs a verification; whatever it throws is a rejection (law 3). */
export function judge(verification: () => VerifiedSigner): SignatureResult {
  try {
    return { verified: true, signer: verification() };
  } catch (error) {
    if (error instanceof SignatureRejected) return { verified: false, reason: error.reason, message: error.message };
    const detail = error instanceof Error ? printable(error.message) : "it threw something that is no error";
    return { verified: false, reason: "verifier-error", message: `the verifier failed: ${detail}` };
  }
}

/**
 * Finds the first signer one of whose keys made the signature.
 * @throws SignatureRejected "no-trusted-key", "too-many-keys" or "untrusted-key"
 */
export function findSigner(
  signed: SignedBytes,
  signers: readonly KeySigner[],
  format: SignatureFormat,
): VerifiedSigner {
  checkKeyCounts(signers);
  for (const { name, keys } of signers) {
    const key = keys.find((candidate) => isSignedBy(candidate, signed));
    if (key !== undefined) return { signer: name, system: "cosign", identity: `key ${key.fingerprint}`, format };
  }
  throw new SignatureRejected("untrusted-key", untrusted(signed, signers));
}

function checkKeyCounts(signers: readonly KeySigner[]): void {
  const crowded = signers.find(({ keys }) => keys.length > MAX_KEYS_PER_SIGNER);
  if (crowded !== undefined) {
    const message = `signer ${printable(crowded.name)} has more than ${MAX_KEYS_PER_SIGNER} keys`;
    throw new SignatureRejected("too-many-keys", message);
  }
  if (signers.every(({ keys }) => keys.length === 0)) {
    throw new SignatureRejected("no-trusted-key", "no trusted key was given to verify it with");
  }
}

function untrusted({ signature }: SignedBytes, signers: readonly KeySigner[]): string {
  const names = signers.map(({ name }) => printable(name)).join(", ");
  const hasEd25519 = signers.some(({ keys }) => keys.some(({ type }) => type === "Ed25519"));
  const hashed = hasEd25519 && signature.length === ED25519_SIGNATURE_BYTES;
  const advice =
    "; if cosign made it with that Ed25519 key, it is Ed25519ph, which is not verified yet: use an ECDSA P-256 key";
  return `no key of ${names} made it${hashed ? advice : ""}`;
}
