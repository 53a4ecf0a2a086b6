/** Pulumi's language host takes answers of 4 MiB from a pack; a larger one would end the preview with an error about sizes. */
const MOST_BYTES = 3 * 1024 * 1024;
/** What the engine is told beside a message: the URN, the pack's and the policy's names, the description twice. */
const BYTES_BESIDE = 600;

/** How much the answer about the whole stack may still hold. */
export class ReplyBudget {
  #left = MOST_BYTES;

  /** Whether this message still fits. */
  take(message: string): boolean {
    const bytes = Buffer.byteLength(message) + BYTES_BESIDE;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
