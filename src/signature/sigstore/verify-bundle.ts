import { createHash } from "node:crypto";
import { digestAlgorithm, digestOf } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { readBundle } from "./bundle.ts";
import type { Bundle } from "./bundle.ts";
import type { BundleContent } from "./bundle-content.ts";
import { requireSubject } from "./claim.ts";
import type { SignedContent } from "./content.ts";
import { contentOf } from "./envelope.ts";
import { MAX_BUNDLE_BYTES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { NO_CLAIMS } from "./signed-claims.ts";
import type { CosignSigner, SignatureResult, VerifiedSigner } from "./signer.ts";
import { checkStatementClaim } from "./statement.ts";
import { findSigner, isKeylessSigner, judge } from "./verify-signature.ts";
import type { VerificationContext } from "./verify-signature.ts";

export interface BundleContext extends VerificationContext {
  /** The image manifest, which bundles that sign a message are made over; without it, such a bundle is rejected. */
  readonly manifest?: Uint8Array;
}

/**
 * Verifies a cosign signature in a sigstore bundle: a DSSE signature over an in-toto statement of the predicate type
 * `https://sigstore.dev/cosign/sign/v1` that names the subject, or a signature over the subject's manifest itself.
 * Never throws; whatever is unexpected is `verified: false`.
 */
export function verifyBundle(
  bundle: Uint8Array,
  subject: Digest,
  signers: readonly CosignSigner[],
  context: BundleContext = {},
): SignatureResult {
  return judge(() => {
    const read = readBundle(bundle, MAX_BUNDLE_BYTES);
    return findBundleSigner(read, signedContent(read.content, subject, context.manifest), signers, context);
  });
}

/** @throws SignatureRejected */
export function findBundleSigner(
  bundle: Bundle,
  content: SignedContent,
  signers: readonly CosignSigner[],
  context: VerificationContext,
): VerifiedSigner {
  checkChain(bundle, signers);
  return findSigner({ content, material: bundle.material, format: "bundle" }, signers, context);
}

/** Checks what the bundle claims to be about, before anybody asks who made it. */
function signedContent(found: BundleContent, subject: Digest, manifest: Uint8Array | undefined): SignedContent {
  if (found.kind === "envelope") return contentOf(found, checkStatementClaim(found, subject));
  if (manifest === undefined)
    throw new SignatureRejected(
      "unsupported-content",
      "a bundle was found, but it signs the image manifest itself, and the manifest is not at hand",
    );
  const bytes = Buffer.from(manifest);
  requireSubject([digestOf(bytes, digestAlgorithm(subject))], subject);
  const { algorithm, digest } = found.hash;
  if (!createHash(algorithm).update(bytes).digest().equals(digest))
    throw new SignatureRejected("other-digest", "a bundle was found, but it names another message than the manifest");
  return { bytes, payload: bytes, signature: found.signature, claims: NO_CLAIMS };
}

/** Certificates of an authority that a signature brings along are for signers with a CA of their own. */
function checkChain({ bringsChain }: Bundle, signers: readonly CosignSigner[]): void {
  const keyless = signers.filter(isKeylessSigner);
  const hasOwnCa = keyless.some(({ roots }) => roots.some(({ kind }) => kind === "own-ca"));
  if (bringsChain && keyless.length > 0 && !hasOwnCa)
    throw new SignatureRejected(
      "unexpected-chain",
      "a signature was found, but its bundle brings a certificate chain, and no signer here has a CA of its own",
    );
}
