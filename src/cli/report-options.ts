import { InvalidArgumentError, Option, type Command } from "commander";
import type { FormatName } from "../report/index.ts";

/** Those of the report's own table, which --help does not wait for; a test compares them. */
export const FORMAT_NAMES = [
  "pretty",
  "json",
  "sarif",
  "junit",
  "markdown",
  "github",
] as const satisfies readonly FormatName[];

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
