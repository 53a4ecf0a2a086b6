const BY_DEFAULT = 120;
const LONGEST = 86_400;

/** How long the gate may take, in seconds. @throws RangeError where that is no time (law 7) */
export function deadlineOf(seconds: number = BY_DEFAULT): number {
  if (seconds > 0 && seconds <= LONGEST) return seconds;
  throw new RangeError("timeoutSeconds is no number of seconds, at most a day.");
}
