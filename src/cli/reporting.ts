import { formats, PLAIN, type Renderer, type Report } from "../report/index.ts";
import { lookOf } from "./look.ts";
import { outputFile, type OutputFile } from "./output-file.ts";
import type { ReportFlags, Wanted } from "./report-options.ts";
import { UsageError, type Terminal } from "./terminal.ts";
import { UnwrittenReport } from "./unwritten-report.ts";

/** Writes a report to where it was asked for; the exit code stays the report's. @throws UnwrittenReport where a file cannot be written */
export type WriteReports = (report: Report) => void;

/**
 * To be called before anything is read or asked, so that a report which cannot be written costs no scan.
 * @param version of this program
 * @throws UsageError where two formats would go to standard output or to one file, or a file cannot be written
 */
export function prepareReports(flags: ReportFlags, terminal: Terminal, version: string): WriteReports {
  const wanted = wantedOf(flags);
  const files = wanted.map(({ output = "-" }) => (output === "-" ? undefined : outputFile(output, terminal.cwd())));
  refuseDoubles(wanted, files);
  const detail = flags.quiet === true ? "quiet" : flags.verbose === true ? "verbose" : "normal";
  return (report) => {
    const problems = wanted.flatMap(({ format = "pretty" }, index) => {
      const file = files[index];
      const look = file === undefined ? lookOf(terminal, flags.color) : PLAIN;
      const render: Renderer = formats[format];
      const text = render(report, { ...look, detail, version });
      if (file !== undefined) return file.write(text);
      terminal.stdout.write(text);
      return [];
    });
    if (problems.length > 0) throw new UnwrittenReport(problems.join("\n"));
  };
}

function wantedOf({ format, output }: ReportFlags): readonly Wanted[] {
  const wanted = format ?? output ?? [{}];
  if (wanted.some((one) => one.format === undefined) && wanted.length > 1)
    throw new UsageError(
      "Each --output stands after the --format that it is for: --format sarif --output results.sarif.",
    );
  return wanted;
}

function refuseDoubles(wanted: readonly Wanted[], files: readonly (OutputFile | undefined)[]): void {
  const alone = wanted.filter((_, index) => files[index] === undefined).map(({ format = "pretty" }) => format);
  if (alone.length > 1) {
    throw new UsageError(
      `Only one format can go to standard output, and ${alone.join(" and ")} would: write --output FILE after each of the others.`,
    );
  }
  const paths = files.flatMap((file) => (file === undefined ? [] : [file]));
  const double = paths.find(({ path }, index) => paths.findIndex((other) => other.path === path) !== index);
  if (double !== undefined) throw new UsageError(`Two formats cannot go to one file: ${double.named}.`);
}
