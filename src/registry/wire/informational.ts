/** A server sent answers that only announce the answer (1xx), one after the other. */
export class TooManyInformational extends Error {
  override readonly name = "TooManyInformational";
}

/** Counts the informational answers to one request; what it throws ends the request. */
export function informationalLimit(limit: number): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > limit) throw new TooManyInformational(`more than ${limit}`);
  };
}
