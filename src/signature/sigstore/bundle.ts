import {
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
  bundleFromJSON,
  isBundleWithDsseEnvelope,
} from "@sigstore/bundle";
import { printable } from "../../reference/index.ts";
import { decodeBase64, decodeSignature } from "./base64.ts";
import { MAX_BUNDLE_BYTES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";

/** The library matches a prefix, and so takes `version=0.33` and trailing garbage. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
]);
const CONTENTS = ["dsseEnvelope", "messageSignature"] as const;
const MATERIALS = ["publicKey", "certificate", "x509CertificateChain"] as const;

const shape = shapeReader("malformed-bundle", "the bundle");

/** A bundle's DSSE envelope, and by what it wants to be verified. */
export interface EnvelopeBundle {
  readonly material: (typeof MATERIALS)[number];
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/**
 * Reads a sigstore bundle (sigstore_bundle.proto, canonical JSON mapping) that signs by a DSSE envelope.
 * @throws SignatureRejected
 */
export function readBundle(bytes: Uint8Array): EnvelopeBundle {
  const bundle = shape.closedObject(shape.json(bytes, MAX_BUNDLE_BYTES), "the bundle", [
    ...["mediaType", "verificationMaterial"],
    ...CONTENTS,
  ]);
  checkMediaType(shape.text(bundle["mediaType"], "mediaType"));
  const material = readMaterial(bundle["verificationMaterial"]);
  if (oneOf(bundle, CONTENTS, "the bundle") === "messageSignature") {
    throw new SignatureRejected(
      "unsupported-content",
      "a bundle was found, but it holds a message signature instead of a DSSE envelope",
    );
  }
  checkEnvelope(bundle["dsseEnvelope"]);
  return { material, ...decodeEnvelope(bundle) };
}

function checkMediaType(mediaType: string): void {
  if (MEDIA_TYPES.has(mediaType)) return;
  throw new SignatureRejected(
    "unsupported-media-type",
    `a bundle was found, but "${printable(mediaType)}" is no known bundle version`,
  );
}

function readMaterial(value: unknown): EnvelopeBundle["material"] {
  const where = "verificationMaterial";
  const material = shape.closedObject(value, where, [...MATERIALS, "tlogEntries", "timestampVerificationData"]);
  const kind = oneOf(material, MATERIALS, where);
  if (kind === "publicKey") checkHint(material[kind]);
  return kind;
}

/** The hint chooses nothing: it is not authenticated, so every trusted key is tried. */
function checkHint(value: unknown): void {
  const { hint } = shape.closedObject(value, "publicKey", ["hint"]);
  if (hint !== undefined) shape.text(hint, "publicKey.hint");
}

/** The library silently prefers one where a bundle holds both. */
function oneOf<Name extends string>(object: Members, names: readonly Name[], where: string): Name {
  const [found, ...others] = names.filter((name) => Object.hasOwn(object, name));
  if (found === undefined || others.length > 0) throw shape.fail(`${where} needs exactly one of ${names.join(", ")}`);
  return found;
}

function checkEnvelope(value: unknown): void {
  const envelope = shape.closedObject(value, "dsseEnvelope", ["payload", "payloadType", "signatures"]);
  shape.text(envelope["payloadType"], "dsseEnvelope.payloadType");
  const payload = decodeBase64(shape.text(envelope["payload"], "dsseEnvelope.payload"));
  if (payload === undefined) throw shape.fail("dsseEnvelope.payload is not canonical standard base64");
  if (payload.length === 0) throw shape.fail("dsseEnvelope.payload is empty");
  const signatures = shape.list(envelope["signatures"], "dsseEnvelope.signatures");
  if (signatures.length !== 1) throw shape.fail(`dsseEnvelope has ${signatures.length} signatures, not exactly one`);
  const { sig, keyid = "" } = shape.closedObject(signatures[0], "dsseEnvelope.signatures[0]", ["sig", "keyid"]);
  decodeSignature(sig);
  shape.text(keyid, "dsseEnvelope.signatures[0].keyid");
}

/**
 * Decodes the checked envelope with the library. Log entries and timestamps stay behind: a signer of this room needs no
 * transparency log, and what is not required must not decide anything.
 */
function decodeEnvelope(bundle: Members): Omit<EnvelopeBundle, "material"> {
  const { mediaType, dsseEnvelope } = bundle;
  const decoded = bundleFromJSON({ mediaType, dsseEnvelope, verificationMaterial: { publicKey: {} } });
  if (!isBundleWithDsseEnvelope(decoded)) throw shape.fail("the bundle holds no DSSE envelope");
  const { payload, payloadType, signatures } = decoded.content.dsseEnvelope;
  const [signature] = signatures;
  if (signature === undefined) throw shape.fail("the bundle holds no signature");
  return { payload, payloadType, signature: signature.sig };
}
