import { isAscii, isUtf8 } from "node:buffer";
import { MAX_IDENTITY_CHARACTERS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";

const UTF8_STRING = 0x0c;

export function readUtf8String(der: Buffer, what: string): string {
  return asText(utf8StringIn(der, what), what);
}

/** DER of a UTF8String and nothing else, so that raw text is never taken for it, nor its header for text. */
export function utf8StringIn(der: Buffer, what: string): Buffer {
  const [tag, short = 0] = der;
  const lengthBytes = short < 0x80 ? 1 : short === 0x81 ? 2 : short === 0x82 ? 3 : 0;
  const isCut = lengthBytes === 0 || der.length <= lengthBytes;
  const length = isCut ? -1 : lengthBytes === 1 ? short : der.readUIntBE(2, lengthBytes - 1);
  const minimal = lengthBytes === 1 || length >= (lengthBytes === 2 ? 0x80 : 0x100);
  if (tag !== UTF8_STRING || !minimal || der.length !== 1 + lengthBytes + length)
    throw unsuitable(`its ${what} is not a UTF8String in DER`);
  return der.subarray(1 + lengthBytes);
}

/** Words of another language, and nothing that does not show. */
export function isInOtherLetters(bytes: Buffer): boolean {
  const isShort = bytes.length <= MAX_IDENTITY_CHARACTERS;
  return isShort && !isAscii(bytes) && isUtf8(bytes) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(bytes.toString("utf8"));
}

/** Compared and printed as it stands, so it holds no control, no blank at its ends and nothing that looks like another letter. */
export function asText(bytes: Buffer, what: string): string {
  if (bytes.length === 0) throw unsuitable(`its ${what} is empty`);
  if (bytes.length > MAX_IDENTITY_CHARACTERS)
    throw unsuitable(`its ${what} has more than ${MAX_IDENTITY_CHARACTERS} characters`);
  if (!bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) throw unsuitable(`its ${what} is not printable ASCII`);
  const text = bytes.toString("latin1");
  if (text.trim() !== text) throw unsuitable(`its ${what} has blanks around it`);
  return text;
}

export function unsuitable(message: string): SignatureRejected {
  return new SignatureRejected(
    "unsuitable-identity",
    `a signature was found, but its certificate cannot be matched: ${message}`,
  );
}
