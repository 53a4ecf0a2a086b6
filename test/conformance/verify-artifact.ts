import { createHash } from "node:crypto";
import { parseStrictJson } from "../../src/json/index.ts";
import { digestHex, digestOf } from "../../src/reference/index.ts";
import type { Digest } from "../../src/reference/index.ts";
import {
  InvalidPublicKey,
  InvalidTrustedRoot,
  parsePublicKey,
  parseTrustedRoots,
  publicGoodRoot,
} from "../../src/signature/index.ts";
import type { CosignSigner, SignatureResult } from "../../src/signature/index.ts";
import type { BundleContent } from "../../src/signature/sigstore/bundle-content.ts";
import { MAX_ATTESTATION_BYTES } from "../../src/signature/sigstore/limits.ts";
import { readBundle } from "../../src/signature/sigstore/bundle.ts";
import type { SignedContent } from "../../src/signature/sigstore/content.ts";
import { IN_TOTO_PAYLOAD_TYPE, preAuthEncoding } from "../../src/signature/sigstore/dsse.ts";
import { MAX_BUNDLE_BYTES } from "../../src/signature/sigstore/limits.ts";
import { SignatureRejected } from "../../src/signature/sigstore/reasons.ts";
import { findSigner, judge } from "../../src/signature/sigstore/verify-signature.ts";

/** What a bundle of the conformance suite is about: a file of any kind, or its digest alone. */
export type Artifact = { readonly bytes: Buffer } | { readonly digest: Digest };

/** Whom the suite trusts: a public key in PEM, or one certificate identity. */
export type Trusted = { readonly key: string } | { readonly identity: string; readonly issuer: string };

export interface ArtifactQuestion {
  readonly bundle: Buffer;
  readonly artifact: Artifact;
  readonly trusted: Trusted;
  /** `trusted_root.json`; Sigstore's public-good instance unless given. */
  readonly trustedRoot?: Buffer;
  readonly now?: Date;
}

/** What `verify-bundle` says; a key or a root that is refused is a refusal of the signature. */
export type ArtifactResult =
  SignatureResult | { readonly verified: false; readonly reason: string; readonly message: string };

/**
 * Verifies a bundle over any artifact with the verifier of the images' signatures. What differs is only what the bundle has to be
 * about: the suite signs files and attestations of every type, and none of them is a cosign signature.
 */
export function verifyArtifact({ bundle, artifact, trusted, trustedRoot, now }: ArtifactQuestion): ArtifactResult {
  try {
    const signer = signerOf(trusted, trustedRoot);
    return judge(() => {
      const { content, material, bringsChain } = readBundle(bundle, MAX_ATTESTATION_BYTES);
      if (bringsChain) throw new SignatureRejected("unexpected-chain", "the bundle brings a certificate chain");
      const found = { content: contentOver(content, artifact), material, format: "bundle" } as const;
      return findSigner(found, [signer], now === undefined ? {} : { now });
    });
  } catch (error) {
    if (error instanceof InvalidTrustedRoot || error instanceof InvalidPublicKey)
      return { verified: false, reason: error.reason, message: error.message };
    throw error;
  }
}

function signerOf(trusted: Trusted, trustedRoot: Buffer | undefined): CosignSigner {
  const use = "key" in trusted ? "keys" : "certificates";
  const roots =
    trustedRoot === undefined ? [publicGoodRoot()] : parseTrustedRoots(trustedRoot, "trusted_root.json", { use });
  if ("key" in trusted)
    return { kind: "key", name: "key", keys: [parsePublicKey(trusted.key)], transparencyLog: "required", roots };
  return {
    kind: "keyless",
    name: "identity",
    roots,
    mismatch: ({ subject, issuer }) =>
      subject.value === trusted.identity && issuer === trusted.issuer ? undefined : "the identity is another",
  };
}

function contentOver(found: BundleContent, artifact: Artifact): SignedContent {
  const { signature } = found;
  const claims = { annotations: new Map<string, string>() };
  if (found.kind === "envelope") {
    const { payloadType, payload } = found;
    checkSubject(payloadType, payload, "bytes" in artifact ? digestOf(artifact.bytes, "sha256") : artifact.digest);
    return { bytes: preAuthEncoding(payloadType, payload), payload, signature, claims };
  }
  if (!("bytes" in artifact))
    throw new SignatureRejected("unsupported-content", "the bundle signs the artifact itself, not its digest");
  const { bytes } = artifact;
  if (!createHash(found.hash.algorithm).update(bytes).digest().equals(found.hash.digest))
    throw new SignatureRejected("other-digest", "the bundle names another message than the artifact");
  return { bytes, payload: bytes, signature, claims };
}

function checkSubject(payloadType: string, payload: Buffer, digest: Digest): void {
  if (payloadType !== IN_TOTO_PAYLOAD_TYPE)
    throw new SignatureRejected("not-a-signature", "the envelope holds no in-toto statement");
  const { subject } = parseStrictJson(payload, { bytes: MAX_BUNDLE_BYTES }) as {
    subject?: readonly { digest?: { sha256?: string } }[];
  };
  if (subject?.some((one) => one.digest?.sha256 === digestHex(digest)) !== true)
    throw new SignatureRejected("other-digest", "the statement is about another artifact");
}
