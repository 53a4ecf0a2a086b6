import { generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";

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
export function selfSigned({
  dnsNames = [],
  ipv4Addresses = [],
  notAfter = "491231235959Z",
}: CertificateOptions): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Trust is looked up by name, so each certificate has its own.
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(`digestbound test ${randomUUID()}`)))));
  const alternatives = [
    ...dnsNames.map((text) => der(0x82, Buffer.from(text))),
    ...ipv4Addresses.map((address) => der(0x87, Buffer.from(address.split(".").map(Number)))),
  ];
  const extensions = [
    der(0x30, BASIC_CONSTRAINTS, TRUE, der(0x04, der(0x30, TRUE))),
    der(0x30, SUBJECT_ALT_NAME, der(0x04, der(0x30, ...alternatives))),
  ];
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name,
    der(0x30, der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from(notAfter))),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = der(0x30, body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  return { key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), cert: pem(certificate) };
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
