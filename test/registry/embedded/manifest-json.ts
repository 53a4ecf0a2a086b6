/** What a registry reads out of a manifest: distribution-spec 1.1 "Pushing Manifests" and "Listing Referrers". */
export interface ManifestFields {
  readonly mediaType: string | undefined;
  readonly artifactType: string | undefined;
  readonly subject: string | undefined;
  readonly blobs: readonly string[];
  readonly annotations: Readonly<Record<string, unknown>> | undefined;
}

type Json = Readonly<Record<string, unknown>>;

export function readManifest(bytes: Uint8Array): ManifestFields | undefined {
  const manifest = parseObject(bytes);
  if (manifest === undefined) return undefined;
  const config = objectOf(manifest["config"]);
  return {
    mediaType: textOf(manifest["mediaType"]),
    artifactType: textOf(manifest["artifactType"]) ?? textOf(config?.["mediaType"]),
    subject: textOf(objectOf(manifest["subject"])?.["digest"]),
    blobs: [config, ...listOf(manifest["layers"])].flatMap((descriptor) => ownBlob(descriptor)),
    annotations: objectOf(manifest["annotations"]),
  };
}

function parseObject(bytes: Uint8Array): Json | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return undefined;
  }
}

/** A descriptor with `urls` names a blob that is kept elsewhere (image-spec, descriptor), so it need not be pushed here. */
function ownBlob(descriptor: Json | undefined): string[] {
  const digest = textOf(descriptor?.["digest"]);
  return digest === undefined || descriptor?.["urls"] !== undefined ? [] : [digest];
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function listOf(value: unknown): (Json | undefined)[] {
  return Array.isArray(value) ? value.map((item) => objectOf(item)) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
