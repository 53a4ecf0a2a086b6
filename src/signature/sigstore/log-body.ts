import { createHash } from "node:crypto";
import type { SignedContent } from "./content.ts";
import { excerpt } from "./excerpt.ts";
import type { LogEntry } from "./log-entry.ts";
import { readPemBlock } from "./pem-certificate.ts";
import type { PemBlock } from "./pem-certificate.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";

/** With what a signature was made: a certificate, or the SubjectPublicKeyInfo of a key. */
export type SigningMaterial = PemBlock;

const shape = shapeReader("malformed-log-entry", "a log entry", "a transparency log");

/** What an entry has recorded. */
interface Recorded {
  /** Absent where the entry names the whole envelope by its hash instead. */
  readonly signature: Buffer | undefined;
  readonly signer: PemBlock;
  readonly hashes: readonly { readonly of: Buffer | undefined; readonly hash: Members; readonly form: HashForm }[];
}

type HashForm = "hex" | "base64";
type Reader = (spec: Members, content: SignedContent) => Recorded;

/**
 * Checks that an entry records this signature, over these bytes, by this certificate or key. The library compares neither
 * certificates nor keys (CVE-2026-22703): from an ECDSA signature another key can be made that fits it, and an entry
 * under that key hides the signing from whoever watches the log.
 * @throws SignatureRejected
 */
export function checkLogBody({ entry, body }: LogEntry, content: SignedContent, signer: SigningMaterial): void {
  const kind = `${entry.kindVersion.kind}/${entry.kindVersion.version}`;
  const read = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  if (read === undefined) throw rejected("unsupported-log-entry", `is of the kind "${excerpt(kind)}"`);
  const recorded = read(object(body["spec"], "spec"), content);
  if (recorded.signature?.equals(content.signature) === false)
    throw rejected("other-log-entry", "is about another signature");
  if (recorded.signer.label !== signer.label || !recorded.signer.der.equals(signer.der))
    throw rejected("other-log-entry", "names another certificate or key than the one that signed");
  if (!recorded.hashes.every(({ of, hash, form }) => isHashOf(hash, of, form)))
    throw rejected("other-log-entry", "is about other bytes");
}

/** rekor/pkg/types for version 1; rekor-tiles' protocol buffers (JSON mapping) for version 2. */
const READERS: Readonly<Record<string, Reader>> = {
  "hashedrekord/0.0.1": (spec, content) => {
    const signature = object(spec["signature"], "signature");
    return {
      signature: shape.bytes(signature["content"], "signature.content"),
      signer: pem(object(signature["publicKey"], "publicKey")["content"]),
      hashes: [hexHash(object(spec["data"], "data")["hash"], content.bytes)],
    };
  },
  "hashedrekord/0.0.2": (spec, content) => {
    const { data, signature } = object(spec["hashedRekordV002"], "hashedRekordV002");
    return { ...verifiedBy(signature), hashes: [base64Hash(data, content.bytes)] };
  },
  "dsse/0.0.1": (spec, content) => {
    const { signature, verifier } = only(spec["signatures"]);
    return {
      signature: shape.bytes(signature, "signature"),
      signer: pem(verifier),
      hashes: [hexHash(spec["payloadHash"], content.payload)],
    };
  },
  "dsse/0.0.2": (spec, content) => {
    const { payloadHash, signatures } = object(spec["dsseV002"], "dsseV002");
    return { ...verifiedBy(only(signatures)), hashes: [base64Hash(payloadHash, content.payload)] };
  },
  "intoto/0.0.2": (spec, content) => {
    const { envelope, payloadHash } = object(spec["content"], "content");
    const { sig, publicKey } = only(object(envelope, "envelope")["signatures"]);
    return {
      signature: shape.bytes(shape.bytes(sig, "sig").toString("latin1"), "sig"),
      signer: pem(publicKey),
      hashes: [hexHash(payloadHash, content.payload)],
    };
  },
  "intoto/0.0.1": (spec, content) => {
    const { hash, payloadHash } = object(spec["content"], "content");
    return {
      signature: undefined,
      signer: pem(spec["publicKey"]),
      hashes: [hexHash(hash, content.envelope), hexHash(payloadHash, content.payload)],
    };
  },
};

/** What names a key of the allow-list; the library throws at any name that it does not know. */
const KEY_DETAILS =
  /^PKIX_(?:ECDSA_P(?:256_SHA_256|384_SHA_(?:384|256)|521_SHA_(?:512|256))|ED25519(?:_PH)?|RSA_(?:PKCS1V15|PSS)_(?:2048|3072|4096)_SHA256)$/;

function verifiedBy(value: unknown): Pick<Recorded, "signature" | "signer"> {
  const { content, verifier } = object(value, "signature");
  const { x509Certificate, publicKey, keyDetails } = object(verifier, "verifier");
  if (keyDetails !== undefined && !KEY_DETAILS.test(shape.text(keyDetails, "keyDetails")))
    throw shape.fail("keyDetails names no supported key");
  if ((x509Certificate === undefined) === (publicKey === undefined)) throw shape.fail("verifier is not of one kind");
  const { rawBytes } = object(x509Certificate ?? publicKey, "verifier");
  const label = x509Certificate === undefined ? "PUBLIC KEY" : "CERTIFICATE";
  return {
    signature: shape.bytes(content, "signature.content"),
    signer: { label, der: shape.bytes(rawBytes, "rawBytes") },
  };
}

function object(value: unknown, where: string): Members {
  return shape.openObject(value, where, []);
}

function only(value: unknown): Members {
  const signatures = shape.list(value, "signatures");
  if (signatures.length !== 1) throw shape.fail(`it records ${signatures.length} signatures, not exactly one`);
  return object(signatures[0], "signatures[0]");
}

function pem(value: unknown): PemBlock {
  const block = readPemBlock(shape.bytes(value, "publicKey").toString("latin1"));
  if (block === undefined) throw shape.fail("its public key is not one PEM block");
  return block;
}

const hexHash = (hash: unknown, of: Buffer | undefined) => ({ of, hash: object(hash, "hash"), form: "hex" as const });
const base64Hash = (hash: unknown, of: Buffer) => ({ of, hash: object(hash, "hash"), form: "base64" as const });

/** The names of both versions; weaker hashes bind nothing. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ...{ sha256: "sha256", sha384: "sha384", sha512: "sha512" },
  ...{ SHA2_256: "sha256", SHA2_384: "sha384", SHA2_512: "sha512" },
};

function isHashOf({ algorithm, value, digest }: Members, bytes: Buffer | undefined, form: HashForm): boolean {
  const known = typeof algorithm === "string" && Object.hasOwn(ALGORITHMS, algorithm);
  const name = known ? ALGORITHMS[algorithm] : undefined;
  if (name === undefined || bytes === undefined) return false;
  return createHash(name).update(bytes).digest(form) === (form === "hex" ? value : digest);
}

function rejected(reason: "unsupported-log-entry" | "other-log-entry", problem: string): SignatureRejected {
  return new SignatureRejected(reason, `a signature was found, but its transparency log entry ${problem}`);
}
