import type { TrustedSigner } from "../policy/index.ts";
import { verifyBundle, verifyLegacySignature } from "../signature/index.ts";
import type { Verifier } from "./evidence.ts";

/**
 * The signature room's functions. NOT CONNECTED: until that room takes every kind of signer, a signer of whom it could not
 * check everything is not handed over, so that no condition is dropped in silence (law 7): its signatures are untrusted.
 */
export const cosignVerifier: Verifier = {
  legacy: (candidate, subject, signers) => verifyLegacySignature(candidate, subject, judgeable(signers)),
  bundle: (bundle, subject, signers) => verifyBundle(bundle, subject, judgeable(signers)),
};

function judgeable(signers: readonly TrustedSigner[]) {
  return signers.filter((signer) => {
    const { reference, annotations } = signer.requires;
    const asksNothingNew = reference === undefined && annotations.size === 0;
    return isByKeyAlone(signer) && asksNothingNew;
  }) as Extract<TrustedSigner, { kind: "key" }>[];
}

function isByKeyAlone(signer: TrustedSigner): boolean {
  return signer.kind === "key" && signer.transparencyLog === "not-required" && signer.scheme === undefined;
}
