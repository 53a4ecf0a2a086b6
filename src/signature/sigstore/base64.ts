import { MAX_SIGNATURE_CHARACTERS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";

/**
 * Decodes standard base64 (RFC 4648 §4) in its one canonical spelling: no line breaks, no URL-safe alphabet, full padding,
 * no stray bits. `undefined` for any other text; Node's own decoder, and with it the sigstore library, skips what it does not know.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** @throws SignatureRejected "malformed-signature" */
export function decodeSignature(text: unknown): Buffer {
  if (typeof text !== "string" || text === "") throw malformed("it is empty");
  if (text.length > MAX_SIGNATURE_CHARACTERS) throw malformed("it is longer than that of any supported key");
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw malformed("it is not canonical standard base64");
  return bytes;
}

function malformed(message: string): SignatureRejected {
  return new SignatureRejected("malformed-signature", `a signature was found, but ${message}`);
}
