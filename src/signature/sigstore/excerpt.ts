import { printable } from "../../reference/index.ts";
import { MAX_EXCERPT_CHARACTERS } from "./limits.ts";

/** The beginning of a text that a registry sent, as it may be printed: looking for what is to be hidden takes time by length. */
export function excerpt(text: string): string {
  return printable(text.slice(0, MAX_EXCERPT_CHARACTERS));
}
