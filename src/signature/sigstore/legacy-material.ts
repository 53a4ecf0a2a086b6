import { shapeReader } from "./shape.ts";
import { MAX_ANNOTATION_CHARACTERS, MAX_CERTIFICATE_BYTES } from "./limits.ts";
import { logEntry, readInteger } from "./log-entry.ts";
import type { LogEntry } from "./log-entry.ts";
import { once } from "./material.ts";
import type { VerificationMaterial } from "./material.ts";
import { readCertificateBlocks, readPemBlock } from "./pem-certificate.ts";
import { SignatureRejected } from "./reasons.ts";
import { readTimestamp } from "./timestamp.ts";
import type { Timestamp } from "./timestamp.ts";

/** A layer's annotations, by their keys. */
export type Annotations = Readonly<Record<string, string>>;

/** cosign pkg/oci/static: two prefixes are in use, and the specification's prose has a third spelling. */
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const CHAIN = "dev.sigstore.cosign/chain";
const LOG_ENTRY = "dev.sigstore.cosign/bundle";
const TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

const shape = shapeReader("malformed-bundle", "the annotation");

/** What the annotations of a legacy layer bring to verify its signature by; cosign writes "" for what there is not. */
export function legacyMaterial(annotations: Annotations): VerificationMaterial {
  const annotation = (key: string) => textOf(annotations, key);
  return {
    certificate: annotation(CERTIFICATE) === undefined ? undefined : once(() => readLeaf(annotation(CERTIFICATE))),
    chain: once(() => readChain(annotation(CHAIN))),
    entries: once(() => readEntries(annotation(LOG_ENTRY))),
    timestamps: once(() => readStamps(annotation(TIMESTAMP))),
  };
}

function textOf(annotations: Annotations, key: string): string | undefined {
  const text = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  if (text === undefined || text === "") return undefined;
  if (text.length > MAX_ANNOTATION_CHARACTERS)
    throw new SignatureRejected(
      "too-large",
      `an annotation that was found has more than ${MAX_ANNOTATION_CHARACTERS} characters`,
    );
  return text;
}

/** One certificate; a public key in its place would be trusted without anybody's vouching for it (GHSA-fx35-mq7g-6g98). */
function readLeaf(pem = ""): Buffer {
  const block = readPemBlock(pem);
  if (block?.label !== "CERTIFICATE" || block.der.length > MAX_CERTIFICATE_BYTES)
    throw new SignatureRejected(
      "malformed-certificate",
      "a signature was found, but its certificate is not one PEM block CERTIFICATE",
    );
  return block.der;
}

function readChain(pem: string | undefined): readonly Buffer[] {
  const blocks = pem === undefined ? [] : readCertificateBlocks(pem);
  if (blocks === undefined)
    throw new SignatureRejected(
      "malformed-certificate",
      "a signature was found, but its chain is not PEM certificates",
    );
  return blocks;
}

/** `{"SignedEntryTimestamp":…,"Payload":{body, integratedTime, logIndex, logID}}`: an entry of Rekor 1 and its promise. */
function readEntries(text: string | undefined): readonly LogEntry[] {
  if (text === undefined) return [];
  const document = readAnnotation(text, ["SignedEntryTimestamp", "Payload"]);
  const payload = shape.closedObject(document["Payload"], "Payload", ["body", "integratedTime", "logIndex", "logID"]);
  const body = shape.bytes(payload["body"], "Payload.body");
  return [
    logEntry({
      logIndex: readInteger(payload["logIndex"], "Payload.logIndex"),
      logId: { keyId: readHexId(payload["logID"]) },
      kindVersion: kindOf(body),
      integratedTime: readInteger(payload["integratedTime"], "Payload.integratedTime"),
      inclusionPromise: {
        signedEntryTimestamp: shape.bytes(document["SignedEntryTimestamp"], "SignedEntryTimestamp"),
      },
      inclusionProof: undefined,
      canonicalizedBody: body,
    }),
  ];
}

function readAnnotation(text: string, members: readonly string[]): Readonly<Record<string, unknown>> {
  return shape.closedObject(shape.json(Buffer.from(text), MAX_ANNOTATION_CHARACTERS * 4), "the annotation", members);
}

const HEX_ID = /^[0-9a-f]{64}$/;

function readHexId(value: unknown): Buffer {
  const text = shape.text(value, "Payload.logID");
  if (!HEX_ID.test(text)) throw shape.fail("Payload.logID is not 32 bytes in lower-case hex");
  return Buffer.from(text, "hex");
}

/** Only the body says of which kind it is. */
function kindOf(body: Buffer): { kind: string; version: string } {
  const { kind, apiVersion } = shape.openObject(shape.json(body, MAX_ANNOTATION_CHARACTERS), "the body", []);
  return { kind: shape.text(kind, "kind"), version: shape.text(apiVersion, "apiVersion") };
}

function readStamps(text: string | undefined): readonly Timestamp[] {
  if (text === undefined) return [];
  const { SignedRFC3161Timestamp: stamp } = readAnnotation(text, ["SignedRFC3161Timestamp"]);
  return [readTimestamp(shape.bytes(stamp, "SignedRFC3161Timestamp"))];
}
