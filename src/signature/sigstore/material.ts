import type { LogEntry } from "./log-entry.ts";
import type { Timestamp } from "./timestamp.ts";

/**
 * What a candidate brings to be verified by. Entries and timestamps are read when they are asked for: where a signer needs
 * none, what they say decides nothing.
 */
export interface VerificationMaterial {
  /** The leaf in DER, where it was made with a certificate. */
  readonly certificate: (() => Buffer) | undefined;
  /** What came with the leaf: intermediate certificates of a CA of one's own. */
  readonly chain: () => readonly Buffer[];
  readonly entries: () => readonly LogEntry[];
  readonly timestamps: () => readonly Timestamp[];
}

/** Reads once; a second question gets the same answer, or the same failure. */
export function once<T>(read: () => T): () => T {
  let answer: (() => T) | undefined;
  return () => {
    answer ??= settled(read);
    return answer();
  };
}

function settled<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
