import { createHash, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { TrustMaterial } from "@sigstore/verify";
import { InvalidPublicKey } from "./invalid-public-key.ts";
import { InvalidTrustedRoot } from "./invalid-trusted-root.ts";
import { keyTypeOf } from "./key-type.ts";
import { readValidity } from "./trusted-root-validity.ts";
import type { LogDocument } from "./trusted-root-schema.ts";

export type TrustedLog = TrustMaterial["tlogs"][number];

/** What keyDetails may say (sigstore_common.proto, PublicKeyDetails), and the type of the key that it must then be. */
const KEY_DETAILS: ReadonlyMap<string, RegExp> = new Map([
  ["PKIX_ECDSA_P256_SHA_256", /^ECDSA P-256$/],
  ["PKIX_ECDSA_P384_SHA_384", /^ECDSA P-384$/],
  ["PKIX_ECDSA_P521_SHA_512", /^ECDSA P-521$/],
  ["PKIX_ED25519", /^Ed25519$/],
  ["PKIX_RSA_PKCS1V15_2048_SHA256", /^RSA 2048$/],
  ["PKIX_RSA_PKCS1V15_3072_SHA256", /^RSA 3072$/],
  ["PKIX_RSA_PKCS1V15_4096_SHA256", /^RSA 4096$/],
  ["PKIX_RSA_PKCS1V5", /^RSA /],
  ["PKCS1_RSA_PKCS1V5", /^RSA /],
]);

const LOG_ID_BYTES = 32;

/** A transparency log or a certificate log. */
export function readLog(document: LogDocument, place: string): TrustedLog {
  const publicKey = readKey(document, `${place}.publicKey`);
  const { keyId } = document.checkpointKeyId ?? document.logId;
  checkLogId(document.logId.keyId, publicKey, `${place}.logId.keyId`);
  if (keyId.length !== LOG_ID_BYTES)
    throw new InvalidTrustedRoot("log-id", `${place}.checkpointKeyId.keyId`, `is not ${LOG_ID_BYTES} bytes long`);
  const validFor = readValidity(document.publicKey, `${place}.publicKey`);
  return { baseURL: document.baseUrl, logID: keyId, publicKey, validFor };
}

function readKey({ publicKey: { rawBytes, keyDetails } }: LogDocument, place: string): KeyObject {
  const expected = KEY_DETAILS.get(keyDetails);
  if (expected === undefined) throw new InvalidTrustedRoot("key", `${place}.keyDetails`, "names no supported key");
  const key = decodeKey(rawBytes, keyDetails, `${place}.rawBytes`);
  const type = nameOf(key, `${place}.rawBytes`);
  if (!expected.test(type)) throw new InvalidTrustedRoot("key", `${place}.rawBytes`, `holds a key of type ${type}`);
  return key;
}

/**
 * RSA keys of a CT log stand there as PKCS #1, in some roots under a name that says otherwise; that is the end of the same
 * key's SubjectPublicKeyInfo (RFC 3279 §2.3.1).
 */
function decodeKey(der: Buffer, keyDetails: string, place: string): KeyObject {
  const forms = keyDetails.includes("RSA") ? (["spki", "pkcs1"] as const) : (["spki"] as const);
  for (const type of forms) {
    try {
      const key = createPublicKey({ key: der, format: "der", type });
      const spki = key.export({ type: "spki", format: "der" });
      if ((type === "spki" ? spki : spki.subarray(-der.length)).equals(der)) return key;
    } catch {
      continue;
    }
  }
  throw new InvalidTrustedRoot("key", place, "holds no public key that could be decoded");
}

function nameOf(key: KeyObject, place: string): string {
  try {
    return keyTypeOf(key).name;
  } catch (error) {
    if (error instanceof InvalidPublicKey) throw new InvalidTrustedRoot("key", place, error.message);
    throw error;
  }
}

/**
 * An entry names the log that vouches for it, so the name has to belong to the key: RFC 6962 §3.2 makes it the key's hash.
 * Logs with Ed25519 keys hash their name into it (C2SP signed-note), and that name is not part of the root.
 */
function checkLogId(logId: Buffer, key: KeyObject, place: string): void {
  const hash = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
  const isNamed = key.asymmetricKeyType === "ed25519" && logId.length === LOG_ID_BYTES;
  if (!isNamed && !hash.equals(logId))
    throw new InvalidTrustedRoot("log-id", place, "is not the SHA-256 of the log's public key");
}
