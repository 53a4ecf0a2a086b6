import { decodeSignature } from "./base64.ts";
import type { SignedContent } from "./content.ts";
import { preAuthEncoding } from "./dsse.ts";
import type { ShapeReader } from "./shape.ts";
import type { SignedClaims } from "./signed-claims.ts";

/** A DSSE envelope (DSSE 1.0, envelope.md) with its one signature. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** @throws SignatureRejected */
export function readEnvelope(value: unknown, where: string, shape: ShapeReader): Envelope {
  const envelope = shape.closedObject(value, where, ["payload", "payloadType", "signatures"]);
  const payloadType = shape.text(envelope["payloadType"], `${where}.payloadType`);
  const payload = shape.bytes(envelope["payload"], `${where}.payload`);
  const signatures = shape.list(envelope["signatures"], `${where}.signatures`);
  if (signatures.length !== 1) throw shape.fail(`${where} has ${signatures.length} signatures, not exactly one`);
  const { sig, keyid = "" } = shape.closedObject(signatures[0], `${where}.signatures[0]`, ["sig", "keyid"]);
  const signature = decodeSignature(sig);
  shape.text(keyid, `${where}.signatures[0].keyid`);
  return { payloadType, payload, signature };
}

/** What the signature of an envelope is made over, and what log entries hash. */
export function contentOf({ payloadType, payload, signature }: Envelope, claims: SignedClaims): SignedContent {
  return { bytes: preAuthEncoding(payloadType, payload), payload, signature, claims };
}
