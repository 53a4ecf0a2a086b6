import type { ImageReference, Repository } from "./parse.ts";

/** The canonical, full form, which reads back as the same reference: `docker.io/library/nginx:1.29@sha256:…`. */
export function formatImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${formatRepository(reference)}${tag}${digest}`;
}

/** `registry/repository`, what a policy's `match` is compared with. */
export function formatRepository(repository: Repository): string {
  return `${repository.registry}/${repository.repository}`;
}
