import type { Digest } from "../../reference/index.ts";
import type { AttestationCandidate, AttestationResult } from "./attestation.ts";
import { checkAttestationClaim } from "./attestation-claim.ts";
import type { AttestationClaim } from "./attestation-claim.ts";
import { readBundle } from "./bundle.ts";
import type { BundleContent } from "./bundle-content.ts";
import { contentOf, readEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { legacyMaterial } from "./legacy-material.ts";
import { MAX_ATTESTATION_BYTES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
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
      const { envelope, findSigner } = open(candidate, signers, context);
      const claim = checkAttestationClaim(envelope, subject, predicateTypes);
      const { predicateType, predicate } = claim;
      return { verified: true, signer: findSigner(claim), predicateType, predicate };
    }),
  );
}

/** The checks of keys, certificates and logs speak of a signature, and here it is an attestation's. */
function told(result: AttestationResult): AttestationResult {
  if (result.verified) return result;
  return { ...result, message: result.message.replace(/^a signature was found/, "an attestation was found") };
}

interface Opened {
  readonly envelope: Envelope;
  readonly findSigner: (claim: AttestationClaim) => VerifiedSigner;
}

function open(candidate: AttestationCandidate, signers: readonly CosignSigner[], context: VerificationContext): Opened {
  if (candidate.kind === "bundle") {
    const bundle = readBundle(candidate.bundle, MAX_ATTESTATION_BYTES);
    const envelope = requireEnvelope(bundle.content);
    const findSigner = ({ claims }: AttestationClaim) =>
      findBundleSigner(bundle, contentOf(envelope, claims), signers, context);
    return { envelope, findSigner };
  }
  const stored = Buffer.from(candidate.envelope);
  const envelope = readEnvelope(shape.json(stored, MAX_ATTESTATION_BYTES), "the envelope", shape);
  const findSigner = ({ claims }: AttestationClaim) => {
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
