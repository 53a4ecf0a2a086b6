import { open } from "node:fs/promises";
import { MalformedJson, parseStrictJson } from "../../json/index.ts";
import { membersOf, type Members } from "../shape.ts";
import { codeOf } from "../wire-errors.ts";

/** Logins of hundreds of registries fit. */
const MAX_BYTES = 1024 * 1024;

/** A configuration with logins, or what is wrong with it, as the end of a sentence. */
export type Config = Members | string;

/** The configuration in a file; one that is not there is an empty one. */
export async function readConfigFile(path: string): Promise<Config> {
  try {
    return parse(await readBounded(path));
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" || code === "ENOTDIR" ? {} : `cannot be read (${code})`;
  }
}

export function readConfigText(text: string): Config {
  return parse(Buffer.from(text));
}

function parse(bytes: Uint8Array): Config {
  try {
    return membersOf(parseStrictJson(bytes, { bytes: MAX_BYTES })) ?? "is no JSON object";
  } catch (error) {
    if (error instanceof MalformedJson) return `is not readable as JSON (${error.reason})`;
    throw error;
  }
}

/** One byte more than may be there: a file that is too large is told as such by the parser, and never read whole. */
async function readBounded(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of file.createReadStream({
      end: MAX_BYTES,
      autoClose: false,
    }) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.byteLength;
    }
    return Buffer.concat(chunks, size);
  } finally {
    await file.close();
  }
}
