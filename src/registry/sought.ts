import type { Descriptor } from "./descriptor.ts";
import { ATTESTATION_ARTIFACT, BUNDLE_ARTIFACT, looksLikeBundle, SIGNATURE_ARTIFACT } from "./media-types.ts";

/** The types of attestations that are of use; empty: of whatever type. Only what is looked at first depends on them. */
export type PredicateTypes = readonly string[];

/** What a search is for beside signatures: attestations of these types, or undefined: none at all. */
export type Sought = PredicateTypes | undefined;

/** Annotations by which cosign and GitHub tell what is in a bundle or an envelope: nobody's word, good enough for an order. */
const BUNDLE_HINT = "dev.sigstore.bundle.predicateType";
const ENVELOPE_HINT = "predicateType";
const CREATED = "org.opencontainers.image.created";

/** The type of a statement that is a signature (cosign, BUNDLE_SPEC.md). */
const SIGNATURE_TYPE = "https://sigstore.dev/cosign/sign/v1";

/** The types of artifacts by which a list that does not end is filtered. */
export function artifactTypes(sought: Sought): readonly string[] {
  const signatures = [BUNDLE_ARTIFACT, SIGNATURE_ARTIFACT];
  return sought === undefined ? signatures : [...signatures, ATTESTATION_ARTIFACT];
}

/** Whether an entry of a list does look like what is sought. The list is not authenticated: this decides an order, no more. */
export function isLikely(entry: Descriptor, sought: Sought): boolean {
  return likelihood(entry, sought) === LIKELY;
}

/** The likely ones first, then bundles that seem to be about something else; of those alike the newest first, where told. */
export function byLikelihood(entries: readonly Descriptor[], sought: Sought): readonly Descriptor[] {
  const order = (a: Descriptor, b: Descriptor) =>
    likelihood(b, sought) - likelihood(a, sought) || createdOf(b).localeCompare(createdOf(a), "en");
  return [...entries].sort(order);
}

const LIKELY = 2;

function likelihood({ artifactType, annotations }: Descriptor, sought: Sought): number {
  if (artifactType === SIGNATURE_ARTIFACT) return LIKELY;
  if (artifactType === ATTESTATION_ARTIFACT) return sought === undefined ? 0 : LIKELY;
  if (!looksLikeBundle(artifactType)) return 0;
  const hint = annotations[BUNDLE_HINT];
  return hint === SIGNATURE_TYPE || isAbout(hint, sought ?? [SIGNATURE_TYPE]) ? LIKELY : 1;
}

/** An RFC 3339 date, which sorts as text where all are in UTC, as they are written; anything else is the same as none. */
function createdOf({ annotations }: Descriptor): string {
  const created = annotations[CREATED] ?? "";
  return /^\d{4}-\d\d-\d\dT[\d:.]{8,18}Z$/.test(created) ? created : "";
}

/** Layers with envelopes, those that may be of the sought types first, and the newest first: who attests appends a layer. */
export function envelopesByLikelihood(layers: readonly Descriptor[], types: PredicateTypes): readonly Descriptor[] {
  const isWanted = ({ annotations }: Descriptor) => isAbout(annotations[ENVELOPE_HINT], types);
  const newest = layers.toReversed();
  return [...newest.filter(isWanted), ...newest.filter((layer) => !isWanted(layer))];
}

function isAbout(hint: string | undefined, types: PredicateTypes): boolean {
  return hint === undefined || types.length === 0 || types.includes(hint);
}
