import { printable } from "../../reference/index.ts";
import type { SignedContent } from "./content.ts";
import { isSignatureBy } from "./key-signature.ts";
import { MAX_KEYS_PER_SIGNER } from "./limits.ts";
import type { VerificationMaterial } from "./material.ts";
import type { TrustedKey } from "./public-key.ts";
import { SignatureRejected, mostTelling } from "./reasons.ts";
import { lackOf } from "./signed-claims.ts";
import type { KeySigner, SignatureFormat, VerifiedSigner } from "./signer.ts";
import { publicGoodRoot } from "./trusted-root-embedded.ts";
import { verifyKeyEntry } from "./verify-key.ts";

/** How many of the keys that were tried a message names. */
const NAMED_KEYS = 3;

/**
 * Finds the first signer one of whose keys made the signature, logged where the signer asks for it.
 * @throws SignatureRejected
 */
export function findKeySigner(
  content: SignedContent,
  material: VerificationMaterial,
  signers: readonly KeySigner[],
  { now, format }: { readonly now: Date; readonly format: SignatureFormat },
): VerifiedSigner {
  checkKeyCounts(signers);
  const failures: SignatureRejected[] = [];
  for (const signer of signers) {
    const key = signer.keys.find((one) => isSignatureBy(one.key, content.bytes, content.signature, one.scheme));
    if (key === undefined) continue;
    try {
      const times = timesOf(signer, key, content, material, now);
      checkKeyValidity(key, times.length > 0 ? times : [now]);
      const lack = lackOf(signer.requires, content.claims, `the trusted key ${key.fingerprint}`);
      if (lack !== undefined) throw lack;
      const verified = { signer: signer.name, system: "cosign", identity: `key ${key.fingerprint}`, format } as const;
      return signer.transparencyLog === "required" ? { ...verified, times } : verified;
    } catch (error) {
      if (!(error instanceof SignatureRejected)) throw error;
      failures.push(error);
    }
  }
  throw mostTelling(failures, untrusted(signers));
}

/** Where no log is asked for, what entries and timestamps say decides nothing. */
function timesOf(
  { transparencyLog, roots = [publicGoodRoot()], thresholds }: KeySigner,
  key: TrustedKey,
  content: SignedContent,
  material: VerificationMaterial,
  now: Date,
): readonly Date[] {
  if (transparencyLog === "not-required") return [];
  const failures: SignatureRejected[] = [];
  for (const root of roots) {
    try {
      return verifyKeyEntry(key, content, material, root, now, thresholds);
    } catch (error) {
      if (!(error instanceof SignatureRejected)) throw error;
      failures.push(error);
    }
  }
  throw mostTelling(failures, NO_ROOT);
}

const NO_ROOT = new SignatureRejected(
  "no-trusted-root",
  "a signature by a trusted key was found, but no trusted root was given to verify its transparency log entry with",
);

function checkKeyValidity({ validity = {}, fingerprint }: TrustedKey, times: readonly Date[]): void {
  const { notBefore, notAfter } = validity;
  const outside = times.find(
    (time) => (notBefore !== undefined && time < notBefore) || (notAfter !== undefined && time > notAfter),
  );
  if (outside !== undefined)
    throw new SignatureRejected(
      "key-not-valid",
      `a signature by the key ${fingerprint} was found, but the policy does not let it sign at ${outside.toISOString()}`,
    );
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

function untrusted(signers: readonly KeySigner[]): SignatureRejected {
  const keys = signers.flatMap((signer) => signer.keys);
  const named = keys.slice(0, NAMED_KEYS).map(({ type, fingerprint }) => `${type} ${fingerprint}`);
  const more = keys.length > NAMED_KEYS ? ` and ${keys.length - NAMED_KEYS} more` : "";
  return new SignatureRejected(
    "untrusted-key",
    `a signature was found, but no trusted key made it (tried: ${named.join(", ")}${more})`,
  );
}
