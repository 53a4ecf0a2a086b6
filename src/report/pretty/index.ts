import type { Verdict } from "../../gate/index.ts";
import type { LevelsNow, Status } from "../../policy/index.ts";
import { entriesAbout } from "../entries.ts";
import { withoutLineCommands } from "../lines.ts";
import { count, countLifted, exitCode, passes, type Report } from "../report.ts";
import type { Look } from "../style.ts";
import { Narrator } from "../text.ts";
import { Framer } from "./framed.ts";
import { inputLines } from "./inputs.ts";
import { namedBlock } from "./named.ts";
import { inAscii } from "./paint.ts";
import { wrapped } from "./wrap.ts";

/** The report for people. Of uses that stand in files those are listed of which there is something to say. */
export function prettyReport(report: Report, look: Look): string {
  const blocks = look.detail === "quiet" ? quiet(report, look) : [...told(report, look), ...summary(report, look)];
  const text = blocks.length === 0 ? "" : `${withoutLineCommands(blocks.join("\n\n"))}\n`;
  return look.unicode ? text : inAscii(text);
}

function told(report: Report, look: Look): readonly string[] {
  const { levels, at, findings } = report;
  const narrator = new Narrator(levels);
  const framer = new Framer(levels, look);
  const asOf = at === undefined ? [] : [`As of ${at.toISOString()}, and not of this moment:`];
  const listed = look.detail === "verbose" ? report.verdicts : report.verdicts.filter((one) => isListed(one, levels));
  const uses = listed.map((verdict) =>
    verdict.use.place.file === undefined
      ? wrapped(namedBlock(verdict, levels, narrator, look), look.width)
      : framer.use(verdict),
  );
  return [...asOf, ...uses, ...findings.map((finding) => framer.general(finding))];
}

/** Ten thousand files are not told one by one of what is well in them; who names images wants to know of each. */
function isListed(verdict: Verdict, levels: LevelsNow): boolean {
  if (verdict.use.place.file === undefined || !passes(verdict)) return true;
  if ((verdict.lifted ?? []).some(({ endsIn }) => endsIn !== undefined)) return true;
  return entriesAbout(verdict, levels).some(({ weight }) => weight !== "note");
}

function quiet(report: Report, look: Look): readonly string[] {
  return exitCode(report) === 0 ? [] : summary(report, look).slice(-1);
}

/** Which files were read and which were not, and in the last line what became of their images. */
function summary(report: Report, look: Look): readonly string[] {
  const files = report.inputs === undefined ? [] : [inputLines(report.inputs, look).join("\n")];
  return [...files, countLine(report)].map((text) => wrapped(text, look.width));
}

const WORDS: readonly Status[] = ["accepted", "rejected", "undetermined", "unknown", "exempt"];

/** One line: how many uses were checked, and what became of them. */
export function countLine(report: Report): string {
  const { verdicts } = report;
  if (verdicts.length === 0) return "Nothing was checked: no image use was found.";
  const counts = WORDS.map((status) => [status, count(verdicts, status)] as const).filter(([, many]) => many > 0);
  const lifted = countLifted(verdicts);
  const exempt = lifted === 0 ? "" : ` Exemptions lifted ${lifted} ${lifted === 1 ? "finding" : "findings"}.`;
  const isAdvice = exitCode(report) === 0 && !verdicts.every(passes);
  const advice = isAdvice ? " By the levels of the policy none of that is mandatory." : "";
  return `${verdicts.length} checked: ${counts.map(([status, many]) => `${many} ${status}`).join(", ")}.${exempt}${advice}`;
}
