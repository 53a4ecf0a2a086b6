import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import type { Attestation, Problem } from "./candidates.ts";
import { DSSE_ENVELOPE } from "./media-types.ts";
import type { Session } from "./session.ts";
import { taggedLayers, type TaggedKind } from "./tagged-layers.ts";

const ATTESTATIONS: TaggedKind = { suffix: "att", mediaType: DSSE_ENVELOPE, name: "attestations" };

/**
 * The attestations under cosign's tag `sha256-<hex>.att`: one manifest, each layer a DSSE envelope, its log entry and
 * certificate in annotations.
 */
export function legacyAttestations(session: Session, subject: Digest): AsyncGenerator<Attestation | Problem> {
  return taggedLayers(session, subject, ATTESTATIONS, async (layer, { digest: manifest }) => {
    const envelope = await fetchBlob(session, layer, session.limits.bundleBytes);
    return { kind: "attestation", envelope, annotations: layer.annotations, manifest, layer: layer.digest } as const;
  });
}
