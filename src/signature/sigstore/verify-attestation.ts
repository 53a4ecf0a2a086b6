import type { Digest } from "../../reference/index.ts";
import type { AttestationCandidate, AttestationResult } from "./attestation.ts";
import { checkAttestationClaim, checkPredicateType } from "./attestation-claim.ts";
import { readBundle } from "./bundle.ts";
import type { BundleContent } from "./bundle-content.ts";
import { contentOf, readEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { legacyMaterial } from "./legacy-material.ts";
import { MAX_ATTESTATION_BYTES, MAX_STRANGERS_STATEMENT_BYTES } from "./limits.ts";
import { SignatureRejected, UntrustedIdentity } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import { NO_CLAIMS } from "./signed-claims.ts";
import type { SignedClaims } from "./signed-claims.ts";
import type { CosignSigner, VerifiedSigner } from "./signer.ts";
import { findBundleSigner } from "./verify-bundle.ts";
import { findLegacySigner } from "./verify-legacy.ts";
import { judged } from "./verify-signature.ts";
import type { VerificationContext } from "./verify-signature.ts";

const shape = shapeReader("malformed-bundle", "the envelope");

/**
 * Verifies an attestation: a DSSE signature over an in-toto statement of one of the predicate types about exactly the
 * subject, in a sigstore bundle or as cosign stored it before bundles. What the predicate says is not judged.
 * Never throws; whatever is unexpected is `verified: false`.
 * @param predicateTypes compared as they are, letter by letter; `https://sigstore.dev/cosign/sign/v1` is never one
 */
export function verifyAttestation(
  candidate: AttestationCandidate,
  subject: Digest,
  signers: readonly CosignSigner[],
  predicateTypes: readonly string[],
  context: VerificationContext = {},
): AttestationResult {
  return told(
    judged(() => {
      const { envelope, findSigner } = open(candidate, context);
      checkPredicateType(envelope, predicateTypes);
      if (envelope.payload.byteLength > MAX_STRANGERS_STATEMENT_BYTES) refuseStrangers(findSigner, signers);
      const { claims, predicateType, predicate } = checkAttestationClaim(envelope, subject, predicateTypes);
      return { verified: true, signer: findSigner(claims, signers), predicateType, predicate };
    }),
  );
}

/** The checks of keys, certificates and logs speak of a signature, and here it is an attestation's. */
function told(result: AttestationResult): AttestationResult {
  if (result.verified) return result;
  return { ...result, message: result.message.replace(/^a signature was found/, "an attestation was found") };
}

type FindSigner = (claims: SignedClaims, signers: readonly CosignSigner[]) => VerifiedSigner;

/**
 * To read a long statement may take seconds, which are not spent on what nobody is known to have made. Of somebody who is known
 * and not trusted it is read all the same, so that what is told about them is true.
 * @throws SignatureRejected
 */
function refuseStrangers(findSigner: FindSigner, signers: readonly CosignSigner[]): void {
  try {
    findSigner(
      NO_CLAIMS,
      signers.map((signer) => ({ ...signer, requires: NO_CLAIMS })),
    );
  } catch (error) {
    if (!(error instanceof UntrustedIdentity)) throw error;
  }
}

interface Opened {
  readonly envelope: Envelope;
  readonly findSigner: FindSigner;
}

function open(candidate: AttestationCandidate, context: VerificationContext): Opened {
  if (candidate.kind === "bundle") {
    const bundle = readBundle(candidate.bundle, MAX_ATTESTATION_BYTES);
    const envelope = requireEnvelope(bundle.content);
    const findSigner: FindSigner = (claims, signers) =>
      findBundleSigner(bundle, contentOf(envelope, claims), signers, context);
    return { envelope, findSigner };
  }
  const stored = Buffer.from(candidate.envelope);
  const envelope = readEnvelope(shape.json(stored, MAX_ATTESTATION_BYTES), "the envelope", shape);
  const findSigner: FindSigner = (claims, signers) => {
    const content = { ...contentOf(envelope, claims), envelope: stored };
    return findLegacySigner(content, legacyMaterial(candidate.annotations), signers, context);
  };
  return { envelope, findSigner };
}

function requireEnvelope(content: BundleContent): Envelope {
  if (content.kind === "envelope") return content;
  throw new SignatureRejected(
    "not-an-attestation",
    "a bundle was found, but it signs a message and holds no statement",
  );
}
