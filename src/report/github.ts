import type { Place } from "../discover/index.ts";
import { visible } from "../reference/index.ts";
import { entriesOf, fileOf, offerSentence, shownImage, worstFirst, type Entry, type Weight } from "./entries.ts";
import { lines } from "./lines.ts";
import { countLine } from "./pretty/index.ts";
import type { Report } from "./report.ts";

/** GitHub shows no more of a level and step, and leaves out the rest without a word. */
const SHOWN = 10;

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const satisfies Record<Weight, string>;

/** Annotations of GitHub Actions: workflow commands, the worst first, and what became of all in a last line. */
export function githubReport(report: Report): string {
  const entries = worstFirst(entriesOf(report));
  const shown = (weight: Weight, most: number) => entries.filter((one) => one.weight === weight).slice(0, most);
  const most = [...shown("error", SHOWN), ...shown("warning", SHOWN)];
  const notes = entries.filter(({ weight }) => weight === "note");
  const fits = most.length + notes.length === entries.length && notes.length <= SHOWN;
  const told = [...most, ...notes.slice(0, fits ? SHOWN : SHOWN - 1)];
  const more = fits
    ? []
    : [
        `::notice title=digestbound::${data(`${entries.length - told.length} more findings are not shown here: GitHub shows ${SHOWN} of each level. The whole report has them.`)}`,
      ];
  return [...told.map(command), ...more, visible(countLine(report)), ""].join("\n");
}

function command(entry: Entry): string {
  const { weight, rule, message, place, verdict, remedy } = entry;
  const image = verdict && shownImage(verdict);
  const where = place !== undefined && fileOf(place) === undefined ? `${place.resource}, ${place.path}` : undefined;
  const text = [where, image === undefined ? message : `${image}: ${message}`, offerSentence(entry), remedy];
  const said = text
    .filter((one) => one !== undefined)
    .map(lines)
    .join("\n");
  const parameters = [...locationOf(place), `title=${property(rule)}`];
  return `::${COMMANDS[weight]} ${parameters.join(",")}::${data(said)}`;
}

function locationOf(place: Place | undefined): readonly string[] {
  const file = fileOf(place);
  if (file === undefined) return [];
  const { line, column, endColumn } = place ?? {};
  const columns = line === undefined ? {} : { line, endLine: line, col: column, endColumn };
  const known = Object.entries(columns).filter(([, value]) => value !== undefined);
  return [`file=${property(file)}`, ...known.map(([name, value]) => `${name}=${value}`)];
}

/** A workflow command's message: whatever it holds, it stays in its line and means itself. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A parameter of a workflow command. */
function property(text: string): string {
  return data(visible(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
