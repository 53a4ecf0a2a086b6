import { distance } from "fastest-levenshtein";
import { quote } from "./problems.ts";

/** A text longer than any known word is no slip of the pen, and comparing costs its length. */
const MAX_LENGTH = 64;

/** The known word that was probably meant: `signed-by` and `signdBy` are near `signedBy`, `foo` is near nothing. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  let best: { word: string; apart: number } | undefined;
  for (const candidate of known) {
    const apart = distance(letters(word), letters(candidate));
    if (best === undefined || apart < best.apart) best = { word: candidate, apart };
  }
  return best !== undefined && best.apart <= tolerance(best.word) ? best.word : undefined;
}

/** `Did you mean "signedBy"? ` or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  return found === undefined ? "" : `Did you mean ${quote(found)}? `;
}

function letters(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** A third of the letters may be wrong, but always two. */
function tolerance(word: string): number {
  return Math.max(2, Math.floor(word.length / 3));
}
