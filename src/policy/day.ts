const DAY = /^\d{4}-\d\d-\d\d$/;
/** What a day looks like, for who can only compare texts. */
export const DAY_PATTERN = DAY.source;

const LAST_MILLISECOND = "T23:59:59.999Z";

/** Whether a text is a day of the calendar: `2026-12-31`. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The first moment of a day in UTC. */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** The last moment of a day in UTC. */
export function endOf(day: string): Date {
  return new Date(`${day}${LAST_MILLISECOND}`);
}
