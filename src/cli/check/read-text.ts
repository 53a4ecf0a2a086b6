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
