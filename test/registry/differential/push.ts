import { createHash } from "node:crypto";
import { referrersIndex, referrersTag } from "../../fixtures/index.ts";
import type { Content, Descriptor, ImageIndex, ImageManifest, Referrer } from "../../fixtures/index.ts";

/** A repository of a server that lets anybody push over plain HTTP. */
export interface Target {
  readonly host: string;
  readonly repository: string;
}

/** Pushes as a client of distribution-spec 1.1 does ("Pushing Blobs", "Pushing Manifests"): blobs, then what names them. */
export async function pushImage(target: Target, reference: string, image: ImageManifest | ImageIndex): Promise<void> {
  if ("blobs" in image) {
    await pushManifest(target, reference, image);
    return;
  }
  for (const child of image.children) await pushManifest(target, child.descriptor.digest, child);
  await putManifest(target, reference, image);
}

/** Pushes an artifact and, where the server does not say that it understood the subject, lists it under the fallback tag. */
export async function pushReferrer(target: Target, subject: Descriptor, artifact: Referrer): Promise<void> {
  const { descriptor, artifactType } = artifact;
  const headers = await pushManifest(target, descriptor.digest, artifact);
  if (headers.get("oci-subject") === subject.digest) return;
  await pushFallbackTag(target, subject, { ...descriptor, artifactType });
}

export async function pushFallbackTag(target: Target, subject: Descriptor, entry: object): Promise<void> {
  await putManifest(target, referrersTag(subject.digest), referrersIndex([entry]));
}

export async function pushManifest(target: Target, reference: string, image: ImageManifest): Promise<Headers> {
  for (const { bytes } of image.blobs) await pushBlob(target, bytes);
  return putManifest(target, reference, image);
}

async function putManifest({ host, repository }: Target, reference: string, content: Content): Promise<Headers> {
  const url = `http://${host}/v2/${repository}/manifests/${reference}`;
  const headers = { "content-type": content.descriptor.mediaType };
  return expectCreated(await fetch(url, { method: "PUT", headers, body: new Uint8Array(content.bytes) }));
}

async function pushBlob({ host, repository }: Target, bytes: Buffer): Promise<void> {
  const uploads = `http://${host}/v2/${repository}/blobs/uploads/`;
  const begun = await fetch(uploads, { method: "POST" });
  const location = new URL(begun.headers.get("location") ?? "", uploads);
  location.searchParams.set("digest", `sha256:${createHash("sha256").update(bytes).digest("hex")}`);
  const headers = { "content-type": "application/octet-stream" };
  await expectCreated(await fetch(location, { method: "PUT", headers, body: new Uint8Array(bytes) }));
}

async function expectCreated(response: Response): Promise<Headers> {
  if (response.status === 201) return response.headers;
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
}
