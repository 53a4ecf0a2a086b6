import { z } from "zod";
import type { KeyValidity } from "../signature/index.ts";
import { DAY_PATTERN, endOf, isDay, startOf } from "./day.ts";
import type { Path, Report } from "./problems.ts";
import { readShape, type Shape } from "./shape.ts";
import { text } from "./signer-parts.ts";

const day = z.string().refine(isDay).meta({ pattern: DAY_PATTERN });

/** One of several keys, with the days on which it may have signed. */
export const datedKeyShape = {
  what: "a key with dates",
  schema: z.strictObject({ key: text, from: day.optional(), until: day.optional() }),
  wordings: {
    key: {
      expected: "the path of a public key file, or a public key in PEM",
      remedy: "Write { key: keys/old.pub, until: 2026-12-31 }; the path is seen from the document's folder.",
    },
    from: { expected: "a day", remedy: "Write from: 2026-01-01, the first day in UTC on which the key may sign." },
    until: { expected: "a day", remedy: "Write until: 2026-12-31, the last day in UTC on which the key may sign." },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

export interface DatedKey {
  readonly key: string;
  readonly validity?: KeyValidity;
}

/** An entry of `keys`: a key alone, or with dates. */
export function readDatedKey(value: unknown, path: Path, report: Report): DatedKey | undefined {
  if (typeof value === "string") return { key: value };
  const raw = readShape(datedKeyShape, value, path, report);
  if (raw === undefined) return undefined;
  const { key, from, until } = raw;
  if (from === undefined && until === undefined) {
    report(path, "has no date.", "Write from or until beside key, or the key alone.");
    return undefined;
  }
  if (from !== undefined && until !== undefined && until < from) {
    report([...path, "until"], "lies before from.", "Write the first day in from and the last one in until.");
    return undefined;
  }
  const first = from === undefined ? {} : { notBefore: startOf(from) };
  return { key, validity: { ...first, ...(until !== undefined && { notAfter: endOf(until) }) } };
}
