import { digestAlgorithm, digestHex, type Digest, type Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import { isProblem, orNone, orProblem, type Candidate, type Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { MAX_PAYLOAD, MAX_SIGNATURES } from "./limits.ts";
import type { Descriptor, Manifest } from "./manifest.ts";
import { SIGNATURE_ANNOTATION, SIMPLE_SIGNING } from "./media-types.ts";
import type { RepositoryClient } from "./repository-client.ts";

/** The signatures that cosign keeps under the tag `sha256-<hex>.sig`: one manifest, one layer a signature (cosign SIGNATURE_SPEC). */
export async function* legacySignatures(
  client: RepositoryClient,
  repository: Repository,
  subject: Digest,
  budget: Budget,
): AsyncGenerator<Candidate | Problem> {
  // cosign has no such tag for other algorithms.
  if (digestAlgorithm(subject) !== "sha256") return;
  const tag = `sha256-${digestHex(subject)}.sig`;
  const manifest = await orProblem(() => orNone(() => client.manifest(repository, tag, undefined, budget)));
  if (manifest === undefined) return;
  if (isProblem(manifest)) {
    yield manifest;
    return;
  }
  const layers =
    manifest.kind === "image" ? manifest.descriptors.filter(({ mediaType }) => mediaType === SIMPLE_SIGNING) : [];
  for (const layer of layers.slice(0, MAX_SIGNATURES)) {
    yield await orProblem(() => candidate(client, repository, manifest, layer, budget));
  }
  if (layers.length > MAX_SIGNATURES) yield tooMany(repository, layers.length);
}

async function candidate(
  client: RepositoryClient,
  repository: Repository,
  { digest: manifest }: Manifest,
  layer: Descriptor,
  budget: Budget,
): Promise<Candidate> {
  const payload = await client.blob(repository, layer, MAX_PAYLOAD, budget);
  return {
    kind: "legacy",
    payload,
    signature: layer.annotations?.[SIGNATURE_ANNOTATION] ?? "",
    manifest,
    layer: layer.digest,
  };
}

function tooMany({ registry }: Repository, count: number): Problem {
  const message = `${registry} holds ${count} signatures for one digest; only ${MAX_SIGNATURES} are looked at.`;
  return { kind: "problem", error: new RegistryError("too-many", message) };
}
