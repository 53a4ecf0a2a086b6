const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)Z$/;

/** What a moment looks like, for who can only compare texts. */
export const MOMENT_PATTERN = MOMENT.source;

/** Whether a text is a minute of the calendar in UTC: `2026-11-28T09:00Z`. */
export function isMoment(text: string): boolean {
  const [, minute = ""] = MOMENT.exec(text) ?? [];
  const date = momentOf(text);
  return minute !== "" && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(minute);
}

/** @param text a moment as {@link isMoment} takes it */
export function momentOf(text: string): Date {
  return new Date(text.replace(/Z$/, ":00Z"));
}
