import type { ServerResponse } from "node:http";
import { digestHex, digestOf, parseImageReference, type Digest, type Repository } from "../../src/reference/index.ts";
import { createBudget, createRegistry, defaultLimits, RegistryError } from "../../src/registry/index.ts";
import type {
  Attestation,
  Candidate,
  Hosts,
  Limits,
  Problem,
  Registry,
  RegistryOptions,
} from "../../src/registry/index.ts";

export const INDEX = "application/vnd.oci.image.index.v1+json";
export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
export const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
export const DSSE = "application/vnd.dsse.envelope.v1+json";
export const SIGNATURE_ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";
export const ATTESTATION_ARTIFACT = "application/vnd.in-toto+json";
export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
export const SIGNATURE = "dev.cosignproject.cosign/signature";

/** Retries without waiting; everything else as it is in earnest. */
export const quick: Partial<Limits> = { retryDelay: 1, retryAfter: 5 };

export interface Blob {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly size: number;
}

export function blob(content: string | Buffer, mediaType: string): Blob {
  const bytes = Buffer.from(content);
  return { mediaType, bytes, digest: digestOf(bytes), size: bytes.byteLength };
}

export function json(document: unknown, mediaType: string): Blob {
  return blob(JSON.stringify(document), mediaType);
}

export function descriptor({ mediaType, digest, size }: Blob, more: object = {}): Record<string, unknown> {
  return { mediaType, digest, size, ...more };
}

export const config = descriptor(blob("{}", "application/vnd.oci.empty.v1+json"));

export function imageManifest(layers: readonly unknown[], more: object = {}): Blob {
  return json({ schemaVersion: 2, mediaType: MANIFEST, config, layers, ...more }, MANIFEST);
}

export function indexManifest(manifests: readonly unknown[], more: object = {}): Blob {
  return json({ schemaVersion: 2, mediaType: INDEX, manifests, ...more }, INDEX);
}

export const image = imageManifest([descriptor(blob("layer", "application/vnd.oci.image.layer.v1.tar+gzip"))]);

/** A bundle as cosign pushes it: its manifest, and its only layer. */
export function bundleReferrer(content: string, subject: Blob | null = image, more: object = {}) {
  const layer = blob(content, BUNDLE);
  const about = subject === null ? {} : { subject: descriptor(subject) };
  const manifest = imageManifest([descriptor(layer)], { artifactType: BUNDLE, ...about, ...more });
  return { layer, manifest, entry: descriptor(manifest, { artifactType: BUNDLE }) };
}

/** Legacy signatures or attestations as a referrer: layers in a manifest with a subject. */
export function layersReferrer(artifactType: string, layers: readonly unknown[], subject = image) {
  const manifest = imageManifest(layers, { artifactType, subject: descriptor(subject) });
  return { manifest, entry: descriptor(manifest, { artifactType }) };
}

export function signatureTag(subject: Blob): string {
  return `sha256-${digestHex(subject.digest)}.sig`;
}

export function fallbackTag(subject: Blob): string {
  return `sha256-${digestHex(subject.digest)}`;
}

export function send(response: ServerResponse, { bytes, mediaType }: Blob, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": mediaType, ...headers }).end(bytes);
}

export function sendStatus(response: ServerResponse, status: number, headers: Record<string, string | string[]> = {}) {
  response.writeHead(status, headers).end();
}

export function repositoryAt(host: string, repository = "acme/app"): Repository {
  return parseImageReference(`${host}/${repository}:1`);
}

/** A client that speaks plain HTTP to these hosts, and retries quickly. */
export function registryFor(hosts: readonly string[], options: RegistryOptions = {}): Registry {
  return createRegistry({ hosts: plainHosts(hosts), ...options, limits: { ...quick, ...options.limits } });
}

/** Settings by which these hosts of this machine are spoken to over TLS, each trusting the certificate, if one is given. */
export function secureHosts(hosts: readonly string[], ca?: string): Hosts {
  return new Map(hosts.map((host) => [host, { privateNetwork: true, ...(ca !== undefined && { ca }) }]));
}

/** Settings by which these hosts are spoken to over plain HTTP. */
export function plainHosts(hosts: readonly string[]): Hosts {
  return new Map(hosts.map((host) => [host, { plainHttp: true, privateNetwork: true }]));
}

export function budget(limits: Partial<Limits> = {}, signal?: AbortSignal) {
  return createBudget({ ...defaultLimits, ...limits }, signal);
}

/** The RegistryError that the work fails with. */
export async function failureOf(work: Promise<unknown>): Promise<RegistryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
  throw new Error("The work succeeded although it should fail.");
}

type Found = Candidate | Attestation | Problem;

export async function all(items: AsyncIterable<Found>): Promise<Found[]> {
  const collected: Found[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** `bundle CONTENT`, `legacy PAYLOAD SIGNATURE`, `attestation ENVELOPE` or `problem REASON`, in order. */
export function summary(items: readonly Found[]): string[] {
  return items.map((item) => {
    if (item.kind === "attestation") return `attestation ${Buffer.from(item.envelope).toString()}`;
    if (item.kind === "problem") return `problem ${item.error.reason}`;
    if (item.kind === "bundle") return `bundle ${Buffer.from(item.bundle).toString()}`;
    return `legacy ${Buffer.from(item.payload).toString()} ${item.signature}`;
  });
}
