/** No wait that anybody would sit out; so a date in 2099 stays a number that timers can hold. */
const LONGEST = 24 * 60 * 60 * 1000;

const DAY = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)";
const LONG_DAY = "(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";
/** The three forms of RFC 9110, section 5.6.7. */
const FORMS = [
  `${DAY}, (?<day>\\d{2}) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  `${LONG_DAY}, (?<day>\\d{2})-${MONTH}-(?<year>\\d{2}) ${TIME} GMT`,
  `${DAY} ${MONTH} (?<day>\\d{2}| \\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * How long a Retry-After header asks to wait (RFC 9110, section 10.2.3): seconds or a date, in milliseconds from `now`,
 * a day at most; 0 for the past and for anything that is neither.
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number {
  const text = value?.trim() ?? "";
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : (parseHttpDate(text, now) ?? now) - now;
  return Math.min(Math.max(milliseconds, 0), LONGEST);
}

/** Milliseconds since 1970; undefined for what is no date, such as 30 February. */
function parseHttpDate(text: string, now: number): number | undefined {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const { month = "", hour, minute, second } = parts;
  const [year, day] = [fullYear(parts["year"] ?? "", now), Number(parts["day"])];
  // A leap second is the second before it.
  const time = [Number(hour), Number(minute), Math.min(Number(second), 59)] as const;
  const date = new Date(Date.UTC(year, MONTHS.indexOf(month), day, ...time));
  const isReal = date.getUTCDate() === day && date.getUTCHours() === time[0] && date.getUTCMinutes() === time[1];
  return isReal && Number(second) <= 60 ? date.getTime() : undefined;
}

/** Of two digits: the year that is not more than 50 years ahead. */
function fullYear(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
