import { githubReport } from "./github.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown/index.ts";
import { prettyReport } from "./pretty/index.ts";
import type { Report } from "./report.ts";
import { sarifReport } from "./sarif/index.ts";
import type { Style } from "./style.ts";

/** A whole report as the text that is written; escaped for what reads it (law 10). */
export type Renderer = (report: Report, style: Style) => string;

/** Every format by the name that `--format` takes: a format is one file and one line here. */
export const formats = {
  pretty: prettyReport,
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
  markdown: markdownReport,
  github: githubReport,
} as const satisfies Readonly<Record<string, Renderer>>;

export type FormatName = keyof typeof formats;

export const FORMAT_NAMES = Object.keys(formats) as readonly FormatName[];
