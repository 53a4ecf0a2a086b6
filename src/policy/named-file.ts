import { resolve } from "node:path";
import { quote } from "./problems.ts";
import { readBoundedFile } from "../storage/index.ts";

/** Anything else is a PEM text, or a URI such as awskms://…, for which the key's parser has the command that exports it. */
export function isPath(text: string): boolean {
  return !text.includes("-----BEGIN") && !/^[A-Za-z][A-Za-z0-9+.-]+:/.test(text);
}

/**
 * The text of a file that the document names, seen from its folder.
 * @throws UnreadableFile
 */
export function readNamedFile(path: string, folder: string, limit: number): string {
  return new TextDecoder().decode(readBoundedFile(resolve(folder, path), limit));
}

/** A name that ends like a file's is no secret pasted in the place of its path; anything else is not repeated (law 10). */
export function shownPath(path: string): string {
  return /^[\w./\\ @+~-]{1,60}\.[A-Za-z]{1,5}$/.test(path) ? quote(path) : "that is named here";
}
