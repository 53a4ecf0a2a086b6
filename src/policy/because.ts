import type { Path, Report } from "./problems.ts";

/** Fewer characters than this explain nothing to whoever reviews the document. */
const MIN_BECAUSE = 10;
const MAX_BECAUSE = 300;

/** Why somebody decided so, for whoever reviews the document; undefined where that is not said, which is reported. */
export function readBecause(
  because: string | undefined,
  path: Path,
  remedy: string,
  report: Report,
): string | undefined {
  const text = because?.trim() ?? "";
  const isExplained = text.length >= MIN_BECAUSE && text.length <= MAX_BECAUSE && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
  if (isExplained) return text;
  const expected = `one line of ${MIN_BECAUSE} to ${MAX_BECAUSE} characters that says why`;
  report(path, because === undefined ? `is missing; expected ${expected}.` : `expected ${expected}.`, remedy);
  return undefined;
}
