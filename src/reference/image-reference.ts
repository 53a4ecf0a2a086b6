import type { Digest } from "./digest.ts";
import type { RegistryHost } from "./registry-host.ts";
import type { RepositoryName } from "./repository-name.ts";
import type { Tag } from "./tag.ts";

/** A repository in a registry. */
export interface Repository {
  readonly registry: RegistryHost;
  readonly repository: RepositoryName;
}

/** A parsed and normalised image reference. Where both are there the digest decides and the tag is for people. */
export interface ImageReference extends Repository {
  readonly tag?: Tag;
  readonly digest?: Digest;
}

/** `registry/repository`. */
export function formatRepository({ registry, repository }: Repository): string {
  return `${registry}/${repository}`;
}

/** The whole reference in its one canonical spelling: `docker.io/library/nginx:1.29@sha256:…`. */
export function formatImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${formatRepository(reference)}${tag}${digest}`;
}
