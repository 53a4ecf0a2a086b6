import { z } from "zod";
import type { Path, Report } from "./problems.ts";

/** Fewer characters than this explain nothing to whoever reviews the document. */
const MIN = 10;
const MAX = 300;

/** A reason, for who does not read it: the editors' schema. */
export const reason = z.string().min(1).meta({ minLength: MIN, pattern: "^\\s*\\S.*\\s*$" });

export const REASON_EXPECTED = `one line of ${MIN} to ${MAX} characters that says why`;

/** Whether a text says why in one line that prints as it reads. */
export function isReason(text: string): boolean {
  const { length } = Array.from(text.trim());
  return length >= MIN && length <= MAX && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.trim());
}

/** Why somebody decided so, for whoever reviews the document; undefined where that is not said, which is reported. */
export function readBecause(
  because: string | undefined,
  path: Path,
  remedy: string,
  report: Report,
): string | undefined {
  const text = because?.trim() ?? "";
  if (isReason(text)) return text;
  const message = because === undefined ? `is missing; expected ${REASON_EXPECTED}.` : `expected ${REASON_EXPECTED}.`;
  report(path, message, remedy);
  return undefined;
}
