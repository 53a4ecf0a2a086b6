import { decodeSignature } from "./base64.ts";
import { readEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import type { ShapeReader } from "./shape.ts";

/** What a bundle signs: an envelope with its payload, or the hash of an artifact that is elsewhere. */
export type BundleContent =
  | ({ readonly kind: "envelope" } & Envelope)
  | { readonly kind: "message"; readonly hash: MessageHash; readonly signature: Buffer };

export interface MessageHash {
  readonly algorithm: "sha256" | "sha384" | "sha512";
  readonly digest: Buffer;
}

export function readContent(
  kind: "dsseEnvelope" | "messageSignature",
  value: unknown,
  shape: ShapeReader,
): BundleContent {
  if (kind === "messageSignature") return readMessage(value, shape);
  return { kind: "envelope", ...readEnvelope(value, kind, shape) };
}

const ALGORITHMS: ReadonlyMap<unknown, MessageHash["algorithm"]> = new Map([
  ["SHA2_256", "sha256"],
  ["SHA2_384", "sha384"],
  ["SHA2_512", "sha512"],
]);

function readMessage(value: unknown, shape: ShapeReader): BundleContent {
  const message = shape.closedObject(value, "messageSignature", ["messageDigest", "signature"]);
  const hash = shape.closedObject(message["messageDigest"], "messageSignature.messageDigest", ["algorithm", "digest"]);
  const algorithm = ALGORITHMS.get(hash["algorithm"]);
  if (algorithm === undefined) throw shape.fail("messageSignature.messageDigest.algorithm is none that is supported");
  const digest = shape.bytes(hash["digest"], "messageSignature.messageDigest.digest");
  return { kind: "message", hash: { algorithm, digest }, signature: decodeSignature(message["signature"]) };
}
