import { createHash } from "node:crypto";

const NEWLINE = 0x0a;
const HEX_LENGTH = 64;

/** A file's content: the SHA-256 of a text in hex, a line feed, the text. Nothing secret goes in: it is no signature. */
export function seal(text: string): string {
  return `${sha256(Buffer.from(text))}\n${text}`;
}

/**
 * The sealed text; undefined where a bit is not as it was written. Files are not flushed to the disk, so after a power
 * cut an entry may hold anything, a digest with other digits included.
 */
export function unseal(bytes: Buffer): string | undefined {
  const text = bytes.subarray(HEX_LENGTH + 1);
  const isWhole = bytes[HEX_LENGTH] === NEWLINE && bytes.toString("latin1", 0, HEX_LENGTH) === sha256(text);
  return isWhole ? text.toString("utf8") : undefined;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
