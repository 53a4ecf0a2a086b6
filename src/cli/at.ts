import { isDay, startOf } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import { nowOf, UsageError, type Terminal } from "./terminal.ts";

/** RFC 3339, where seconds may be left out as the policy document does. */
const MOMENT =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The moment to judge as of; undefined where none is given. Today is this very moment.
 * @throws UsageError where it is no date, or lies in the past: a run in the past would revive exemptions that have ended
 */
export function momentAt(at: string | undefined, terminal: Terminal): Date | undefined {
  if (at === undefined) return undefined;
  const now = nowOf(terminal);
  if (now.toISOString().startsWith(at) && isDay(at)) return now;
  const moment = dateOf(at);
  if (moment === undefined) {
    throw new UsageError(
      `"${printable(at)}" is no date for --at: write a day such as 2027-01-31, or 2027-01-31T09:00Z.`,
    );
  }
  if (moment < now) {
    throw new UsageError(
      `${at} has passed: --at looks ahead only, because exemptions that have ended would count in the past.`,
    );
  }
  return moment;
}

function dateOf(text: string): Date | undefined {
  if (isDay(text)) return startOf(text);
  const [, day = ""] = MOMENT.exec(text) ?? [];
  return isDay(day) ? new Date(text) : undefined;
}
