import { parseDigest } from "./digest.ts";
import { InvalidImageReference, type ReferenceReason } from "./errors.ts";
import type { ImageReference, Repository } from "./image-reference.ts";
import { printable } from "./printable.ts";
import { looksLikeRegistry, parseRegistryHost, type RegistryHost } from "./registry-host.ts";
import { parseRepositoryName } from "./repository-name.ts";
import { parseTag } from "./tag.ts";

/** Longer than any host, repository, tag and sha512 digest together. */
const MAX_LENGTH = 800;
const DOCKER_HUB = "docker.io" as RegistryHost;

/**
 * Parses `name[:tag][@digest]` (grammar of distribution/reference), normalised as Docker does: no registry means
 * docker.io, one component there means library/. Throws InvalidImageReference for everything else.
 */
export function parseImageReference(text: string): ImageReference {
  refuseLookAlikes(text);
  const at = text.indexOf("@");
  const [nameAndTag, digestText] = at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
  const { name, tag } = splitTag(nameAndTag);
  if (tag !== undefined && name === "sha256" && /^[0-9a-f]{64}$/i.test(tag)) throw bareDigest(text);
  const repository = parseName(name);
  return {
    ...repository,
    ...(tag === undefined ? {} : { tag: parseTag(tag) }),
    ...(digestText === undefined ? {} : { digest: parseDigest(digestText) }),
  };
}

/** Texts that other parsers are known to misread, each with its own reason; the order makes the most telling one win. */
function refuseLookAlikes(text: string): void {
  const refusals: readonly (readonly [boolean, ReferenceReason, string])[] = [
    [text === "", "empty", "is empty"],
    [text.length > MAX_LENGTH, "too-long", `is longer than ${MAX_LENGTH} characters`],
    [/\s/u.test(text), "whitespace", "contains white space"],
    [/[^\x21-\x7e]/u.test(text), "not-ascii", "contains characters outside ASCII, which can look like others"],
    [/^[a-z][a-z0-9+.-]*:\/\//i.test(text), "scheme", "starts with a scheme; leave it out"],
    [
      /^[^/@]+@(?!sha\d+:)[^/]+\//.test(text),
      "userinfo",
      "carries credentials or something like them before the host; log in instead",
    ],
    [/^sha\d+:[0-9a-f]+$/i.test(text) && text.length > 70, "bare-digest", "is a digest without a repository"],
    [text.indexOf("@") !== text.lastIndexOf("@"), "repeated-digest", "contains more than one @"],
    [/[^A-Za-z0-9._:/@[\]+-]/.test(text), "unexpected-character", "contains a character that no image reference has"],
  ];
  const refusal = refusals.find(([applies]) => applies);
  if (refusal !== undefined) throw new InvalidImageReference(refusal[1], `"${printable(text)}" ${refusal[2]}.`);
}

/** A colon belongs to the tag only after the last slash: before it, it is a registry's port. */
function splitTag(text: string): { name: string; tag?: string } {
  const colon = text.indexOf(":", text.lastIndexOf("/") + 1);
  return colon === -1 ? { name: text } : { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

function parseName(name: string): Repository {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  if (slash === -1 || !looksLikeRegistry(first)) return onDockerHub(name);
  const registry = parseRegistryHost(first);
  const path = name.slice(slash + 1);
  return registry === DOCKER_HUB ? onDockerHub(path) : { registry, repository: parseRepositoryName(path) };
}

function onDockerHub(path: string): Repository {
  if (/^[0-9a-f]{64}$/.test(path)) {
    const message = `"${path}" is 64 hex digits, which runtimes take for an image identifier, not for a name.`;
    throw new InvalidImageReference("hex-repository", message);
  }
  const repository = parseRepositoryName(path.includes("/") ? path : `library/${path}`);
  return { registry: DOCKER_HUB, repository };
}

function bareDigest(text: string): InvalidImageReference {
  return new InvalidImageReference("bare-digest", `"${printable(text)}" is a digest without a repository.`);
}
