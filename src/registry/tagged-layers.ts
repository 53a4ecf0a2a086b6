import { digestAlgorithm, digestHex, type Digest } from "../reference/index.ts";
import { orNone, problemOf, type Problem } from "./candidates.ts";
import type { Descriptor } from "./descriptor.ts";
import { RegistryError } from "./errors.ts";
import { fetchManifest, type Manifest } from "./manifest.ts";
import type { Session } from "./session.ts";

/** Something that cosign keeps under a tag made of the subject's digest: one manifest, a layer for each. */
export interface TaggedKind {
  readonly suffix: "sig" | "att";
  readonly mediaType: string;
  /** In which order its layers are read; as they are listed where it is left out. */
  readonly order?: (layers: readonly Descriptor[]) => readonly Descriptor[];
  /** In the plural, for messages. */
  readonly name: string;
}

export type ReadLayer<T> = (layer: Descriptor, manifest: Manifest) => Promise<T> | undefined;

/** The layers of this kind, read one after the other; those for which there is nothing to read are passed over. */
export async function* taggedLayers<T>(
  session: Session,
  subject: Digest,
  kind: TaggedKind,
  read: ReadLayer<T>,
): AsyncGenerator<T | Problem> {
  // cosign makes no such tag for other algorithms.
  if (digestAlgorithm(subject) !== "sha256") return;
  try {
    const manifest = await orNone(fetchManifest(session, `sha256-${digestHex(subject)}.${kind.suffix}`));
    if (manifest !== undefined) yield* layersOf(session, kind, manifest, read);
  } catch (error) {
    yield problemOf(error);
  }
}

/** The layers of this kind in one manifest. */
export async function* layersOf<T>(
  { endpoint, budget, limits }: Session,
  kind: TaggedKind,
  manifest: Manifest,
  read: ReadLayer<T>,
): AsyncGenerator<T | Problem> {
  const { name } = kind;
  if (manifest.kind === "index") {
    throw new RegistryError("unsupported-manifest", `The ${name} in ${endpoint.name} are an index, not a manifest.`);
  }
  const layers = manifest.descriptors.filter(({ mediaType }) => mediaType === kind.mediaType);
  const ordered = kind.order?.(layers) ?? layers;
  for (const layer of ordered.slice(0, limits.signatureLayers)) {
    const reading = read(layer, manifest);
    if (reading === undefined) continue;
    yield await reading.catch(problemOf);
    if (budget.spent) return;
  }
  if (layers.length <= limits.signatureLayers) return;
  const counts = `${layers.length} ${name} on one digest; at most ${limits.signatureLayers} are read`;
  throw new RegistryError("too-many", `${endpoint.name} has ${counts}.`);
}
