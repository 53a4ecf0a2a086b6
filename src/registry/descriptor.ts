import { lookalikeIn } from "../json/index.ts";
import { isDigest, type Digest } from "../reference/index.ts";
import { readPlatform, type Platform } from "./platforms.ts";
import { membersOf, type Members } from "./shape.ts";

/** A content descriptor (image-spec, "OCI Content Descriptors"). Its `urls` and `data` are never used. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly artifactType?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  /** Undefined also where what is written there names no platform. */
  readonly platform?: Platform | undefined;
}

const NONE: Members = {};

/** What a runtime reads of an entry; in other letter case it would read something else than is judged. */
const MEMBERS = ["mediaType", "digest", "size"];

/**
 * The descriptor that a JSON value is; undefined where it is none. Members that are null are absent ones: Go's encoders
 * write them. By hand, because a list from a stranger may hold tens of thousands.
 */
export function readDescriptor(value: unknown): Descriptor | undefined {
  const members = membersOf(value) ?? NONE;
  const { mediaType, digest, size, artifactType, annotations, platform } = members;
  if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest) || !isSize(size))
    return undefined;
  if (lookalikeIn(members, MEMBERS) !== undefined) return undefined;
  if (!isTextOrAbsent(artifactType) || !isAnnotations(annotations)) return undefined;
  return {
    mediaType,
    digest,
    size,
    artifactType: artifactType ?? undefined,
    annotations: annotations ?? {},
    platform: readPlatform(platform),
  };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTextOrAbsent(value: unknown): value is string | null | undefined {
  return typeof value === "string" || (value ?? undefined) === undefined;
}

function isAnnotations(value: unknown): value is Readonly<Record<string, string>> | null | undefined {
  if ((value ?? undefined) === undefined) return true;
  const members = membersOf(value);
  return members !== undefined && Object.values(members).every((member) => typeof member === "string");
}
