import { z } from "zod";
import { digestAlgorithm, digestHex, type Digest } from "../../reference/index.ts";
import { strictBase64 } from "./base64.ts";
import { Refused, type KeySigner, type VerifiedSigner } from "./result.ts";
import { readShape } from "./shape.ts";
import { signerOf } from "./verify-bytes.ts";

/** A signature's bundle is under 10 kB; attestations, which may be larger, are no signatures. */
const MAX_BUNDLE = 1024 * 1024;
const MAX_SUBJECTS = 1024;
const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** Any other predicate by the same key is a statement about the image, not a signature on it (CVE-2026-39395). */
const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";
const MEDIA_TYPES = ["application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.dev.sigstore.bundle+json;version=0.3"] as const;

const bundleSchema = z.strictObject({
  mediaType: z.enum(MEDIA_TYPES),
  verificationMaterial: z.looseObject({ publicKey: z.unknown().optional() }),
  dsseEnvelope: z
    .strictObject({
      payload: z.string(),
      payloadType: z.literal(PAYLOAD_TYPE),
      signatures: z.tuple([z.strictObject({ sig: z.string(), keyid: z.string().optional() })]),
    })
    .optional(),
  messageSignature: z.unknown().optional(),
});
const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(z.looseObject({ digest: z.record(z.string(), z.string()) })).min(1).max(MAX_SUBJECTS),
  predicateType: z.string(),
  predicate: z.unknown().optional(),
});

/** Verifies a sigstore bundle that holds a DSSE envelope signed by a key: claims first, then the signature. */
export function bundleSigner(bytes: Uint8Array, subject: Digest, signers: readonly KeySigner[]): VerifiedSigner {
  const bundle = readShape(bytes, MAX_BUNDLE, bundleSchema, "the bundle");
  const envelope = envelopeOf(bundle);
  const payload = strictBase64(envelope.payload, "the envelope's payload");
  checkStatement(readShape(payload, MAX_BUNDLE, statementSchema, "the signed statement"), subject);
  const signature = strictBase64(envelope.signatures[0].sig, "the signature");
  return signerOf(preAuthenticationEncoding(payload), signature, signers, "bundle");
}

function envelopeOf(bundle: z.infer<typeof bundleSchema>) {
  const { dsseEnvelope, messageSignature, verificationMaterial } = bundle;
  if (dsseEnvelope === undefined || messageSignature !== undefined) {
    throw new Refused("unsupported-content", "the bundle holds no DSSE envelope, or something beside it");
  }
  const { publicKey, ...others } = verificationMaterial;
  if (publicKey === undefined || "certificate" in others || "x509CertificateChain" in others) {
    throw new Refused("not-a-key-signature", "the signature was made with a certificate; the policy asks for a key");
  }
  return dsseEnvelope;
}

function checkStatement(statement: z.infer<typeof statementSchema>, subject: Digest): void {
  if (statement.predicateType !== SIGNATURE_PREDICATE) {
    throw new Refused("not-a-signature", "an attestation was found, but no signature: its predicate type is another");
  }
  const names = statement.subject.some(({ digest }) => digest[digestAlgorithm(subject)] === digestHex(subject));
  if (!names) throw new Refused("other-digest", "a signature was found that was made for another digest; it was copied here");
}

/** DSSE v1, "PAE": what is signed is the type and the payload, each with its length. */
function preAuthenticationEncoding(payload: Buffer): Buffer {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
