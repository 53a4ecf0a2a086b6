import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from "node:crypto";

/** A private key and its certificate, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  readonly dnsNames?: readonly string[];
  readonly ipv4Addresses?: readonly string[];
  /** UTC, `YYMMDDHHMMSSZ`. */
  readonly notAfter?: string;
}

const ECDSA_WITH_SHA256 = der(0x30, der(0x06, Buffer.from("2a8648ce3d040302", "hex")));
const SUBJECT_ALT_NAME = der(0x06, Buffer.from("551d11", "hex"));
const BASIC_CONSTRAINTS = der(0x06, Buffer.from("551d13", "hex"));
const COMMON_NAME = der(0x06, Buffer.from("550403", "hex"));
const TRUE = der(0x01, Buffer.from([0xff]));

/** A self-signed P-256 certificate (RFC 5280), made here so that no tool has to be installed and no key is kept. */
export function selfSigned(options: CertificateOptions): Identity {
  const pair = newKeyPair();
  const name = newName();
  return identity(
    pair,
    certificate(options, { subject: name, pair, issuer: name, issuerKey: pair.privateKey, ca: true }),
  );
}

/** An authority of one's own, and what it issues: servers do not send its certificate, so clients must have it. */
export function certificateAuthority(): {
  readonly cert: string;
  readonly issue: (options: CertificateOptions) => Identity;
} {
  const own = newKeyPair();
  const issuer = newName();
  const root = { subject: issuer, pair: own, issuer, issuerKey: own.privateKey, ca: true };
  return {
    cert: pem(certificate({}, root)),
    issue: (options) => {
      const pair = newKeyPair();
      const leaf = { subject: newName(), pair, issuer, issuerKey: own.privateKey, ca: false };
      return identity(pair, certificate(options, leaf));
    },
  };
}

type KeyPair = ReturnType<typeof newKeyPair>;

interface Parties {
  readonly subject: Buffer;
  readonly pair: KeyPair;
  readonly issuer: Buffer;
  readonly issuerKey: KeyObject;
  readonly ca: boolean;
}

function newKeyPair() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** Trust is looked up by name, so each certificate has its own. */
function newName(): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(`digestbound test ${randomUUID()}`)))));
}

function identity({ privateKey }: KeyPair, bytes: Buffer): Identity {
  return { key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), cert: pem(bytes) };
}

function certificate(options: CertificateOptions, { subject, pair, issuer, issuerKey, ca }: Parties): Buffer {
  const { notAfter = "491231235959Z" } = options;
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer,
    der(0x30, der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from(notAfter))),
    subject,
    pair.publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, der(0x30, ...extensions(options, ca))),
  );
  const signature = sign("sha256", body, issuerKey);
  return der(0x30, body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
}

function extensions({ dnsNames = [], ipv4Addresses = [] }: CertificateOptions, ca: boolean): Buffer[] {
  const alternatives = [
    ...dnsNames.map((text) => der(0x82, Buffer.from(text))),
    ...ipv4Addresses.map((address) => der(0x87, Buffer.from(address.split(".").map(Number)))),
  ];
  const constraints = der(0x30, BASIC_CONSTRAINTS, TRUE, der(0x04, der(0x30, ...(ca ? [TRUE] : []))));
  if (alternatives.length === 0) return [constraints];
  return [constraints, der(0x30, SUBJECT_ALT_NAME, der(0x04, der(0x30, ...alternatives)))];
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
