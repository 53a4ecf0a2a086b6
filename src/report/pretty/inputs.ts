import { visible } from "../../reference/index.ts";
import type { Inputs } from "../report.ts";
import type { Look } from "../style.ts";

const REASONS = 8;
const FILES = 3;

/** What files were read, as what; and which were not, and why: by reason, or one by one where every file is asked for. */
export function inputLines({ read, skipped }: Inputs, { detail }: Pick<Look, "detail">): readonly string[] {
  return [readLine(read), ...(detail === "verbose" ? each(skipped) : grouped(skipped))];
}

function readLine(read: Inputs["read"]): string {
  const files = new Set(read.map(({ file }) => file)).size;
  const byFormat = groups(read, ({ format }) => format);
  const formats = byFormat.map(
    ([format, those]) => `${new Set(those.map(({ file }) => file)).size} ${visible(format)}`,
  );
  return `Read ${many(files, "file")}${formats.length === 0 ? "" : ` (${formats.join(", ")})`}.`;
}

function each(skipped: Inputs["skipped"]): readonly string[] {
  if (skipped.length === 0) return [];
  return [
    `Skipped ${many(skipped.length, "file")}:`,
    ...skipped.map(({ file, why }) => `  ${visible(file)} ${visible(why)}`),
  ];
}

function grouped(skipped: Inputs["skipped"]): readonly string[] {
  if (skipped.length === 0) return [];
  const byReason = groups(skipped, ({ why }) => why);
  const told = byReason.slice(0, REASONS).map(([why, those]) => `  ${names(those)} ${visible(why)}`);
  const rest =
    byReason.length > REASONS ? [`  … ${many(byReason.length - REASONS, "more reason")}; -v lists every file.`] : [];
  return [`Skipped ${many(skipped.length, "file")}:`, ...told, ...rest];
}

function names(those: Inputs["skipped"]): string {
  const named = those.slice(0, FILES).map(({ file }) => visible(file));
  if (those.length === 1) return named.join("");
  const more = those.length > FILES ? `, and ${those.length - FILES} more` : "";
  return `${named.join(", ")}${more}: each`;
}

/** The largest first. */
function groups<T>(all: readonly T[], key: (one: T) => string): readonly (readonly [string, readonly T[]])[] {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const those = found.get(key(one));
    if (those === undefined) found.set(key(one), [one]);
    else those.push(one);
  }
  return [...found].sort(([, one], [, other]) => other.length - one.length);
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
