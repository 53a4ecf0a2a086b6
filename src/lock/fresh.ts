const HOUR = 60 * 60 * 1000;

/**
 * Whether what was written then may still be used: less than an hour ago, and not in the future, which only a wrong
 * clock brings about. Both in milliseconds since 1970.
 */
export function isFresh(written: number, now: number): boolean {
  return written <= now && now - written < HOUR;
}

/** Whether a file that was last changed then can go: an hour after its end, as a file server's clock may differ. */
export function isSpent(modified: number, now: number): boolean {
  return now - modified >= 2 * HOUR;
}
