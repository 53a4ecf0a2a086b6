import { createHash, createPublicKey, type KeyObject } from "node:crypto";

export type PublicKeyReason =
  "not-pem" | "several-blocks" | "private-key" | "certificate" | "key-management-service" | "malformed" | "unsupported-type" | "unsupported-size";

/** A text that is no public key this project verifies with. The message never contains the text. */
export class InvalidPublicKey extends Error {
  override readonly name = "InvalidPublicKey";
  readonly reason: PublicKeyReason;

  constructor(reason: PublicKeyReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** A public key that may be trusted: parsed, and of a type and size that the verifier handles. */
export interface TrustedKey {
  readonly pem: string;
  /** base64(SHA-256(SubjectPublicKeyInfo DER)), what sigstore bundles carry as the key's hint. */
  readonly fingerprint: string;
  /** For people: `ECDSA P-256`, `RSA 3072`, `Ed25519`. */
  readonly type: string;
  readonly key: KeyObject;
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };
const RSA_BITS = { min: 2048, max: 8192 };
const BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----$/gm;
const KMS = /^(awskms|gcpkms|azurekms|hashivault|k8s|gitlab|pkcs11):/;

/** Parses one PEM block `PUBLIC KEY` (RFC 7468). Throws InvalidPublicKey for anything else, and for types outside the allow-list. */
export function parsePublicKey(pem: string): TrustedKey {
  refuseOtherThings(pem.trim());
  const key = parse(pem);
  return { pem, fingerprint: fingerprint(key), type: keyType(key), key };
}

function refuseOtherThings(pem: string): void {
  if (KMS.test(pem)) {
    const message = "this names a key in a key management service; export its public half: cosign public-key --key <uri> > cosign.pub";
    throw new InvalidPublicKey("key-management-service", message);
  }
  const [label, ...more] = [...pem.matchAll(BLOCK)].map((match) => match[1]);
  if (label === undefined) throw new InvalidPublicKey("not-pem", "this is no PEM text; it should begin with -----BEGIN PUBLIC KEY-----");
  if (label.includes("PRIVATE KEY")) {
    throw new InvalidPublicKey("private-key", "this is a private key; give the public one, and take the private one out of here");
  }
  if (label === "CERTIFICATE") throw new InvalidPublicKey("certificate", "this is a certificate; give the public key");
  if (more.length > 0) throw new InvalidPublicKey("several-blocks", "this holds several PEM blocks; write one key a file");
  if (label !== "PUBLIC KEY") throw new InvalidPublicKey("not-pem", `this is a "${label}"; it should be a "PUBLIC KEY"`);
  if (!pem.startsWith("-----BEGIN") || !pem.endsWith("-----END PUBLIC KEY-----")) {
    throw new InvalidPublicKey("malformed", "this holds something beside the PEM block; write the key alone");
  }
}

function parse(pem: string): KeyObject {
  try {
    return createPublicKey({ key: pem, format: "pem" });
  } catch (cause) {
    throw new InvalidPublicKey("malformed", "this PEM block holds no public key that can be read", { cause });
  }
}

function fingerprint(key: KeyObject): string {
  return createHash("sha256").update(key.export({ type: "spki", format: "der" })).digest("base64");
}

function keyType(key: KeyObject): string {
  const { namedCurve = "", modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "ec":
      return `ECDSA ${CURVES[namedCurve] ?? unsupported(`the curve ${namedCurve}`)}`;
    case "rsa":
      return modulusLength >= RSA_BITS.min && modulusLength <= RSA_BITS.max ? `RSA ${modulusLength}` : wrongSize(modulusLength);
    case "ed25519":
      return "Ed25519";
    default:
      return unsupported(`the type ${key.asymmetricKeyType ?? "?"}`);
  }
}

function unsupported(what: string): never {
  const message = `this key has ${what}; use ECDSA P-256, P-384 or P-521, RSA 2048 to 8192, or Ed25519`;
  throw new InvalidPublicKey("unsupported-type", message);
}

function wrongSize(bits: number): never {
  throw new InvalidPublicKey("unsupported-size", `this RSA key has ${bits} bits; use ${RSA_BITS.min} to ${RSA_BITS.max}`);
}
