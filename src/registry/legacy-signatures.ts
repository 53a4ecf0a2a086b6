import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import type { Candidate, Problem } from "./candidates.ts";
import type { Manifest } from "./manifest.ts";
import { SIMPLE_SIGNING } from "./media-types.ts";
import type { Session } from "./session.ts";
import { layersOf, taggedLayers, type ReadLayer, type TaggedKind } from "./tagged-layers.ts";

const SIGNATURE = "dev.cosignproject.cosign/signature";
const SIGNATURES: TaggedKind = { suffix: "sig", mediaType: SIMPLE_SIGNING, name: "signatures" };

/**
 * The signatures under cosign's tag `sha256-<hex>.sig`: one manifest, each layer a payload, its signature in an
 * annotation (cosign, SIGNATURE_SPEC.md). Ends without yielding where there is no such tag.
 */
export function legacySignatures(session: Session, subject: Digest): AsyncGenerator<Candidate | Problem> {
  return taggedLayers(session, subject, SIGNATURES, signatureReader(session));
}

/** The signatures that such a manifest holds, each with its payload. */
export function signaturesOf(
  session: Session,
  manifest: Manifest,
  read: ReadLayer<Candidate> = signatureReader(session),
): AsyncGenerator<Candidate | Problem> {
  return layersOf(session, SIGNATURES, manifest, read);
}

/** Several keys sign one payload where it is the same; it is fetched once for all that this reads. */
export function signatureReader(session: Session): ReadLayer<Candidate> {
  const payloads = new Map<string, Promise<Uint8Array>>();
  return (layer, { digest: manifest }) => {
    const signature = layer.annotations[SIGNATURE];
    if (signature === undefined) return undefined;
    // A wrong size beside a digest spoils no other layer with it.
    const key = `${layer.digest} ${layer.size}`;
    const fetched = payloads.get(key) ?? fetchBlob(session, layer, session.limits.payloadBytes);
    payloads.set(key, fetched);
    const { annotations, digest } = layer;
    return fetched.then(
      (payload) => ({ kind: "legacy", payload, signature, annotations, manifest, layer: digest }) as const,
    );
  };
}
