import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import type { Candidate, Problem } from "./candidates.ts";
import { SIMPLE_SIGNING } from "./media-types.ts";
import type { Session } from "./session.ts";
import { taggedLayers, type TaggedKind } from "./tagged-layers.ts";

const SIGNATURE = "dev.cosignproject.cosign/signature";
const SIGNATURES: TaggedKind = { suffix: "sig", mediaType: SIMPLE_SIGNING, name: "signatures" };

/**
 * The signatures under cosign's tag `sha256-<hex>.sig`: one manifest, each layer a payload, its signature in an
 * annotation (cosign, SIGNATURE_SPEC.md). Ends without yielding where there is no such tag.
 */
export async function* legacySignatures(session: Session, subject: Digest): AsyncGenerator<Candidate | Problem> {
  const payloads = new Map<Digest, Promise<Uint8Array>>();
  yield* taggedLayers(session, subject, SIGNATURES, (layer, { digest: manifest }) => {
    const signature = layer.annotations[SIGNATURE];
    if (signature === undefined) return undefined;
    // Several keys sign one payload where it is the same; it is fetched once.
    const fetched = payloads.get(layer.digest) ?? fetchBlob(session, layer, session.limits.payloadBytes);
    payloads.set(layer.digest, fetched);
    return fetched.then((payload) => ({ kind: "legacy", payload, signature, manifest, layer: layer.digest }) as const);
  });
}
