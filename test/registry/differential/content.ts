import { createHash } from "node:crypto";
import {
  generateKeyPair,
  imageIndex,
  imageManifest,
  legacyLayer,
  legacyManifest,
  legacyTag,
  referrer,
  signatureBundle,
  type Content,
  type Descriptor,
  type ImageManifest,
  type Referrer,
} from "../../fixtures/index.ts";
import { pushFallbackTag, pushImage, pushManifest, pushReferrer, type Target } from "./push.ts";

const PLATFORMS = ["linux/amd64", "linux/arm64/v8"];

/** What every server holds under the tag `1` of a repository of the same name. */
export const IMAGES = {
  "acme/oci": imageManifest("linux/amd64", { text: "oci" }),
  "acme/docker": imageManifest("linux/amd64", { text: "docker", docker: true }),
  "acme/index": imageIndex(PLATFORMS, { text: "index", attestations: true }),
  "acme/list": imageIndex(PLATFORMS, { text: "list", docker: true }),
  "acme/legacy": imageManifest("linux/amd64", { text: "legacy" }),
  "acme/bundle": imageManifest("linux/amd64", { text: "bundle" }),
  "acme/tagged": imageIndex(PLATFORMS, { text: "tagged" }),
  "acme/both": imageManifest("linux/amd64", { text: "both" }),
  "acme/subject": imageManifest("linux/amd64", { text: "subject" }),
} as const;

export type ImageName = keyof typeof IMAGES;
export const IMAGE_NAMES = Object.keys(IMAGES) as ImageName[];

export const KEY = generateKeyPair("p256");

export function digestOf(name: ImageName): string {
  return IMAGES[name].descriptor.digest;
}

export function sha512Of({ bytes }: Content): string {
  return `sha512:${createHash("sha512").update(bytes).digest("hex")}`;
}

function bundleFor(name: ImageName): Referrer {
  return bundleOn(IMAGES[name].descriptor);
}

function bundleOn(subject: Descriptor): Referrer {
  return referrer({ subject, bundle: signatureBundle({ digest: subject.digest, keyPair: KEY }) });
}

/** ECDSA signatures differ each time, so each artifact is made once and pushed to every server. */
export const BUNDLES = {
  "acme/bundle": bundleFor("acme/bundle"),
  "acme/tagged": bundleFor("acme/tagged"),
  "acme/both": bundleFor("acme/both"),
  "acme/subject": bundleFor("acme/subject"),
} as const;

export const LEGACY = {
  "acme/legacy": legacyFor("acme/legacy"),
  "acme/both": legacyFor("acme/both"),
} as const;

function legacyFor(name: ImageName): ImageManifest {
  const layer = legacyLayer({ digest: digestOf(name), dockerReference: "registry.example/app", keyPair: KEY });
  const { config, ...manifest } = legacyManifest([layer]);
  const payload = { bytes: layer.payload, descriptor: layer.descriptor as Descriptor };
  return { ...manifest, blobs: [config, payload] };
}

export async function pushContent(host: string): Promise<void> {
  const at = (repository: ImageName): Target => ({ host, repository });
  for (const name of IMAGE_NAMES) await pushImage(at(name), "1", IMAGES[name]);
  for (const name of ["acme/legacy", "acme/both"] as const) {
    await pushManifest(at(name), legacyTag(digestOf(name)), LEGACY[name]);
  }
  for (const name of ["acme/bundle", "acme/both"] as const) {
    await pushReferrer(at(name), IMAGES[name].descriptor, BUNDLES[name]);
  }
  // Listed by nobody but a server that knows of subjects.
  await pushManifest(at("acme/subject"), BUNDLES["acme/subject"].descriptor.digest, BUNDLES["acme/subject"]);
  // As an old client does: listed by the tag, whatever the server knows of subjects.
  const { descriptor, artifactType } = BUNDLES["acme/tagged"];
  await pushManifest(at("acme/tagged"), descriptor.digest, BUNDLES["acme/tagged"]);
  await pushFallbackTag(at("acme/tagged"), IMAGES["acme/tagged"].descriptor, { ...descriptor, artifactType });
}

/** An image that goes by its sha512 digest, and a bundle on it under the truncated fallback tag. */
export async function pushBySha512(host: string): Promise<{ readonly digest: string; readonly bundle: string }> {
  const target = { host, repository: "acme/sha512" };
  const digest = sha512Of(IMAGES["acme/oci"]);
  const subject = { ...IMAGES["acme/oci"].descriptor, digest };
  const bundle = bundleOn(subject);
  await pushImage(target, digest, IMAGES["acme/oci"]);
  await pushReferrer(target, subject, bundle);
  return { digest, bundle: bundle.descriptor.digest };
}
