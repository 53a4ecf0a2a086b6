import type { KeyObject } from "node:crypto";
import { createRequire } from "node:module";

type Curve = typeof import("@noble/curves/ed25519");

const RAW_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

let curve: Curve | undefined;

/** Node and OpenSSL verify pure Ed25519 only. Loaded when first needed: few keys are Ed25519, and the library builds tables. */
export function isEd25519phSignature(key: KeyObject, bytes: Buffer, signature: Buffer): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  curve ??= createRequire(__filename)("@noble/curves/ed25519") as Curve;
  const raw = key.export({ type: "spki", format: "der" }).subarray(-RAW_KEY_BYTES);
  return curve.ed25519ph.verify(signature, bytes, raw, { zip215: false });
}
