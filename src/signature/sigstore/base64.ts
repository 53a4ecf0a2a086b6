import { Refused } from "./result.ts";

/** Decodes standard base64 with padding (RFC 4648 §4) in its one canonical spelling: two spellings of a signature are two texts to compare. */
export function strictBase64(text: unknown, what: string): Buffer {
  if (typeof text !== "string") throw new Refused("malformed", `${what} is no text`);
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0 || bytes.toString("base64") !== text) throw new Refused("malformed", `${what} is not canonical base64`);
  return bytes;
}
