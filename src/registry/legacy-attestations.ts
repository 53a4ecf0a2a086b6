import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import type { Attestation, Problem } from "./candidates.ts";
import { DSSE_ENVELOPE } from "./media-types.ts";
import type { Manifest } from "./manifest.ts";
import type { Session } from "./session.ts";
import { envelopesByLikelihood, type PredicateTypes } from "./sought.ts";
import { layersOf, taggedLayers, type ReadLayer, type TaggedKind } from "./tagged-layers.ts";

/**
 * The attestations under cosign's tag `sha256-<hex>.att`: one manifest, each layer a DSSE envelope, its log entry and
 * certificate in annotations.
 */
export function legacyAttestations(
  session: Session,
  subject: Digest,
  sought: PredicateTypes,
): AsyncGenerator<Attestation | Problem> {
  return taggedLayers(session, subject, kindOf(sought), attestationReader(session));
}

/** The attestations that such a manifest holds. */
export function attestationsOf(
  session: Session,
  manifest: Manifest,
  sought: PredicateTypes,
): AsyncGenerator<Attestation | Problem> {
  return layersOf(session, kindOf(sought), manifest, attestationReader(session));
}

function kindOf(sought: PredicateTypes): TaggedKind {
  const order: TaggedKind["order"] = (layers) => envelopesByLikelihood(layers, sought);
  return { suffix: "att", mediaType: DSSE_ENVELOPE, name: "attestations", order };
}

function attestationReader(session: Session): ReadLayer<Attestation> {
  return async (layer, { digest: manifest }) => {
    const envelope = await fetchBlob(session, layer, session.limits.attestationBytes);
    return { kind: "attestation", envelope, annotations: layer.annotations, manifest, layer: layer.digest };
  };
}
