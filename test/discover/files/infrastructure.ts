import { type Corrections, NO_CORRECTIONS, readImageFile, SourceFile } from "../../../src/discover/index.ts";

/** What a file is read as, with other files beside it. */
export function reading(
  path: string,
  text: string,
  {
    beside = {},
    corrections = NO_CORRECTIONS,
  }: { beside?: Readonly<Record<string, string>>; corrections?: Corrections } = {},
) {
  return readImageFile(new SourceFile(path, text), { corrections, read: (name) => beside[name] });
}

/** `line:column kind what`, and in brackets the text that may be replaced; `secret` in the place of what is never printed. */
export function told(path: string, text: string, more: Parameters<typeof reading>[2] = {}): readonly string[] {
  return (reading(path, text, more)?.uses ?? []).map(({ use, source }) => {
    const { line = 0, column = 0 } = use.place;
    const what = use.kind === "image" ? use.image : use.kind === "unknown" ? (use.known ?? use.why ?? "") : use.why;
    const shown = use.secret === true ? "secret" : what;
    const written = source === undefined ? "" : ` [${text.slice(source.start, source.end)}]`;
    return `${line}:${column} ${use.kind} ${shown}${written}`.trim();
  });
}

export function formatOf(path: string, text: string): string | undefined {
  return reading(path, text)?.format;
}

/** A template as an object, each member on a line of its own. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
