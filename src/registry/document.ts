import { lookalikeIn, MalformedJson, parseStrictJson } from "../json/index.ts";
import { RegistryError } from "./errors.ts";
import {
  essence,
  isUnsupportedManifest,
  manifestKind,
  mayOmitMediaType,
  OCI_INDEX,
  OCI_MANIFEST,
} from "./media-types.ts";
import { listOf, membersOf, type Members } from "./shape.ts";
import type { Answer } from "./transport.ts";

/** A manifest's JSON, checked to be read alike by every reader, its entries still unread. */
export interface ManifestDocument {
  readonly kind: "index" | "image";
  readonly mediaType: string;
  /** An index's manifests, an image's layers. */
  readonly entries: readonly unknown[];
  readonly subject: unknown;
}

/** What a runtime reads of a manifest. */
const MEMBERS = ["schemaVersion", "mediaType", "manifests", "config", "layers", "fsLayers"];

/**
 * The type by which an answer says it is to be read.
 *
 * @throws RegistryError bad-content-type for login pages and the like, unsupported-manifest for withdrawn formats
 */
export function manifestType(answer: Answer, name: string): string {
  const mediaType = essence(answer.header("content-type"));
  if (manifestKind(mediaType) !== undefined) return mediaType;
  if (isUnsupportedManifest(mediaType)) {
    throw new RegistryError("unsupported-manifest", `${name} is a manifest of the withdrawn type ${mediaType}.`);
  }
  const shown = mediaType === "" ? "without a type" : `of type ${mediaType}`;
  throw new RegistryError("bad-content-type", `${name}: ${answer.url.host} answered with a document ${shown}.`);
}

/**
 * `sentAs`: the type by which it was sent; undefined where it comes from the byte cache, and is read as what it says itself.
 *
 * @throws RegistryError malformed, unsupported-manifest, or ambiguous-manifest (CVE-2021-41190)
 */
export function readDocument(body: Uint8Array, sentAs: string | undefined, name: string): ManifestDocument {
  const document = parseObject(body, name);
  const mediaType = sentAs ?? ownType(document, name);
  if (document["schemaVersion"] === 1) {
    throw new RegistryError("unsupported-manifest", `${name} is a manifest of the withdrawn schema version 1.`);
  }
  if (document["schemaVersion"] !== 2) {
    throw new RegistryError("malformed", `${name} is no manifest of schema version 2.`);
  }
  checkMediaType(document, mediaType, name);
  if (lookalikeIn(document, MEMBERS) !== undefined) {
    throw new RegistryError("ambiguous-manifest", `${name} has a member in unusual letter case, which others read.`);
  }
  const kind = manifestKind(mediaType) ?? "image";
  const [own, foreign] = kind === "index" ? ["manifests", ["layers", "config"]] : ["layers", ["manifests"]];
  const stray = ["fsLayers", ...foreign].find((member) => Object.hasOwn(document, member));
  if (stray !== undefined) {
    throw new RegistryError("ambiguous-manifest", `${name} is typed ${mediaType} but has "${stray}" too.`);
  }
  const entries = listOf(document[own]);
  if (entries === undefined || (kind === "image" && membersOf(document["config"]) === undefined)) {
    throw new RegistryError("malformed", `${name} lacks what a manifest of type ${mediaType} must have.`);
  }
  return { kind, mediaType, entries, subject: document["subject"] ?? undefined };
}

/**
 * Only OCI's types may be left out, and of these two only one can be meant: what follows rejects a document with the
 * members of both, so that one that was accepted as it was sent is read alike without its header.
 */
function ownType(document: Members, name: string): string {
  const stated = document["mediaType"];
  if (stated === undefined) return Object.hasOwn(document, "manifests") ? OCI_INDEX : OCI_MANIFEST;
  if (typeof stated === "string" && manifestKind(stated) !== undefined) return stated;
  throw new RegistryError("unsupported-manifest", `${name} says that it is no manifest of a known type.`);
}

function parseObject(body: Uint8Array, name: string): Members {
  try {
    const document = membersOf(parseStrictJson(body, { bytes: body.byteLength }));
    if (document !== undefined) return document;
  } catch (cause) {
    if (!(cause instanceof MalformedJson)) throw cause;
    const reason = cause.reason === "too-many" ? "too-many" : "malformed";
    throw new RegistryError(reason, `${name} cannot be read as a manifest: ${cause.message}.`, { cause });
  }
  throw new RegistryError("malformed", `${name} is JSON, but no manifest.`);
}

/** The header is not covered by the digest, the document is: where they differ, two readers see two things. */
function checkMediaType(document: Members, mediaType: string, name: string): void {
  const stated = document["mediaType"];
  if (stated === mediaType || (stated === undefined && mayOmitMediaType(mediaType))) return;
  throw new RegistryError("ambiguous-manifest", `${name} was sent as ${mediaType} but does not say so itself.`);
}
