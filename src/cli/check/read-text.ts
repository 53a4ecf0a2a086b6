import { readBoundedFile, UnreadableFile } from "../../storage/index.ts";

/** What `terraform show -json` prints of a large estate has some tens of megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The text of a file, or why there is none, words that follow its name. */
export type Text = { readonly text: string } | { readonly why: string };

export function readText(path: string): Text {
  try {
    return { text: decoded(readBoundedFile(path, MAX_BYTES)) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { why: error.message };
    throw error;
  }
}

/** A file's bytes and the text that they are, or why it cannot be had, words that follow its name. */
export type ExactText = { readonly bytes: Uint8Array; readonly text: string } | { readonly why: string };

const NOT_UTF8 = "is not UTF-8 throughout";

/** For whoever writes the text back, byte for byte: in UTF-8 alone, with the mark of the byte order where it has one. */
export function readExactText(path: string): ExactText {
  try {
    const bytes = readBoundedFile(path, MAX_BYTES);
    return { bytes, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { why: error.message };
    if ((error as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA") return { why: NOT_UTF8 };
    throw error;
  }
}

/**
 * UTF-16 where a mark of the byte order says so, as readers of YAML do; else UTF-8, in which a bad byte stands for itself: Docker
 * minds none in a comment, and in a reference it is no letter.
 */
export function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isUtf16) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be", { ignoreBOM: true }).decode(bytes);
}
