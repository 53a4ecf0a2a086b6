import { digestAlgorithm, digestHex, type Digest, type Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import { isProblem, orNone, orProblem, type Candidate, type Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { MAX_BUNDLE, MAX_REFERRERS } from "./limits.ts";
import type { Descriptor } from "./manifest.ts";
import { BUNDLE_TYPES } from "./media-types.ts";
import { referrersPages } from "./referrers-api.ts";
import type { RepositoryClient } from "./repository-client.ts";

/**
 * The sigstore bundles that refer to a digest: first those of the referrers API, then those of the fallback tag
 * (distribution-spec 1.1). Both are read, because either may be stale, and each bundle is judged on its own.
 */
export async function* bundles(
  client: RepositoryClient,
  repository: Repository,
  subject: Digest,
  budget: Budget,
): AsyncGenerator<Candidate | Problem> {
  const seen = new Set<Digest>();
  const listed = await orProblem(() => referrersPages(client, repository, subject, budget));
  if (isProblem(listed)) yield listed;
  else yield* candidates(client, repository, subject, unseen(listed.descriptors, seen), budget);
  const tagged = await orProblem(() => fallbackTag(client, repository, subject, budget));
  if (isProblem(tagged)) yield tagged;
  else yield* candidates(client, repository, subject, unseen(tagged, seen), budget);
  // Only now: what a broken API hid may have stood under the tag.
  if (!isProblem(listed) && listed.problem !== undefined) yield { kind: "problem", error: listed.problem };
}

async function fallbackTag(client: RepositoryClient, repository: Repository, subject: Digest, budget: Budget) {
  const tag = `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
  const manifest = await orNone(() => client.manifest(repository, tag, undefined, budget));
  return manifest?.kind === "index" ? manifest.descriptors : [];
}

function unseen(descriptors: readonly Descriptor[], seen: Set<Digest>): Descriptor[] {
  const fresh = descriptors.filter(({ digest }) => !seen.has(digest));
  fresh.forEach(({ digest }) => seen.add(digest));
  return fresh;
}

async function* candidates(
  client: RepositoryClient,
  repository: Repository,
  subject: Digest,
  descriptors: readonly Descriptor[],
  budget: Budget,
): AsyncGenerator<Candidate | Problem> {
  // The list's artifactType is a hint that some registries get wrong, so it orders and never excludes: junk must not starve a bundle.
  const ordered = [...descriptors].sort((a, b) => Number(isLikely(b)) - Number(isLikely(a)));
  for (const descriptor of ordered.slice(0, MAX_REFERRERS)) {
    const found = await orProblem(() => bundleOf(client, repository, subject, descriptor, budget));
    if (found !== undefined) yield found;
  }
  if (ordered.length > MAX_REFERRERS) yield tooMany(repository, ordered.length);
}

function isLikely({ artifactType = "" }: Descriptor): boolean {
  return artifactType.startsWith("application/vnd.dev.sigstore.bundle");
}

/** A referrer that is a bundle, or nothing where it is something else, or belongs to another digest. */
async function bundleOf(
  client: RepositoryClient,
  repository: Repository,
  subject: Digest,
  { digest }: Descriptor,
  budget: Budget,
): Promise<Candidate | undefined> {
  const manifest = await client.manifest(repository, digest, digest, budget);
  const [layer, ...others] = manifest.kind === "image" ? manifest.descriptors : [];
  // A sha512 digest is cut off in the fallback tag, so that two may share one: the full subject tells them apart.
  if (manifest.subject !== undefined && manifest.subject !== subject) return undefined;
  if (layer === undefined || others.length > 0 || !BUNDLE_TYPES.includes(layer.mediaType)) return undefined;
  return {
    kind: "bundle",
    bundle: await client.blob(repository, layer, MAX_BUNDLE, budget),
    manifest: digest,
    layer: layer.digest,
  };
}

function tooMany({ registry }: Repository, count: number): Problem {
  const message = `${registry} lists ${count} referrers of one digest; only ${MAX_REFERRERS} are looked at.`;
  return { kind: "problem", error: new RegistryError("too-many", message) };
}
