import { isAbove, Lack, readScan } from "../predicate/index.ts";
import { MAX_AGE, type attestationShapes } from "./attestation-shapes.ts";
import { durationOf } from "./duration.ts";
import type { PredicateRule } from "./predicate-rule.ts";
import type { readShape } from "./shape.ts";
import { shown } from "./shown.ts";

type Raw = NonNullable<ReturnType<typeof readShape<typeof attestationShapes.scan.schema.shape>>>;

/** How far the scanner's clock may be ahead of this machine's; the same as for timestamps. */
const AHEAD = 5 * 60 * 1000;

export function scanRule({ maximumAge, maximumSeverity }: Raw): PredicateRule {
  return {
    captures: [],
    bind:
      () =>
      (predicate, { now }) => {
        const scan = readScan(predicate);
        if (scan instanceof Lack) return scan.words;
        const age = ageLack(scan.finishedOn, now, maximumAge);
        if (age !== undefined || maximumSeverity === undefined) return age;
        const worst = scan.worst();
        if (worst instanceof Lack) return worst.words;
        if (worst === undefined || !isAbove(worst.severity, maximumSeverity)) return undefined;
        const name = worst.id === undefined ? "a finding without a name" : shown(worst.id);
        return `reports ${name}, which counts as ${worst.severity}, and at most ${maximumSeverity} is let through`;
      },
  };
}

function ageLack(finishedOn: Date, now: Date, maximumAge: string | undefined): string | undefined {
  const age = now.getTime() - finishedOn.getTime();
  const said = `says that the scan was finished at ${finishedOn.toISOString()}`;
  // A comparison with no number is false, so that a broken clock lets nothing through.
  if (!(age >= -AHEAD)) return `${said}, which is in the future`;
  const most = maximumAge === undefined ? Infinity : durationOf(maximumAge, MAX_AGE);
  return age <= (most ?? 0) ? undefined : `${said}, which is longer ago than ${maximumAge ?? ""}`;
}
