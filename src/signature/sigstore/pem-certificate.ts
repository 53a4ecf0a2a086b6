import { decodeBase64 } from "./base64.ts";

const BLOCK = /^-----BEGIN (CERTIFICATE|PUBLIC KEY)-----\r?\n([A-Za-z0-9+/=\r\n]*?)\r?\n?-----END \1-----$/;

export interface PemBlock {
  readonly label: "CERTIFICATE" | "PUBLIC KEY";
  readonly der: Buffer;
}

/** A text that is one PEM block (RFC 7468) and nothing else. */
export function readPemBlock(text: string): PemBlock | undefined {
  const [, label, body = ""] = BLOCK.exec(text.trim()) ?? [];
  const der = decodeBase64(body.replace(/\r?\n/g, ""));
  if (der === undefined || der.length === 0) return undefined;
  return label === "CERTIFICATE" || label === "PUBLIC KEY" ? { label, der } : undefined;
}

const END = "-----END CERTIFICATE-----";

/** The certificates of a text that is PEM blocks CERTIFICATE and nothing else; `undefined` for any other text. */
export function readCertificateBlocks(text: string): readonly Buffer[] | undefined {
  const parts = text.split(END);
  if (parts.pop()?.trim() !== "") return undefined;
  const blocks = parts.map((part) => readPemBlock(`${part}${END}`));
  const certificates = blocks.flatMap((block) => (block?.label === "CERTIFICATE" ? [block.der] : []));
  return certificates.length === parts.length ? certificates : undefined;
}
