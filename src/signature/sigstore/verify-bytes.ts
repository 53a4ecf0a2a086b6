import { verify, type KeyObject } from "node:crypto";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toTrustMaterial, VerificationError, Verifier, type SignedEntity } from "@sigstore/verify";
import type { TrustedKey } from "./public-key.ts";
import { Refused, type KeySigner, type VerifiedSigner } from "./result.ts";

/** A document asks for a handful; the bound keeps one candidate from costing a thousand verifications. */
const MAX_KEYS = 64;
const verifiers = new WeakMap<TrustedKey, Verifier>();

/** Says which of the signers made this signature over these bytes; the candidate's own key hint is never asked. */
export function signerOf(
  signed: Buffer,
  signature: Buffer,
  signers: readonly KeySigner[],
  format: VerifiedSigner["format"],
): VerifiedSigner {
  const asked = signers.flatMap(({ name, keys }) => keys.map((key) => ({ name, key }))).slice(0, MAX_KEYS);
  const made = asked.find(({ key }) => isSignedBy(key, entityOf(signed, signature)));
  if (made === undefined) throw new Refused("untrusted-key", untrusted(asked.map(({ key }) => key)));
  return { signer: made.name, system: "cosign", identity: `key ${made.key.fingerprint}`, format };
}

function untrusted(keys: readonly TrustedKey[]): string {
  const asked = keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(", ");
  const prehashed = keys.some(({ type }) => type === "Ed25519")
    ? " Signatures that cosign makes with Ed25519 keys (Ed25519ph) cannot be verified yet."
    : "";
  return `a signature was found, but not made with the key asked for (${asked}).${prehashed}`;
}

function isSignedBy(key: TrustedKey, entity: SignedEntity): boolean {
  try {
    verifierFor(key).verify(entity);
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}

/** Thresholds of zero: the policy said that no log is required, so entries were stripped rather than half-checked. */
function verifierFor(trusted: TrustedKey): Verifier {
  const known = verifiers.get(trusted);
  if (known !== undefined) return known;
  const root = TrustedRoot.fromJSON({ mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1" });
  const material = toTrustMaterial(root, () => ({ publicKey: trusted.key, validFor: () => true }));
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  verifiers.set(trusted, verifier);
  return verifier;
}

/** The library's content classes use one digest for every key; this one uses the key's own (sigstore algorithm registry). */
function entityOf(signed: Buffer, signature: Buffer): SignedEntity {
  const never = () => false;
  return {
    key: { $case: "public-key", hint: "" },
    timestamps: [],
    tlogEntries: [],
    signature: {
      signature,
      compareSignature: never,
      compareDigest: never,
      compareSignedDigest: never,
      verifySignature: (key) => digestsFor(key).some((digest) => verify(digest, signed, key, signature)),
    },
  };
}

/** cosign signs with the curve's own digest; older versions used SHA-256 for every curve. */
function digestsFor(key: KeyObject): readonly (string | null)[] {
  if (key.asymmetricKeyType === "ed25519") return [null];
  switch (key.asymmetricKeyDetails?.namedCurve) {
    case "secp384r1":
      return ["sha384", "sha256"];
    case "secp521r1":
      return ["sha512", "sha256"];
    default:
      return ["sha256"];
  }
}
