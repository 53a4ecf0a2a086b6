import type { Verdict } from "../../gate/index.ts";
import { fileOf, shownImage } from "../entries.ts";
import { countLine } from "../pretty/index.ts";
import { countLifted, type Inputs, type Report } from "../report.ts";
import { artifactOf, regionOf } from "./place.ts";
import { messageLines } from "./message.ts";

/** Of each kind; the rest is counted. */
const MOST = 1000;

type Level = "error" | "warning" | "note";

/** False where something could not be found out, or nothing was there to judge: then no results do not say that all is well (law 3). */
export function isSuccessful({ verdicts }: Report): boolean {
  return verdicts.length > 0 && verdicts.every(({ status }) => status !== "undetermined");
}

/** What nobody could judge, what was not read, what exemptions lifted, and what of the results had no room. */
export function notifications(report: Report, cut: number): readonly object[] {
  const { verdicts, inputs } = report;
  const undetermined = verdicts.filter(({ status }) => status === "undetermined");
  const skipped = inputs?.skipped ?? [];
  return [
    ...(verdicts.length === 0 ? [notification("note", countLine(report))] : []),
    ...(cut === 0
      ? []
      : [notification("warning", `${cut} more results, none of them worse, are left out: GitHub takes no more.`)]),
    ...exempt(countLifted(verdicts)),
    ...undetermined.slice(0, MOST).map(unjudged),
    ...more("error", undetermined.length, "images could not be judged."),
    ...skipped.slice(0, MOST).map(skippedFile),
    ...more("warning", skipped.length, "files were skipped."),
  ];
}

/** They are no results, and yet an auditor must see that there are some. */
function exempt(lifted: number): readonly object[] {
  if (lifted === 0) return [];
  const what = lifted === 1 ? "1 finding is" : `${lifted} findings are`;
  return [notification("note", `${what} exempt, and no result: the other formats tell which, and who answers for it.`)];
}

function unjudged(verdict: Verdict): object {
  const { line, column, endColumn, resource, path } = verdict.use.place;
  const file = fileOf(verdict.use.place);
  const what = `${shownImage(verdict) ?? "An image"} in ${resource}, ${path} could not be judged.`;
  if (file === undefined) return notification("error", what);
  const at = { line, column, endColumn };
  const known = Object.fromEntries(Object.entries(at).filter(([, value]) => value !== undefined));
  return notification("error", what, { artifactLocation: artifactOf(file), region: regionOf(known) });
}

function skippedFile({ file, why }: Inputs["skipped"][number]): object {
  return notification("warning", `${file} ${why}`, file === "-" ? undefined : { artifactLocation: artifactOf(file) });
}

function more(level: Level, count: number, what: string): readonly object[] {
  return count > MOST ? [notification(level, `${count - MOST} more ${what}`)] : [];
}

function notification(level: Level, text: string, physicalLocation?: object): object {
  return {
    level,
    message: { text: messageLines(text) },
    ...(physicalLocation && { locations: [{ physicalLocation }] }),
  };
}
