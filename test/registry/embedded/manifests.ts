import { answer, readBody, RegistryRefusal } from "./answer.ts";
import { digestOf, isDigest, matchesDigest } from "./digest.ts";
import type { Exchange, Handler } from "./exchange.ts";
import { readManifest } from "./manifest-json.ts";
import type { ManifestFields } from "./manifest-json.ts";

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export function manifestHandler(method: string): Handler | undefined {
  return { GET: readOne, HEAD: readOne, PUT: push, DELETE: remove }[method];
}

function readOne({ store, name, reference, response }: Exchange): void {
  const repository = store.find(name);
  if (repository === undefined) throw new RegistryRefusal("NAME_UNKNOWN", `no repository ${name}`);
  const found = repository.manifest(reference);
  if (found === undefined) throw new RegistryRefusal("MANIFEST_UNKNOWN", `no manifest ${reference}`);
  answer(
    response,
    200,
    { "content-type": found.mediaType, "docker-content-digest": found.digest, etag: `"${found.digest}"` },
    found.bytes,
  );
}

async function push(exchange: Exchange): Promise<void> {
  const { name, reference, request, response, store } = exchange;
  const bytes = await readBody(request);
  checkReference(reference, bytes);
  const mediaType = request.headers["content-type"] ?? "";
  const fields = checkManifest(exchange, bytes, mediaType);
  const digest = store.open(name).putManifest(reference, bytes, mediaType);
  const subject = exchange.options.referrersApi === false ? undefined : fields.subject;
  answer(response, 201, {
    location: `/v2/${name}/manifests/${digest}`,
    "docker-content-digest": digest,
    ...(subject === undefined ? {} : { "oci-subject": subject }),
  });
}

function checkReference(reference: string, bytes: Uint8Array): void {
  if (!reference.includes(":")) {
    if (!TAG.test(reference)) throw new RegistryRefusal("TAG_INVALID", `not a tag: ${reference}`);
    return;
  }
  if (!isDigest(reference)) throw new RegistryRefusal("DIGEST_INVALID", `not a digest: ${reference}`);
  if (!matchesDigest(bytes, reference)) {
    throw new RegistryRefusal("DIGEST_INVALID", `${reference} was named, ${digestOf(bytes)} was pushed`);
  }
}

function checkManifest({ store, name }: Exchange, bytes: Uint8Array, mediaType: string): ManifestFields {
  const fields = readManifest(bytes);
  if (fields === undefined) throw new RegistryRefusal("MANIFEST_INVALID", "the manifest is not a JSON object");
  if (mediaType === "" || (fields.mediaType !== undefined && fields.mediaType !== mediaType)) {
    throw new RegistryRefusal(
      "MANIFEST_INVALID",
      `Content-Type is "${mediaType}", mediaType ${String(fields.mediaType)}`,
    );
  }
  const missing = fields.blobs.find((digest) => store.find(name)?.blobs.has(digest) !== true);
  if (missing !== undefined) throw new RegistryRefusal("MANIFEST_BLOB_UNKNOWN", `blob ${missing} was not pushed`);
  return fields;
}

function remove({ store, name, reference, response }: Exchange): void {
  if (store.find(name)?.deleteManifest(reference) !== true) {
    throw new RegistryRefusal("MANIFEST_UNKNOWN", `no manifest ${reference}`);
  }
  answer(response, 202, {});
}
