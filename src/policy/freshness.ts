/** A preview and the update after it; an hour would let a signature that was taken back count for as long. */
const DEFAULT = "10m";
const MAX_SECONDS = 60 * 60;

const FRESHNESS = /^(0|[1-9]\d{0,3})([sm])?$/;

/** What such a text looks like, for who can only compare texts. */
export const FRESHNESS_PATTERN = FRESHNESS.source;

/** Whether a text is `0`, or seconds or minutes up to an hour: `30s`, `10m`. */
export function isFreshness(text: string): boolean {
  const seconds = secondsOf(text);
  return seconds !== undefined && seconds <= MAX_SECONDS;
}

/** In milliseconds; the default where nothing usable is said. */
export function freshnessOf(text: string | undefined): number {
  return (secondsOf(text ?? DEFAULT) ?? 0) * 1000;
}

function secondsOf(text: string): number | undefined {
  const [, count, unit] = FRESHNESS.exec(text) ?? [];
  if (count === undefined || (unit === undefined) !== (count === "0")) return undefined;
  return Number(count) * (unit === "m" ? 60 : 1);
}
