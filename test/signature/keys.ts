import { constants, createHash, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { ed25519ph as prehashed } from "@noble/curves/ed25519";
import type { KeySigner, TrustedKey } from "../../src/signature/index.ts";

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Made without the parser under test, so that forbidden keys can be handed to the verifier, too. */
  readonly trusted: TrustedKey;
}

export type KeyKind = "P-256" | "P-384" | "P-521" | "secp256k1" | "Ed25519" | "Ed448" | `RSA ${number}`;

export function signingKey(kind: KeyKind = "P-256"): SigningKey {
  const { privateKey, publicKey } = generate(kind);
  return { privateKey, publicKey, trusted: trustedKey(publicKey, kind) };
}

function generate(kind: KeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === "Ed25519") return generateKeyPairSync("ed25519");
  if (kind === "Ed448") return generateKeyPairSync("ed448");
  if (kind.startsWith("RSA ")) return generateKeyPairSync("rsa", { modulusLength: Number(kind.slice(4)) });
  return generateKeyPairSync("ec", { namedCurve: kind });
}

export function trustedKey(key: KeyObject, type: string): TrustedKey {
  const der = key.export({ type: "spki", format: "der" });
  return { key, type, pem: pemOf(key), fingerprint: createHash("sha256").update(der).digest("base64") };
}

/** A signer that asks for no transparency log. */
export function keySigner(name: string, ...keys: readonly TrustedKey[]): KeySigner {
  return { kind: "key", name, keys, transparencyLog: "not-required" };
}

export function pemOf(publicKey: KeyObject): string {
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

/** An RSA public key of any size and exponent; nobody has its private half, and no prime has to be searched. */
export function rsaPublicKey(bits: number, exponent = 65537): KeyObject {
  const modulus = ((1n << BigInt(bits)) - 1n).toString(16);
  const hex = (digits: string) => Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  const jwk = {
    kty: "RSA",
    n: hex(modulus).toString("base64url"),
    e: hex(exponent.toString(16)).toString("base64url"),
  };
  return createPublicKey({ key: jwk, format: "jwk" });
}

export interface Scheme {
  readonly hash?: string | null;
  readonly dsaEncoding?: "der" | "ieee-p1363";
  readonly pss?: boolean;
}

export function signWith({ privateKey, trusted }: SigningKey, bytes: Uint8Array, scheme: Scheme = {}): Buffer {
  const { hash = usualHash(trusted.type), dsaEncoding = "der", pss = false } = scheme;
  return sign(hash, bytes, {
    key: privateKey,
    dsaEncoding,
    ...(pss ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}),
  });
}

/** What cosign 3 hashes with for a key of this type. */
function usualHash(type: string): string | null {
  if (type.startsWith("Ed")) return null;
  return type === "P-384" ? "sha384" : type === "P-521" ? "sha512" : "sha256";
}

/** Ed25519ph (RFC 8032 §5.1) without context. */
export function ed25519ph({ privateKey }: SigningKey, bytes: Uint8Array): Buffer {
  const seed = privateKey.export({ type: "pkcs8", format: "der" }).subarray(-32);
  return Buffer.from(prehashed.sign(bytes, seed));
}
