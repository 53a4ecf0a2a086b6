import type { Verdict } from "../../gate/index.ts";
import type { Place } from "../../discover/index.ts";
import { told, type LevelsNow } from "../../policy/index.ts";
import { visible } from "../../reference/index.ts";
import { rules, type RuleId } from "../../rules/index.ts";
import { entriesAbout, generalEntry, shownImage, WEIGHT_WORDS, type Entry } from "../entries.ts";
import { lines } from "../lines.ts";
import type { GeneralFinding } from "../report.ts";
import type { Look } from "../style.ts";
import { aheadText, liftedText, offerOf, PURPOSES } from "../text.ts";
import { heading, hiddenLines, vouchingLines } from "./named.ts";
import { addressOf, COLOURS, linked, paint, WEIGHT_COLOURS } from "./paint.ts";
import { widthOf, wrapped } from "./wrap.ts";

const GUTTER = "   ";

/** Shows what stands in files. A rule is explained where it is first violated, so one instance is one run. */
export class Framer {
  readonly #levels: LevelsNow;
  readonly #look: Look;
  readonly #explained = new Set<string>();

  constructor(levels: LevelsNow, look: Look) {
    this.#levels = levels;
    this.#look = look;
  }

  /** A use with what is wrong with it, as it stands in the file; or else in a few lines, with who vouches for it. */
  use(verdict: Verdict): string {
    const entries = entriesAbout(verdict, this.#levels);
    const { switchedOff } = told(verdict, this.#levels);
    const { place } = verdict.use;
    if (entries.length === 0) {
      const found = [...vouchingLines(verdict), ...hiddenLines(switchedOff)].map((line) => this.#wrapped(line));
      return [heading(verdict, this.#look), ` ${arrow(place)}`, ...found].join("\n");
    }
    const lifted = (verdict.lifted ?? []).map((one) => this.#note("exempt", liftedText(verdict, one)));
    const hidden = hiddenLines(switchedOff).map((line) => this.#wrapped(`${GUTTER}= ${line.trim()}`));
    const said = entries.flatMap((entry) => this.#said(entry));
    return [...entries.map((entry) => this.#head(entry)), ...this.#frame(verdict), ...lifted, ...hidden, ...said].join(
      "\n",
    );
  }

  /** A finding about no use, in a file or nowhere. */
  general(finding: GeneralFinding): string {
    const entry = generalEntry(finding);
    const { place } = finding;
    const where = place === undefined ? [] : [` ${arrow(place)}`, this.#note("in", subject(place))];
    return [this.#head(entry), ...where, ...this.#said(entry)].join("\n");
  }

  #head({ weight, rule, message }: Entry): string {
    const { docs, hyperlinks } = this.#look;
    const name = hyperlinks && docs !== undefined && isRule(rule) ? linked(rule, addressOf(rule, docs)) : rule;
    const word = paint(`${WEIGHT_WORDS[weight]}[${name}]`, WEIGHT_COLOURS[weight], this.#look);
    return this.#wrapped(`${word}: ${lines(message)}`);
  }

  /** The reference alone, and nothing else of its line, which may hold a secret (law 10). */
  #frame(verdict: Verdict): readonly string[] {
    const { use, status } = verdict;
    const { place } = use;
    const shown = shownImage(verdict);
    const where = this.#note("in", `${subject(place)}${PURPOSES[use.role]}`);
    if (place.line === undefined || place.endColumn === undefined || shown === undefined) {
      const name = use.secret === true ? "(secret)" : shown;
      return [` ${arrow(place)}`, ...(name === undefined ? [] : [this.#note("image", name)]), where];
    }
    const number = String(place.line).padStart(2);
    const bar = `${" ".repeat(number.length)} |`;
    const span = widthOf(`${bar} ${shown}`) > (this.#look.width ?? Infinity) ? 1 : widthOf(shown);
    const carets = paint(`${"^".repeat(span)} ${status}`, COLOURS[status], this.#look);
    return [` ${arrow(place)}`, bar, `${number} | ${shown}`, `${bar} ${carets}`, bar, where];
  }

  #said({ weight, rule, remedy, verdict, finding }: Entry): readonly string[] {
    const offer = verdict && finding && offerOf(verdict, finding);
    const use = offer && [
      this.#note(offer.isWhole ? "use" : "add the digest", offer.write),
      this.#wrapped(`${GUTTER}       (${offer.about})`),
    ];
    const instead =
      remedy === undefined ? [] : [this.#note("instead", lines(remedy).split("\n").join(`\n${GUTTER}  `))];
    // That all is as it was locked needs no explanation.
    return [...(use ?? []), ...instead, ...(weight === "note" ? [] : this.#explanation(rule))];
  }

  #explanation(rule: Entry["rule"]): readonly string[] {
    if (!isRule(rule) || this.#explained.has(rule)) return [];
    this.#explained.add(rule);
    const found = rules.find(({ id }) => id === rule);
    const ahead = aheadText(this.#levels(rule));
    const { docs, hyperlinks } = this.#look;
    const more = docs === undefined ? [["more", `digestbound explain ${rule}`] as const] : [];
    const address = docs === undefined || hyperlinks ? [] : [["docs", addressOf(rule, docs)] as const];
    const notes = [
      [`why ${rule}`, found?.why ?? ""] as const,
      ["what to do", found?.remedy ?? ""] as const,
      ...(ahead === undefined ? [] : [["from when", ahead] as const]),
      ...more,
      ...address,
    ];
    return notes.map(([label, text]) => this.#note(label, text));
  }

  #note(label: string, text: string): string {
    return this.#wrapped(`${GUTTER}= ${label}: ${text}`);
  }

  #wrapped(text: string): string {
    return wrapped(text, this.#look.width);
  }
}

function arrow({ file, line, column }: Place): string {
  const at = [line, column].flatMap((one) => (one === undefined ? [] : [`:${one}`])).join("");
  return ` --> ${visible(file ?? "")}${at}`;
}

function subject({ resource, path }: Place): string {
  return [resource, path]
    .filter((part) => part !== "")
    .map((part) => visible(part))
    .join(", ");
}

function isRule(rule: Entry["rule"]): rule is RuleId {
  return rules.some(({ id }) => id === rule);
}
