import { z } from "zod";
import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { digestAlgorithm, digestOf, parseDigest, type Digest } from "../reference/index.ts";
import { RegistryError } from "./errors.ts";
import { MAX_DESCRIPTORS, MAX_MANIFEST } from "./limits.ts";
import { INDEX_TYPES, MANIFEST_TYPES, mediaTypeOf } from "./media-types.ts";
import type { Answer } from "./transport.ts";

/** A content descriptor (image-spec, descriptor.md); `urls` and `data` are never used. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** A manifest whose bytes hash to its digest. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly kind: "index" | "image";
  /** `os/architecture[/variant]` of an index's images, sorted; empty for a single image, whose platform lies in its config. */
  readonly platforms: readonly string[];
  /** An index's manifests or an image's layers. */
  readonly descriptors: readonly Descriptor[];
  /** The digest that a signature or attestation says it belongs to (OCI 1.1). */
  readonly subject?: Digest | undefined;
}

const digest = z.string().transform((text, context) => {
  try {
    return parseDigest(text);
  } catch {
    context.addIssue("no digest");
    return z.NEVER;
  }
});
const descriptor = z.looseObject({
  mediaType: z.string(),
  digest,
  size: z.number().int().nonnegative(),
  artifactType: z.string().optional(),
  annotations: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? undefined),
  platform: z.looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
});
const schema = z.looseObject({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor.optional(),
  layers: z.array(descriptor).optional(),
  manifests: z.array(descriptor).optional(),
  subject: descriptor.nullish(),
});
type Document = z.infer<typeof schema>;

/** Reads an answer as a manifest, believing nothing but the bytes: they are hashed, and the two places that state the type must agree. */
export function readManifest(answer: Answer, asked?: Digest): Manifest {
  const found = digestOf(answer.bytes, asked === undefined ? "sha256" : digestAlgorithm(asked));
  const host = answer.url.host;
  if (asked !== undefined && found !== asked) {
    throw new RegistryError(
      "digest-mismatch",
      `${host} was asked for ${asked} and served bytes that hash to ${found}.`,
    );
  }
  const mediaType = mediaTypeOf(answer.header("content-type") ?? "");
  refuseType(mediaType, host);
  const document = parseDocument(answer.bytes, host);
  const kind = INDEX_TYPES.includes(mediaType) ? "index" : "image";
  refuseAmbiguity(document, mediaType, kind, host);
  const descriptors = (kind === "index" ? document.manifests : document.layers) ?? [];
  if (descriptors.length > MAX_DESCRIPTORS)
    throw new RegistryError("too-many", `${host} served a manifest of ${descriptors.length} entries.`);
  return {
    digest: found,
    mediaType,
    bytes: answer.bytes,
    kind,
    platforms: kind === "index" ? platformsOf(document) : [],
    descriptors,
    subject: document.subject?.digest,
  };
}

function refuseType(mediaType: string, host: string): void {
  if ((MANIFEST_TYPES as readonly string[]).includes(mediaType)) return;
  const schema1 = mediaType.startsWith("application/vnd.docker.distribution.manifest.v1");
  throw new RegistryError(
    schema1 ? "unsupported-manifest" : "bad-content-type",
    `${host} served ${schema1 ? "a schema 1 manifest" : "no manifest"}.`,
  );
}

function parseDocument(bytes: Uint8Array, host: string): Document {
  const parsed = schema.safeParse(json(bytes, host));
  if (parsed.success) return parsed.data;
  throw new RegistryError("malformed", `${host} served a manifest that does not follow the image specification.`);
}

function json(bytes: Uint8Array, host: string): unknown {
  try {
    return parseStrictJson(bytes, { bytes: MAX_MANIFEST });
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    throw new RegistryError("malformed", `${host} served a manifest that is ${error.message}.`, { cause: error });
  }
}

/** A document that is an index to one reader and an image to another carries two truths under one digest (CVE-2021-41190). */
function refuseAmbiguity(document: Document, mediaType: string, kind: Manifest["kind"], host: string): void {
  const both = document.manifests !== undefined && (document.layers !== undefined || document.config !== undefined);
  const otherType = document.mediaType !== undefined && document.mediaType !== mediaType;
  const wrongPart = kind === "index" ? document.manifests === undefined : document.layers === undefined;
  if (both || otherType || wrongPart) {
    throw new RegistryError(
      "ambiguous-manifest",
      `${host} served a manifest that different clients would read differently.`,
    );
  }
}

/** Build tools put attestations into an index as images for unknown/unknown: no platform runs them. */
function platformsOf({ manifests = [] }: Document): string[] {
  const names = manifests.flatMap(({ platform }) =>
    platform === undefined || platform.os === "unknown"
      ? []
      : [[platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined).join("/")],
  );
  return [...new Set(names)].filter((name) => /^[\w./-]{1,60}$/.test(name)).sort();
}
