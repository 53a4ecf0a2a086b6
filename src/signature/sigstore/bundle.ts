import { readContent } from "./bundle-content.ts";
import type { BundleContent } from "./bundle-content.ts";
import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import { excerpt } from "./excerpt.ts";
import { MAX_CHAIN_CERTIFICATES } from "./limits.ts";
import { readLogEntries } from "./log-entry.ts";
import type { ProofDemand } from "./log-entry.ts";
import { once } from "./material.ts";
import type { VerificationMaterial } from "./material.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";
import { readTimestamps } from "./timestamp.ts";

interface Version {
  readonly proof: ProofDemand;
  /** From 0.3 on, a chain belongs to a CA of one's own (sigstore_bundle.proto, VerificationMaterial). */
  readonly chain: "usual" | "own-ca";
}

/** The library matches a prefix, and so takes `version=0.33` and trailing garbage. */
const VERSIONS: ReadonlyMap<string, Version> = new Map([
  ["application/vnd.dev.sigstore.bundle+json;version=0.1", { proof: "promise", chain: "usual" }],
  ["application/vnd.dev.sigstore.bundle+json;version=0.2", { proof: "proof", chain: "usual" }],
  ["application/vnd.dev.sigstore.bundle+json;version=0.3", { proof: "proof", chain: "own-ca" }],
  ["application/vnd.dev.sigstore.bundle.v0.3+json", { proof: "proof", chain: "own-ca" }],
]);
const CONTENTS = ["dsseEnvelope", "messageSignature"] as const;
const MATERIALS = ["publicKey", "certificate", "x509CertificateChain"] as const;

const shape = shapeReader("malformed-bundle", "the bundle");

/** A sigstore bundle (sigstore_bundle.proto, canonical JSON mapping). */
export interface Bundle {
  readonly content: BundleContent;
  readonly material: VerificationMaterial;
  /** It brings a certificate chain as only a CA of one's own needs it. */
  readonly bringsChain: boolean;
}

/** @throws SignatureRejected */
export function readBundle(bytes: Uint8Array, maxBytes: number): Bundle {
  const bundle = shape.closedObject(shape.json(bytes, maxBytes), "the bundle", [
    ...["mediaType", "verificationMaterial"],
    ...CONTENTS,
  ]);
  const version = readVersion(shape.text(bundle["mediaType"], "mediaType"));
  const { material, bringsChain } = readMaterial(bundle["verificationMaterial"], version);
  const kind = shape.oneOf(bundle, CONTENTS, "the bundle");
  return { content: readContent(kind, bundle[kind], shape), material, bringsChain };
}

function readVersion(mediaType: string): Version {
  const version = VERSIONS.get(mediaType);
  if (version !== undefined) return version;
  throw new SignatureRejected(
    "unsupported-media-type",
    `a bundle was found, but "${excerpt(mediaType)}" is no known bundle version`,
  );
}

function readMaterial(value: unknown, version: Version): Pick<Bundle, "material" | "bringsChain"> {
  const where = "verificationMaterial";
  const members = shape.closedObject(value, where, [...MATERIALS, "tlogEntries", "timestampVerificationData"]);
  const kind = shape.oneOf(members, MATERIALS, where);
  if (kind === "publicKey") checkHint(members[kind]);
  const certificates = kind === "publicKey" ? undefined : once(() => readCertificates(kind, members[kind]));
  return {
    material: {
      certificate: certificates && (() => certificates().leaf),
      chain: () => certificates?.().chain ?? [],
      entries: once(() => readLogEntries(members["tlogEntries"], version.proof)),
      timestamps: once(() => readTimestamps(members["timestampVerificationData"])),
    },
    bringsChain: kind === "x509CertificateChain" && version.chain === "own-ca",
  };
}

/** The hint chooses nothing: it is not authenticated, so every trusted key is tried. */
function checkHint(value: unknown): void {
  const { hint } = shape.closedObject(value, "publicKey", ["hint"]);
  if (hint !== undefined) shape.text(hint, "publicKey.hint");
}

interface Certificates {
  readonly leaf: Buffer;
  readonly chain: readonly Buffer[];
}

function readCertificates(kind: "certificate" | "x509CertificateChain", value: unknown): Certificates {
  if (kind === "certificate") return { leaf: readCertificate(value, kind), chain: [] };
  const { certificates } = shape.closedObject(value, kind, ["certificates"]);
  const list = shape.list(certificates, `${kind}.certificates`);
  if (list.length > MAX_CHAIN_CERTIFICATES) throw shape.fail(`${kind} has more than ${MAX_CHAIN_CERTIFICATES} members`);
  const [leaf, ...chain] = list.map((one, index) => readCertificate(one, `${kind}.certificates[${index}]`));
  if (leaf === undefined) throw shape.fail(`${kind} is empty`);
  if (chain.some(isRoot)) throw shape.fail(`${kind} holds a root certificate`);
  return { leaf, chain };
}

function readCertificate(value: unknown, where: string): Buffer {
  return shape.bytes(shape.closedObject(value, where, ["rawBytes"])["rawBytes"], `${where}.rawBytes`);
}

/** The specification forbids it, because somebody might trust it. What cannot be decoded is refused when it is needed. */
function isRoot(der: Buffer): boolean {
  try {
    return parseCertificate(der).selfIssued;
  } catch (error) {
    if (error instanceof MalformedCertificate) return false;
    throw error;
  }
}
