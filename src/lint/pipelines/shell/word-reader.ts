import { closingOf } from "./closing.ts";
import { type Found, templateAt } from "./templates.ts";
import { bracedAt, variableAt } from "./variables.ts";
import type { Dialect, Part } from "./word.ts";

const PLAIN = /[^\s;|&()<>'"`${\\#]+/y;
/** Braces that end nowhere are looked for again and again. */
const MOST_UNCLOSED = 100;

/** Reads the parts of one word after the other: quotes, variables, substitutions, templates. */
export class WordReader {
  protected readonly text: string;
  protected at = 0;
  protected parts: Part[] = [];
  /** Where the word begins; less than nothing between words. */
  protected start = -1;
  readonly #dialect: Dialect;
  /** What was looked for and stands nowhere further on: nobody looks for it again. */
  readonly #missing = new Set<string>();
  #unclosed = 0;

  constructor(text: string, dialect: Dialect) {
    this.text = text;
    this.#dialect = dialect;
  }

  /** The parts of a text that a shell puts values into. */
  readText(): readonly Part[] {
    while (this.at < this.text.length) this.#insideDouble(this.text.length);
    return this.parts;
  }

  protected template(quoted: boolean): boolean {
    const isBraced = this.text.startsWith("{{", this.at) || this.text.startsWith("${{", this.at);
    if (isBraced && this.#find("}}", this.at) === undefined) return false;
    const found = templateAt(this.text, this.at, this.#dialect);
    if (found === undefined) return false;
    this.add({ ...found.part, quoted }, found.length);
    return true;
  }

  protected dollar(quoted: boolean): void {
    const next = this.text.charAt(this.at + 1);
    if (next === "$" && this.#dialect === "make") this.at += 1;
    const begin = this.text.charAt(this.at + 1);
    if (begin === "(") this.#substitution(quoted);
    else if (begin === "{") this.#braced(quoted);
    else if (begin === "'" && !quoted) this.at += 1;
    else this.#variable(variableAt(this.text, this.at, quoted), quoted);
  }

  #variable(found: Found | undefined, quoted: boolean): void {
    if (found === undefined) this.add({ kind: "text", text: "$", quoted }, 1);
    else this.add(found.part, found.length);
  }

  #braced(quoted: boolean): void {
    const found = this.#unclosed > MOST_UNCLOSED ? undefined : bracedAt(this.text, this.at, quoted);
    if (found === undefined) this.#unclosed += 1;
    this.#variable(found, quoted);
  }

  #substitution(quoted: boolean): void {
    const end = this.#closing(this.at + 2);
    if (end === undefined) {
      this.add({ kind: "text", text: "$", quoted }, 1);
      return;
    }
    const start = this.at + 2;
    this.add({ kind: "command", text: this.text.slice(start, end), start, quoted }, end + 1 - this.at);
  }

  #closing(from: number): number | undefined {
    if (this.#missing.has(")")) return undefined;
    const end = closingOf(this.text, from);
    if (end === undefined) this.#missing.add(")");
    return end;
  }

  /** In PowerShell a back quote at the end of a line goes on in the next one. */
  protected backQuoted(quoted: boolean): void {
    const isContinued = /^`\r?\n/.exec(this.text.slice(this.at, this.at + 3));
    if (isContinued !== null) {
      this.at += isContinued[0].length;
      return;
    }
    const end = this.#find("`", this.at + 1);
    if (end === undefined) {
      this.add({ kind: "text", text: "`", quoted }, 1);
      return;
    }
    const start = this.at + 1;
    this.add({ kind: "command", text: this.text.slice(start, end), start, quoted }, end + 1 - this.at);
  }

  #find(wanted: string, from: number): number | undefined {
    if (this.#missing.has(wanted)) return undefined;
    const found = this.text.indexOf(wanted, from);
    if (found < 0) this.#missing.add(wanted);
    return found < 0 ? undefined : found;
  }

  protected add(part: Part, length: number): void {
    if (this.start < 0) this.start = this.at;
    this.parts.push(part);
    this.at += length;
  }

  protected single(): void {
    const end = this.#find("'", this.at + 1);
    if (end === undefined) {
      this.add({ kind: "text", text: "'", quoted: false }, 1);
      return;
    }
    if (this.start < 0) this.start = this.at;
    this.at += 1;
    if (this.at === end) this.parts.push({ kind: "text", text: "", quoted: true });
    while (this.at < end) {
      if (this.template(true)) continue;
      const next = this.#nextTemplate(end);
      this.add({ kind: "text", text: this.text.slice(this.at, next), quoted: true }, next - this.at);
    }
    this.at = Math.max(end + 1, this.at);
  }

  #nextTemplate(end: number): number {
    if (this.#dialect === "plain") return end;
    const mark = this.#dialect === "circleci" ? "<" : this.#dialect === "braces" ? "{" : "$";
    const found = this.text.slice(this.at + 1, end).indexOf(mark);
    return found < 0 ? end : this.at + 1 + found;
  }

  /** The text up to where the quote ends; one that ends nowhere is a character. */
  protected double(): void {
    const end = this.#endOfDouble();
    if (end === undefined) {
      this.add({ kind: "text", text: '"', quoted: false }, 1);
      return;
    }
    if (this.start < 0) this.start = this.at;
    this.at += 1;
    this.parts.push({ kind: "text", text: "", quoted: true });
    while (this.at < end) this.#insideDouble(end);
    this.at = Math.max(end + 1, this.at);
  }

  #insideDouble(end: number): void {
    const character = this.text.charAt(this.at);
    if (character === "\\") {
      const next = this.text.charAt(this.at + 1);
      const escaped = next === "\n" ? "" : '$`"\\'.includes(next) ? next : `\\${next}`;
      this.add({ kind: "text", text: escaped, quoted: true }, 2);
    } else if ("${<".includes(character) && this.template(true)) return;
    else if (character === "$") this.dollar(true);
    else if (character === "`") this.backQuoted(true);
    else {
      const next = /["\\${<`]/g;
      next.lastIndex = this.at + 1;
      const stop = Math.min(next.exec(this.text)?.index ?? end, end);
      this.add({ kind: "text", text: this.text.slice(this.at, stop), quoted: true }, stop - this.at);
    }
  }

  #endOfDouble(): number | undefined {
    if (this.#missing.has('"')) return undefined;
    const marks = /["\\$]/g;
    marks.lastIndex = this.at + 1;
    for (let mark = marks.exec(this.text); mark !== null; mark = marks.exec(this.text)) {
      if (mark[0] === '"') return mark.index;
      if (mark[0] === "\\") marks.lastIndex = mark.index + 2;
      else if (this.text[mark.index + 1] === "(") {
        const end = this.#closing(mark.index + 2);
        if (end !== undefined) marks.lastIndex = end + 1;
      }
    }
    this.#missing.add('"');
    return undefined;
  }

  protected escape(): void {
    const next = /^\\(\r?\n|[\s\S]?)/.exec(this.text.slice(this.at, this.at + 3));
    const escaped = next?.[1] ?? "";
    const length = 1 + escaped.length;
    if (escaped.endsWith("\n")) this.at += length;
    else this.add({ kind: "text", text: escaped === "" ? "\\" : escaped, quoted: true }, length);
  }

  protected plain(): boolean {
    PLAIN.lastIndex = this.at;
    const found = PLAIN.exec(this.text)?.[0];
    if (found === undefined) return false;
    this.add({ kind: "text", text: found, quoted: false }, found.length);
    return true;
  }
}
