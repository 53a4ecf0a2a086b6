import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import { problemOf, type Attestation, type Candidate, type Problem } from "./candidates.ts";
import { attestationsOf } from "./legacy-attestations.ts";
import { signaturesOf, signatureReader } from "./legacy-signatures.ts";
import { obtainManifest, type Expected, type Manifest } from "./manifest.ts";
import { isBundle } from "./media-types.ts";
import type { Session } from "./session.ts";
import type { Sought } from "./sought.ts";

type Found = Candidate | Attestation | Problem;

/**
 * Reads what refers to a digest: what kind of evidence it is, if any, its manifest says, and not the list that names it.
 * Nothing comes of a manifest that refers to another digest.
 */
export function referrerReader(session: Session, subject: Digest, sought: Sought) {
  const { bundleBytes, attestationBytes } = session.limits;
  const readSignature = signatureReader(session);
  return async function* (referrer: Expected): AsyncGenerator<Found> {
    try {
      const manifest = await obtainReferrer(session, subject, referrer);
      if (manifest === undefined) return;
      const bundle = await bundleOf(session, manifest, sought ? attestationBytes : bundleBytes);
      if (bundle !== undefined) yield bundle;
      yield* signaturesOf(session, manifest, readSignature);
      if (sought !== undefined) yield* attestationsOf(session, manifest, sought);
    } catch (error) {
      yield problemOf(error);
    }
  };
}

/** Undefined where it is an index, or refers to another digest. @throws RegistryError */
export async function obtainReferrer(
  session: Session,
  subject: Digest,
  referrer: Expected,
): Promise<Manifest | undefined> {
  const manifest = await obtainManifest(session, referrer);
  // A fallback tag holds half of a sha512 digest, so two images may share one. Without a subject the evidence decides.
  return manifest.kind === "image" && (manifest.subject ?? subject) === subject ? manifest : undefined;
}

/** The bundle of a manifest that holds one and nothing else. @throws RegistryError */
export async function bundleOf(
  session: Session,
  { digest: manifest, descriptors }: Manifest,
  maxBytes: number,
): Promise<Extract<Candidate, { kind: "bundle" }> | undefined> {
  const [layer, ...others] = descriptors;
  if (layer === undefined || others.length > 0 || !isBundle(layer.mediaType)) return undefined;
  const bundle = await fetchBlob(session, layer, maxBytes);
  return { kind: "bundle", bundle, manifest, layer: layer.digest };
}
