import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";

/** A machine takes some kilobytes of user data, a function or a build a little more. */
export const LONGEST_SCRIPT = 1024 * 1024;
const SHORTEST = 12;
const MOST_PARTS = 100;
const LONGEST_HEAD = 4096;
/** What base64 has not: told without a copy of the text, which is nearly always a script. */
const OTHER = /[^A-Za-z0-9+/_=\s-]/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** What a text is that may be base64, compressed or not; undefined where it is none, and `null` where it is too long. */
export function decoded(text: string): string | null | undefined {
  if (OTHER.test(text)) return undefined;
  const digits = text.replaceAll(/\s/g, "");
  if (digits.length < SHORTEST || digits.length % 4 === 1 || !BASE64.test(digits)) return undefined;
  const bytes = Buffer.from(digits, "base64");
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipped(bytes) : textOf(bytes);
}

function gunzipped(bytes: Buffer): string | null | undefined {
  try {
    return textOf(gunzipSync(bytes, { maxOutputLength: LONGEST_SCRIPT }));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? null : undefined;
  }
}

/** Bytes that are no text are no script. */
function textOf(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = new TextDecoder("utf-8").decode(bytes);
  return /[\u0000-\u0008\u000e-\u001a]/.test(text.slice(0, LONGEST_HEAD)) ? undefined : text;
}

/** The parts of a MIME message, as cloud-init takes several scripts in one; none where it is no such message. */
export function partsOf(text: string): readonly string[] {
  const head = text.slice(0, LONGEST_HEAD);
  const [, boundary] = /^content-type:\s*multipart\/[^\n]*(?:\n[ \t][^\n]*)?\bboundary="?([^"\s;]+)/im.exec(head) ?? [];
  if (boundary === undefined) return [];
  const parts = text.split(`--${boundary}`).slice(1);
  const kept = parts.slice(0, MOST_PARTS);
  return [...kept, ...(parts.length > kept.length ? [parts.slice(MOST_PARTS).join("\n")] : [])].map(bodyOf);
}

/** A part says itself how it is written; one of base64 is told by what it holds, too. */
function bodyOf(part: string): string {
  const end = /\r?\n[ \t]*\r?\n/.exec(part.slice(0, LONGEST_HEAD));
  return end === null ? part : part.slice(end.index + end[0].length);
}
