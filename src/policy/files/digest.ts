import { digestOf, type Digest } from "../../reference/index.ts";
import type { PolicyFiles } from "./read-files.ts";

/**
 * Of a single file its own; of several that of one line each, in the order in which they are named: the file's digest and, but
 * for the first, a space and where it lies.
 */
export function digestOfFiles([first, ...bases]: PolicyFiles): Digest {
  const own = digestOf(first.bytes);
  if (bases.length === 0) return own;
  const lines = bases.map(({ bytes, name }) => `${digestOf(bytes)} ${name}`);
  return digestOf(Buffer.from([own, ...lines].map((line) => `${line}\n`).join("")));
}
