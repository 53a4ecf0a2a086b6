import type { KeyObject } from "node:crypto";
import { InvalidPublicKey } from "./invalid-public-key.ts";

/** A hash that is signed; `null` where the signature scheme hashes for itself. */
export type SignedHash = "sha256" | "sha384" | "sha512" | null;

export interface KeyType {
  /** "ECDSA P-256", "RSA 3072", "Ed25519" */
  readonly name: string;
  /** The hashes that signatures by such a key may be made over, the usual one first. */
  readonly hashes: readonly SignedHash[];
}

/** cosign hashes by the size of the curve; versions before that, and sigstore-js to this day, take SHA-256 for every curve. */
const CURVES: ReadonlyMap<string | undefined, KeyType> = new Map([
  ["prime256v1", { name: "ECDSA P-256", hashes: ["sha256"] }],
  ["secp384r1", { name: "ECDSA P-384", hashes: ["sha384", "sha256"] }],
  ["secp521r1", { name: "ECDSA P-521", hashes: ["sha512", "sha256"] }],
]);

const RSA_BITS = { min: 2048, max: 8192 };

/** FIPS 186-5 A.1.1: an odd public exponent above 2^16. */
const RSA_MIN_EXPONENT = 65537n;

/**
 * The allow-list of keys: whatever is not named here verifies nothing, though the library would use it
 * (1024-bit RSA and secp256k1 among them).
 * @throws InvalidPublicKey
 */
export function keyTypeOf(key: KeyObject): KeyType {
  if (key.type !== "public") throw new InvalidPublicKey("private-key", "this is no public key");
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec") return curveOf(namedCurve);
  if (key.asymmetricKeyType === "rsa") return rsaOf(modulusLength, publicExponent);
  if (key.asymmetricKeyType === "ed25519") return { name: "Ed25519", hashes: [null] };
  throw new InvalidPublicKey(
    "unsupported-type",
    `the key's type is ${key.asymmetricKeyType ?? "unknown"}; ${SUPPORTED}`,
  );
}

const SUPPORTED = "supported are ECDSA P-256, P-384 and P-521, RSA of 2048 to 8192 bits, and Ed25519";

function curveOf(curve: string | undefined): KeyType {
  const type = CURVES.get(curve);
  if (type === undefined)
    throw new InvalidPublicKey("unsupported-curve", `the key's curve is ${curve ?? "unknown"}; ${SUPPORTED}`);
  return type;
}

function rsaOf(bits: number, exponent: bigint): KeyType {
  if (bits < RSA_BITS.min) throw new InvalidPublicKey("rsa-too-small", `RSA of ${bits} bits; ${SUPPORTED}`);
  if (bits > RSA_BITS.max) throw new InvalidPublicKey("rsa-too-large", `RSA of ${bits} bits; ${SUPPORTED}`);
  if (exponent < RSA_MIN_EXPONENT || exponent % 2n === 0n) {
    throw new InvalidPublicKey("rsa-exponent", "the RSA public exponent must be odd and at least 65537 (FIPS 186-5)");
  }
  return { name: `RSA ${bits}`, hashes: ["sha256"] };
}
