import { checkText } from "./characters.ts";
import { readDigest } from "./digest.ts";
import { InvalidImageReference } from "./errors.ts";
import type { ReferenceReason, Refuse } from "./errors.ts";
import type { ImageReference } from "./image-reference.ts";
import { quote, quotePart } from "./printable.ts";
import { DOCKER_HUB, readRegistryHost, readsAsHost } from "./registry-host.ts";
import type { RegistryHost } from "./registry-host.ts";
import { readRepositoryName } from "./repository-name.ts";
import { readTag } from "./tag.ts";

const ALGORITHM_NAMES: ReadonlySet<string> = new Set(["sha1", "sha224", "sha256", "sha384", "sha512", "blake3", "md5"]);

/**
 * Reads an image reference: `[host[:port]/]path[:tag][@digest]`, the grammar of distribution/reference, normalised as
 * Docker does (`nginx` is `docker.io/library/nginx`). What runtimes read differently is refused.
 *
 * @throws InvalidImageReference with the reason, and a message that is safe to print
 */
export function parseImageReference(text: string): ImageReference {
  const refuse = refusal(text, "an image reference");
  checkText(text, refuse);
  const [name, digestText] = cut(text, "@");
  if (digestText?.includes("@")) refuse("several-digests", "it has more than one at sign; one digest ends a reference");
  const digest = digestText === undefined ? undefined : readDigest(digestText, refuse);
  const [host, rest] = splitHost(name);
  if (host === undefined) refuseBareHash(rest, refuse);
  const registry = host === undefined ? DOCKER_HUB : readRegistryHost(host, refuse);
  const [path, tagText] = cut(rest, ":");
  const repository = readRepositoryName(path, registry, refuse);
  const tag = tagText === undefined ? undefined : readTag(tagText, refuse);
  return { registry, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/**
 * Reads the host of a registry as it stands before the first slash of a reference, normalised alike.
 *
 * @throws InvalidImageReference where a reference that begins so would not name this host
 */
export function parseRegistryHost(text: string): RegistryHost {
  const refuse = refusal(text, "a registry host");
  checkText(text, refuse);
  if (/[/@]/.test(text)) refuse("registry-host", "a host ends before the first slash; write host or host:port");
  if (!readsAsHost(text)) refuse("registry-host", "a reference would read it as a Docker Hub namespace; add a port");
  return readRegistryHost(text, refuse);
}

function refusal(text: string, what: string): Refuse<ReferenceReason> {
  return (reason, problem) => {
    throw new InvalidImageReference(reason, `${quote(text)} is not ${what}: ${problem}`);
  };
}

function splitHost(name: string): [host: string | undefined, rest: string] {
  const [segment, rest] = cut(name, "/");
  return rest !== undefined && readsAsHost(segment) ? [segment, rest] : [undefined, name];
}

/** `sha256:<hex>` alone would read as the tag of a Docker Hub repository called sha256, and an image ID as a repository. */
function refuseBareHash(name: string, refuse: Refuse<ReferenceReason>): void {
  const [path, tag] = cut(name, ":");
  if (tag !== undefined && ALGORITHM_NAMES.has(path.toLowerCase())) {
    refuse("bare-digest", `${quotePart(path)} names a digest's algorithm; put the repository and an at sign before it`);
  }
  if (/^[0-9a-f]{64}$/i.test(path)) {
    refuse("bare-identifier", "64 hex digits are an image ID; write repository, at sign, sha256: and the digits");
  }
}

function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
