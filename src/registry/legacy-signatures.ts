import { digestAlgorithm, digestHex, type Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import { orNone, problemOf, type Candidate, type Problem } from "./candidates.ts";
import type { Descriptor } from "./descriptor.ts";
import { RegistryError } from "./errors.ts";
import { fetchManifest, type Manifest } from "./manifest.ts";
import { SIMPLE_SIGNING } from "./media-types.ts";
import type { Session } from "./session.ts";

const SIGNATURE = "dev.cosignproject.cosign/signature";

/**
 * The signatures under cosign's tag `sha256-<hex>.sig`: one manifest, each layer a payload, its signature in an
 * annotation (cosign, SIGNATURE_SPEC.md). Ends without yielding where there is no such tag.
 */
export async function* legacySignatures(session: Session, subject: Digest): AsyncGenerator<Candidate | Problem> {
  // cosign makes no such tag for other algorithms.
  if (digestAlgorithm(subject) !== "sha256") return;
  try {
    const manifest = await orNone(fetchManifest(session, `sha256-${digestHex(subject)}.sig`));
    if (manifest !== undefined) yield* signaturesOf(session, manifest);
  } catch (error) {
    yield problemOf(error);
  }
}

/** The signatures that a manifest holds, each with its payload. */
export async function* signaturesOf(session: Session, manifest: Manifest): AsyncGenerator<Candidate | Problem> {
  const { endpoint, budget, limits } = session;
  if (manifest.kind === "index") {
    throw new RegistryError("unsupported-manifest", `The signatures in ${endpoint.name} are an index, not a manifest.`);
  }
  const layers = manifest.descriptors.filter(({ mediaType }) => mediaType === SIMPLE_SIGNING);
  const payloads = new Map<Digest, Promise<Uint8Array>>();
  for (const layer of layers.slice(0, limits.signatureLayers)) {
    const signature = layer.annotations[SIGNATURE];
    if (signature === undefined) continue;
    // Several keys sign one payload where it is the same; it is fetched once.
    const payload = payloads.get(layer.digest) ?? fetchBlob(session, layer, limits.payloadBytes);
    payloads.set(layer.digest, payload);
    yield await candidateOf(manifest, layer, signature, payload);
    if (budget.spent) return;
  }
  if (layers.length <= limits.signatureLayers) return;
  const counts = `${layers.length} signatures on one digest; at most ${limits.signatureLayers} are read`;
  throw new RegistryError("too-many", `${endpoint.name} has ${counts}.`);
}

async function candidateOf(
  { digest: manifest }: Manifest,
  { digest: layer }: Descriptor,
  signature: string,
  payload: Promise<Uint8Array>,
): Promise<Candidate | Problem> {
  try {
    return { kind: "legacy", payload: await payload, signature, manifest, layer };
  } catch (error) {
    return problemOf(error);
  }
}
