import { expect } from "@jest/globals";
import { NO_CORRECTIONS, readImageFile, SourceFile, type Around, type FileUse } from "../../../src/discover/index.ts";

export interface Beside {
  /** Other files of the tree. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Around["environment"];
}

/** What a file of this path holds; undefined where it is of no format that is known. */
export function reading(path: string, text: string, { files = {}, environment }: Beside = {}) {
  const around = { corrections: NO_CORRECTIONS, read: (name: string) => files[name] };
  const read = readImageFile(
    new SourceFile(path, text),
    environment === undefined ? around : { ...around, environment },
  );
  for (const use of read?.uses ?? []) expectToStandThere(path, text, use);
  return read;
}

/** Its uses in one line each: `3:12 image nginx:1.25`; a `*` where the reference itself can be written anew there. */
export function told(path: string, text: string, beside: Beside = {}): string[] {
  return (reading(path, text, beside)?.uses ?? []).map((found) => {
    const { use, source } = found;
    const what = use.kind === "image" ? use.image : use.kind === "unknown" ? (use.known ?? "…") : use.why;
    const role = use.role === "run" ? "" : ` (${use.role})`;
    return `${use.place.line}:${use.place.column} ${use.kind} ${what}${source === undefined ? "" : "*"}${role}`;
  });
}

/** Every source is the reference itself, and the place is that of the source. */
function expectToStandThere(path: string, text: string, { use, source }: FileUse): void {
  expect(use.place.file).toBe(path);
  if (source === undefined) return;
  expect(use.kind === "image" && text.slice(source.start, source.end)).toBe(use.kind === "image" ? use.image : "");
  const before = text.slice(0, source.start).split(/\r\n?|\n/);
  expect([use.place.line, use.place.column]).toEqual([before.length, (before.at(-1) ?? "").length + 1]);
}
