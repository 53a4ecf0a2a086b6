import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseRetryAfter } from "../../src/registry/retry-after.ts";

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 27, 12, 0, 0);
const inAMinute = [
  "Fri, 27 Nov 2026 12:01:00 GMT",
  "Friday, 27-Nov-26 12:01:00 GMT",
  "Fri Nov 27 12:01:00 2026",
  "  Fri, 27 Nov 2026 12:01:00 GMT ",
];

describe("Retry-After means", () => {
  it.each([
    ["0", 0],
    ["3", 3000],
    [" 3 ", 3000],
    ["007", 7000],
    ["86400", DAY],
    ["99999999999999", DAY],
    ["9".repeat(30_000), DAY],
    ...inAMinute.map((date): [string, number] => [date, 60_000]),
    ["Fri, 27 Nov 2026 12:00:60 GMT", 59_000],
    ["Thu, 01 Jan 2099 00:00:00 GMT", DAY],
    ["Fri Dec  4 12:00:00 2026", DAY],
    ["Fri Nov 27 12:00:01 2026", 1000],
  ])("%.40j: %i ms", (value, milliseconds) => {
    expect(parseRetryAfter(value, now)).toBe(milliseconds);
  });

  it.each([
    [undefined],
    [""],
    ["-1"],
    ["+1"],
    ["1.5"],
    ["1e9"],
    ["0x10"],
    ["١"],
    ["3, 4"],
    ["soon"],
    ["Infinity"],
    ["2026-11-27T12:01:00Z"],
    ["27 Nov 2026 12:01:00 GMT"],
    ["Fri, 27 Nov 2026 12:01:00 UTC"],
    ["Fri, 27 Nov 2026 12:01:00 +0000"],
    ["fri, 27 nov 2026 12:01:00 gmt"],
    ["Fri, 27 Nov 2026 24:01:00 GMT"],
    ["Fri, 27 Nov 2026 12:60:00 GMT"],
    ["Fri, 27 Nov 2026 12:01:61 GMT"],
    ["Wed, 30 Feb 2028 12:01:00 GMT"],
    ["Fri, 00 Nov 2027 12:01:00 GMT"],
    ["Fri, 27 Nov 2026 12:01:00 GMT x"],
    ["Thu, 01 Jan 1970 00:00:00 GMT"],
    ["Fri, 27 Nov 2026 11:59:59 GMT"],
  ])("nothing where it is %j", (value) => {
    expect(parseRetryAfter(value, now)).toBe(0);
  });

  it("a year of two digits that is not more than 50 years ahead (RFC 9110, section 5.6.7)", () => {
    expect(parseRetryAfter("Friday, 27-Nov-76 12:00:00 GMT", now)).toBe(DAY);
    expect(parseRetryAfter("Sunday, 27-Nov-77 12:00:00 GMT", now)).toBe(0);
  });

  it("for any header a time that a timer can hold", () => {
    const unit = fc.constantFrom(...Array.from(" ,:-0123456789"), "Fri", "Friday", "Nov", "2026", "GMT", "12:00:00");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit, maxLength: 20 })), (header) => {
        const milliseconds = parseRetryAfter(header, now);
        expect(milliseconds >= 0 && milliseconds <= DAY).toBe(true);
      }),
    );
  });

  it("the same date in each form, as the platform's own formatter writes the first", () => {
    const time = fc.integer({ min: now + 1000, max: now + DAY }).map((ms) => Math.floor(ms / 1000) * 1000);
    fc.assert(
      fc.property(time, (ms) => {
        expect(parseRetryAfter(new Date(ms).toUTCString(), now)).toBe(ms - now);
      }),
    );
  });
});
