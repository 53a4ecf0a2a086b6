import { printable } from "../../reference/index.ts";
import { isSignedBy } from "./key-verifier.ts";
import type { SignedBytes } from "./key-verifier.ts";
import { MAX_KEYS_PER_SIGNER } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import type { KeySigner, SignatureFormat, SignatureResult, VerifiedSigner } from "./signer.ts";

const ED25519_SIGNATURE_BYTES = 64;

/** cosign 3 makes Ed25519ph signatures with Ed25519 keys, and cannot verify them itself; Node has no Ed25519ph. */
const PREHASHED =
  "; Ed25519ph, which cosign 3 makes with an Ed25519 key, is not verified yet: sign with an ECDSA P-256 key";

/** How many of the keys that were tried a message names. */
const NAMED_KEYS = 3;

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
    throw new SignatureRejected(
      "no-trusted-key",
      "a signature was found, but no trusted key was given to verify it with",
    );
  }
}

function untrusted({ signature }: SignedBytes, signers: readonly KeySigner[]): string {
  const keys = signers.flatMap((signer) => signer.keys);
  const named = keys.slice(0, NAMED_KEYS).map(({ type, fingerprint }) => `${type} ${fingerprint}`);
  const more = keys.length > NAMED_KEYS ? ` and ${keys.length - NAMED_KEYS} more` : "";
  const advice =
    signature.length === ED25519_SIGNATURE_BYTES && keys.some(({ type }) => type === "Ed25519") ? PREHASHED : "";
  return `a signature was found, but no trusted key made it (tried: ${named.join(", ")}${more})${advice}`;
}
