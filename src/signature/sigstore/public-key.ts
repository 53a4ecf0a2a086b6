import { createHash, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { InvalidPublicKey } from "./invalid-public-key.ts";
import type { SignatureScheme } from "./key-signature.ts";
import { keyTypeOf } from "./key-type.ts";
import { readPublicKeyBlock } from "./pem.ts";

export { InvalidPublicKey } from "./invalid-public-key.ts";
export type { PublicKeyReason } from "./invalid-public-key.ts";

/** A public key that passed the allow-list; only `parsePublicKey` makes one. */
export interface TrustedKey {
  /** One PEM block "PUBLIC KEY", as this program would write it. */
  readonly pem: string;
  /** base64 of the SHA-256 of the SubjectPublicKeyInfo: what cosign writes into a bundle as the key's hint. */
  readonly fingerprint: string;
  /** "ECDSA P-256", "RSA 3072", "Ed25519" */
  readonly type: string;
  readonly key: KeyObject;
  /** Where the key's type does not tell the scheme; its usual one is not accepted then. */
  readonly scheme?: SignatureScheme;
  readonly validity?: KeyValidity;
}

/** When the key may have signed, both ends included; without a verified time it has to be now. */
export interface KeyValidity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface KeyOptions {
  readonly scheme?: SignatureScheme;
  readonly validity?: KeyValidity;
}

/** Bytes of a SubjectPublicKeyInfo with a named curve and an uncompressed point (RFC 5480 §2). */
const EC_SPKI_BYTES: Readonly<Record<string, number>> = { prime256v1: 91, secp384r1: 120, secp521r1: 158 };

/**
 * Reads a public key: one PEM block "PUBLIC KEY" and nothing else, ECDSA P-256, P-384 or P-521, RSA of 2048 to 8192 bits,
 * or Ed25519.
 * @param options `scheme`: RSA keys only
 * @throws InvalidPublicKey
 */
export function parsePublicKey(pem: string, options: KeyOptions = {}): TrustedKey {
  const der = readPublicKeyBlock(pem);
  const key = decodeKey(der);
  const { name } = keyTypeOf(key);
  checkEncoding(key, der);
  if (options.scheme !== undefined && key.asymmetricKeyType !== "rsa")
    throw new InvalidPublicKey(
      "other-scheme",
      `the scheme ${options.scheme} is one of RSA keys, and this key is ${name}`,
    );
  const fingerprint = createHash("sha256").update(der).digest("base64");
  return { pem: key.export({ type: "spki", format: "pem" }).toString(), fingerprint, type: name, key, ...options };
}

function decodeKey(der: Buffer): KeyObject {
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch (cause) {
    throw new InvalidPublicKey("malformed", "the PEM block holds no public key that could be decoded", { cause });
  }
}

/** One key has one encoding, hence one fingerprint; OpenSSL also takes trailing bytes, compressed points and explicit curve parameters. */
function checkEncoding(key: KeyObject, der: Buffer): void {
  if (!key.export({ type: "spki", format: "der" }).equals(der)) {
    throw new InvalidPublicKey("trailing-data", "the PEM block holds more than one public key in its usual encoding");
  }
  const bytes = EC_SPKI_BYTES[key.asymmetricKeyDetails?.namedCurve ?? ""];
  if (bytes !== undefined && bytes !== der.length) {
    throw new InvalidPublicKey("unsupported-encoding", "the curve must be named and the point uncompressed (RFC 5480)");
  }
}
