const DURATION = /^([1-9]\d{0,5})([smhd])$/;

/** What a duration looks like, for who can only compare texts; and one in days. */
export const DURATION_PATTERN = DURATION.source;
export const DAYS_PATTERN = DURATION_PATTERN.replace("[smhd]", "d");

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };

/** In milliseconds: `30s`, `15m`, `12h`, `7d`; undefined where the text is none, or more than `maximum` milliseconds. */
export function durationOf(text: string, maximum: number): number | undefined {
  const [, count, unit = ""] = DURATION.exec(text) ?? [];
  const milliseconds = Number(count) * (SECONDS[unit] ?? Number.NaN) * 1000;
  return milliseconds <= maximum ? milliseconds : undefined;
}

export const DAY = 24 * 60 * 60 * 1000;
/** Ten years. */
export const LONGEST_EXEMPTION = 3650 * DAY;
