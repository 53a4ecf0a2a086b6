import type { BoundSigner, PolicyDocument } from "../policy/index.ts";
import {
  publicGoodRoot,
  type AttestationResult,
  type CertificateIdentity,
  type CosignSigner,
  type KeylessSigner,
  type SignatureReason,
  type SignatureResult,
  type TrustedRoot,
  type VerifiedSigner,
} from "../signature/index.ts";

/** Who made something that was signed, whether or not anybody trusts them. */
export type Maker =
  | { readonly kind: "trusted"; readonly signer: VerifiedSigner }
  /** A key that the document knows, by whose name, although it does not suffice here. */
  | { readonly kind: "known-key"; readonly signer: string; readonly identity: string }
  | {
      readonly kind: "stranger";
      readonly identity: CertificateIdentity;
      /** The signer of the document whose trusted root vouches for it; absent where the public-good root does. */
      readonly rootOf?: string;
    }
  /** A key that no signer of the document has: whose it is, nobody can tell from a signature. */
  | { readonly kind: "unknown-key" }
  /** It could not be verified, so nobody is known to have made it. */
  | { readonly kind: "nobody"; readonly reason: SignatureReason; readonly message: string };

/** Why one of the signers that were asked does not vouch for it. */
export interface Difference {
  readonly signer: string;
  /** In printable words. */
  readonly difference: string;
}

export interface Signed {
  readonly maker: Maker;
  readonly differences: readonly Difference[];
}

/** One candidate, verified for whichever signers are asked. */
export type Verify = (signers: readonly CosignSigner[]) => SignatureResult | AttestationResult;

/**
 * Finds out who made a candidate: one of those asked; else a key of the document; else an identity that one of the document's
 * roots or the public-good root vouches for, be it anybody's.
 */
export function whoSigned(verify: Verify, asked: readonly BoundSigner[], document: SignersOf): Signed {
  const trusted = asked.length === 0 ? undefined : verify(asked);
  if (trusted?.verified === true) return { maker: { kind: "trusted", signer: trusted.signer }, differences: [] };
  const maker = makerOf(verify, document);
  if (maker.kind === "nobody") return { maker, differences: [] };
  const differences = asked.map((one) => ({ signer: one.name, difference: differenceOf(one, maker, verify) }));
  return { maker, differences };
}

type SignersOf = Pick<PolicyDocument, "signers">;

/** What the signature room says of a signature by a key that nobody here has. */
const BY_UNKNOWN_KEY: ReadonlySet<SignatureReason> = new Set(["untrusted-key", "not-a-certificate-signature"]);

function makerOf(verify: Verify, document: SignersOf): Maker {
  let rootOf: string | undefined;
  const strangers = Array.from(rootsOf(document), ([root, name]) =>
    nobody(root, () => {
      rootOf = name;
    }),
  );
  const result = verify([...keysOf(document), ...strangers]);
  if (result.verified) {
    const { signer, identity } = result.signer;
    return { kind: "known-key", signer, identity };
  }
  if (result.signedBy !== undefined) {
    return { kind: "stranger", identity: result.signedBy, ...(rootOf !== undefined && { rootOf }) };
  }
  if (BY_UNKNOWN_KEY.has(result.reason)) return { kind: "unknown-key" };
  return { kind: "nobody", reason: result.reason, message: result.message };
}

/** Trusts nobody, so that whoever is verified against the root is named as somebody who is not trusted. */
function nobody(root: TrustedRoot, onVerified: () => void): KeylessSigner {
  const mismatch = () => {
    onVerified();
    return "nobody is trusted";
  };
  return { kind: "keyless", name: "nobody", roots: [root], mismatch };
}

/** Each once, with the first signer that has it. */
function rootsOf({ signers }: SignersOf): ReadonlyMap<TrustedRoot, string | undefined> {
  const owners = new Map<TrustedRoot, string | undefined>([[publicGoodRoot(), undefined]]);
  for (const { name, roots } of signers.values()) {
    for (const root of roots) if (!owners.has(root)) owners.set(root, name);
  }
  return owners;
}

/** Every key of the document by itself: without a log and without claims, which are what may be missing. */
function keysOf({ signers }: SignersOf): readonly CosignSigner[] {
  return [...signers.values()].flatMap((signer) =>
    signer.kind === "key"
      ? [{ kind: "key", name: signer.name, keys: signer.keys, transparencyLog: "not-required" } as const]
      : [],
  );
}

function differenceOf(asked: BoundSigner, maker: Maker, verify: Verify): string {
  const isByKey = maker.kind === "known-key" || maker.kind === "unknown-key";
  if (asked.kind === "keyless" && isByKey) return "it was made with a key, and an identity is trusted";
  if (asked.kind === "key" && maker.kind === "stranger") return "it was made with a certificate, and a key is trusted";
  const mismatch = asked.kind === "keyless" && maker.kind === "stranger" ? asked.mismatch(maker.identity) : undefined;
  if (mismatch !== undefined) return mismatch;
  const alone = verify([asked]);
  return alone.verified ? "it is trusted by this signer alone" : alone.message;
}
