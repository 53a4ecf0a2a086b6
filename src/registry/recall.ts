import type { Digest } from "../reference/index.ts";
import { fetchBundle } from "./bundle-search.ts";
import type { Candidate, Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { signaturesOf } from "./legacy-signatures.ts";
import { keptManifest, type Manifest } from "./manifest.ts";
import type { EvidencePointer } from "./pointers.ts";
import type { Session } from "./session.ts";

/**
 * The signatures that these pointers lead to, from the byte cache alone, through the same checks as those that a registry
 * sends. Nothing where the subject's own bytes are not there. Ending early or with problems means nothing: they may
 * support an acceptance, no more.
 *
 * @throws RegistryError where kept bytes are not what they should be
 */
export async function* recalled(
  session: Session,
  subject: Digest,
  pointers: readonly EvidencePointer[],
): AsyncGenerator<Candidate | Problem> {
  const local = withoutNetwork(session);
  const image = await keptManifest(local, { digest: subject });
  if (image === undefined) return;
  for (const pointer of pointers) yield* evidenceAt(local, image, pointer);
}

async function* evidenceAt(
  session: Session,
  image: Manifest,
  { kind, manifest: digest }: EvidencePointer,
): AsyncGenerator<Candidate | Problem> {
  if (kind === "bundle") {
    const bundle = await fetchBundle(session, image.digest, { digest });
    if (bundle !== undefined) yield bundle.kind === "bundle" ? { ...bundle, image: image.bytes } : bundle;
    return;
  }
  const manifest = await keptManifest(session, { digest });
  if (manifest !== undefined) yield* signaturesOf(session, manifest);
}

function withoutNetwork(session: Session): Session {
  const get = () => Promise.reject(new RegistryError("not-found", "The bytes are not in the cache."));
  return { ...session, get };
}
