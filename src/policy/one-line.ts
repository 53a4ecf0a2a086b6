/** Fewer characters than this explain nothing to whoever reviews the document. */
const MIN = 10;
const MAX = 300;

export const REASON_EXPECTED = `one line of ${MIN} to ${MAX} characters that says why`;

/** Whether a text says why in one line that prints as it reads. */
export function isReason(text: string): boolean {
  const { length } = text.trim();
  return length >= MIN && length <= MAX && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.trim());
}
