import { InvalidArgumentError, Option, type Command } from "commander";
import { FORMAT_NAMES, formats, PLAIN, type FormatName, type Renderer, type Report } from "../report/index.ts";
import { lookOf } from "./look.ts";
import { outputFile, type OutputFile } from "./output-file.ts";

import { UsageError, type Terminal } from "./terminal.ts";

/** What `--format` and `--output` said, in the order in which they stood. */
export interface Wanted {
  readonly format?: FormatName;
  output?: string;
}

/** The options of `addReportOptions`, as commander hands them on. */
export interface ReportFlags {
  readonly format?: readonly Wanted[];
  readonly output?: readonly Wanted[];
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** The options of every command that reports verdicts. Made anew for each command: the two belong together by their order. */
export function formatOptions(): readonly Option[] {
  const wanted: Wanted[] = [];
  return [
    new Option("--format <format>", "how to report; several, each with an --output of its own (default: pretty)")
      .choices(FORMAT_NAMES)
      .argParser((name: string) => {
        wanted.push({ format: formatOf(name) });
        return wanted;
      }),
    new Option("--output <file>", "where the format before it goes (default: -, standard output)").argParser(
      (file: string) => {
        direct(wanted, file);
        return wanted;
      },
    ),
    new Option("-q, --quiet", "as text: nothing where all is well, and else one line").conflicts("verbose"),
    new Option("-v, --verbose", "as text: also what was accepted, and every file that was skipped"),
    new Option("--no-color", "plain text (so does NO_COLOR)"),
  ];
}

export function addReportOptions(command: Command): Command {
  for (const option of formatOptions()) command.addOption(option);
  return command;
}

function formatOf(name: string): FormatName {
  const known = FORMAT_NAMES.find((one) => one === name);
  if (known === undefined) throw new InvalidArgumentError(`Allowed choices are ${FORMAT_NAMES.join(", ")}.`);
  return known;
}

/** An output belongs to the format before it; alone, to the text. */
function direct(wanted: Wanted[], output: string): void {
  const last = wanted.at(-1);
  if (last === undefined) wanted.push({ output });
  else if (last.output === undefined) last.output = output;
  else throw new InvalidArgumentError("Each --output stands after the --format that it is for.");
}

/** Writes a report to where it was asked for; the exit code stays the report's. @throws UnwrittenReport where a file cannot be written */
export type WriteReports = (report: Report) => void;

/** A file could not be written after all; everything else was. Exit code 3, for nobody was told. */
export class UnwrittenReport extends Error {
  override readonly name = "UnwrittenReport";
}

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
