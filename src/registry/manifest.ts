import { digestAlgorithm, digestOf, type Digest } from "../reference/index.ts";
import { readDescriptor, type Descriptor } from "./descriptor.ts";
import { manifestType, readDocument, type ManifestDocument } from "./document.ts";
import { apiUrl } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import { ACCEPTED_MANIFESTS } from "./media-types.ts";
import { platformsOf } from "./platforms.ts";
import type { Session } from "./session.ts";
import { statusError } from "./status.ts";

/** A manifest whose bytes hash to its digest. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly kind: "index" | "image";
  /** `os/architecture[/variant]` of an index's images; empty for a single image, whose platform stands in its config. */
  readonly platforms: readonly string[];
  /** An index's manifests or an image's layers. */
  readonly descriptors: readonly Descriptor[];
  /** The digest that a signature or attestation says it belongs to (image-spec, "subject"). */
  readonly subject?: Digest;
}

/** What a manifest is asked to be; without it, it is asked for by tag and named by its bytes. */
export type Expected = Pick<Descriptor, "digest"> & Partial<Pick<Descriptor, "size">>;

export interface FetchedDocument {
  readonly name: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  readonly document: ManifestDocument;
}

/** @throws RegistryError */
export async function fetchManifest(session: Session, reference: string, expected?: Expected): Promise<Manifest> {
  const manifest = readManifest(await fetchDocument(session, reference, expected), session.limits.indexChildren);
  session.bytes.put(manifest.digest, manifest.bytes);
  return manifest;
}

/**
 * The manifest of a digest as the byte cache has it, else as the registry does. Not for an image itself: that its bytes
 * are known does not mean that the registry still has it.
 *
 * @throws RegistryError
 */
export async function obtainManifest(session: Session, expected: Expected): Promise<Manifest> {
  return (await keptManifest(session, expected)) ?? fetchManifest(session, expected.digest, expected);
}

/** The manifest of a digest from the byte cache alone. @throws RegistryError where the kept bytes are not what was expected */
export async function keptManifest(session: Session, expected: Expected): Promise<Manifest | undefined> {
  const { endpoint, limits } = session;
  const bytes = await session.bytes.get(expected.digest, limits.manifestBytes);
  if (bytes === undefined) return undefined;
  const name = `${endpoint.name}@${expected.digest}`;
  const digest = hash(bytes, expected, name);
  return readManifest({ name, digest, bytes, document: readDocument(bytes, undefined, name) }, limits.indexChildren);
}

/**
 * GET /v2/<name>/manifests/<reference> (distribution-spec 1.1). Every byte is hashed here; Docker-Content-Digest and
 * HEAD prove nothing (CVE-2023-47630, CVE-2023-33959).
 */
export async function fetchDocument(
  session: Session,
  reference: string,
  expected?: Expected,
): Promise<FetchedDocument> {
  const { endpoint, limits } = session;
  const name = `${endpoint.name}${expected === undefined ? ":" : "@"}${reference}`;
  const answer = await session.get(apiUrl(endpoint, "manifests", reference), ACCEPTED_MANIFESTS, limits.manifestBytes);
  if (answer.status !== 200) throw statusError(answer, name);
  const mediaType = manifestType(answer, name);
  const digest = hash(answer.body, expected, name);
  return { name, digest, bytes: answer.body, document: readDocument(answer.body, mediaType, name) };
}

function hash(body: Uint8Array, expected: Expected | undefined, name: string): Digest {
  if (expected === undefined) return digestOf(body);
  const digest = digestOf(body, digestAlgorithm(expected.digest));
  if (digest !== expected.digest) {
    throw new RegistryError("digest-mismatch", `${name} came with bytes that hash to ${digest}.`);
  }
  if (expected.size !== undefined && expected.size !== body.byteLength) {
    throw new RegistryError("digest-mismatch", `${name} has ${body.byteLength} bytes, not ${expected.size} as listed.`);
  }
  return digest;
}

function readManifest({ name, digest, bytes, document }: FetchedDocument, maxEntries: number): Manifest {
  const { kind, mediaType, entries } = document;
  if (entries.length > maxEntries) {
    throw new RegistryError("too-many", `${name} lists ${entries.length} entries; at most ${maxEntries} are read.`);
  }
  const descriptors = entries.map((entry) => readDescriptor(entry) ?? refuseEntry(name));
  const platforms = kind === "index" ? platformsOf(descriptors) : [];
  const manifest = { digest, mediaType, bytes, kind, platforms, descriptors };
  if (document.subject === undefined) return manifest;
  return { ...manifest, subject: (readDescriptor(document.subject) ?? refuseEntry(name)).digest };
}

function refuseEntry(name: string): never {
  throw new RegistryError("malformed", `${name} has an entry that is no content descriptor.`);
}
