import type { Digest } from "../reference/index.ts";
import { problemOf, type Attestation, type Candidate, type Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { attestationsOf } from "./legacy-attestations.ts";
import { signaturesOf } from "./legacy-signatures.ts";
import { keptManifest, type Manifest } from "./manifest.ts";
import type { EvidencePointer } from "./pointers.ts";
import { bundleOf, obtainReferrer } from "./referrer.ts";
import type { Session } from "./session.ts";

type Found = Candidate | Attestation | Problem;

/**
 * The evidence that these pointers lead to, from the byte cache alone, through the same checks as what a registry sends.
 * Nothing where the subject's own bytes are not there. Ending early or with problems means nothing: they may support an
 * acceptance, no more. What is wrong with one of them hides no other.
 *
 * @throws RegistryError where the subject's own bytes are not what they should be
 */
export async function* recalled(
  session: Session,
  subject: Digest,
  pointers: readonly EvidencePointer[],
): AsyncGenerator<Found> {
  const local = withoutNetwork(session);
  const image = await keptManifest(local, { digest: subject });
  if (image === undefined) return;
  for (const pointer of pointers) yield* read(local, image, pointer);
}

async function* read(session: Session, image: Manifest, pointer: EvidencePointer): AsyncGenerator<Found> {
  try {
    yield* evidenceAt(session, image, pointer);
  } catch (error) {
    yield problemOf(error);
  }
}

async function* evidenceAt(
  session: Session,
  image: Manifest,
  { kind, manifest: digest }: EvidencePointer,
): AsyncGenerator<Found> {
  if (kind === "bundle") {
    const bundle = await bundleAt(session, image, digest).catch(problemOf);
    if (bundle !== undefined) yield bundle;
    return;
  }
  const manifest = await keptManifest(session, { digest });
  if (manifest !== undefined)
    yield* kind === "legacy" ? signaturesOf(session, manifest) : attestationsOf(session, manifest, []);
}

async function bundleAt(session: Session, image: Manifest, digest: Digest): Promise<Candidate | undefined> {
  const manifest = await obtainReferrer(session, image.digest, { digest });
  const bundle = manifest && (await bundleOf(session, manifest, session.limits.attestationBytes));
  return bundle && { ...bundle, image: image.bytes };
}

function withoutNetwork(session: Session): Session {
  const get = () => Promise.reject(new RegistryError("not-found", "The bytes are not in the cache."));
  return { ...session, get };
}
