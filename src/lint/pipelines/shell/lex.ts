import { closingOf } from "./closing.ts";
import { announced, endOf, type HereDocument } from "./here-document.ts";
import { type Found, templateAt } from "./templates.ts";
import { bracedAt, variableAt } from "./variables.ts";
import type { Dialect, Part, Token, Word } from "./word.ts";

const PLAIN = /[^\s;|&()<>'"`${\\#]+/y;
const OPERATORS = ["&&", "||", ";;", "|&", ";", "|", "&", "(", ")"] as const;
const REDIRECTS = ["&>>", "&>", "<<<", "<<-", "<<", ">>", ">|", ">&", "<&", "<>", "<", ">"] as const;
/** Braces that end nowhere are looked for again and again. */
const MOST_UNCLOSED = 100;

/**
 * The words and operators of a script of a shell, in proportion to its length. A quote that ends nowhere is a character like any
 * other, so that it hides nothing. PowerShell reads near enough the same.
 */
export function tokensOf(text: string, dialect: Dialect): readonly Token[] {
  return new Lexer(text, dialect).read();
}

/** The parts of a text that a shell puts values into, as into one in double quotes: a here-document. */
export function partsOf(text: string, dialect: Dialect): readonly Part[] {
  return new Lexer(text, dialect).readText();
}

class Lexer {
  readonly #text: string;
  readonly #dialect: Dialect;
  readonly #tokens: Token[] = [];
  readonly #missing = new Set<string>();
  #unclosed = 0;
  #documents: HereDocument[] = [];
  #parts: Part[] = [];
  #start = -1;
  #redirect: string | undefined;
  #at = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  read(): readonly Token[] {
    while (this.#at < this.#text.length) {
      if (!this.#plain()) this.#character(this.#text.charAt(this.#at));
    }
    this.#endWord();
    return this.#tokens;
  }

  readText(): readonly Part[] {
    while (this.#at < this.#text.length) this.#insideDouble(this.#text.length);
    return this.#parts;
  }

  #plain(): boolean {
    PLAIN.lastIndex = this.#at;
    const found = PLAIN.exec(this.#text)?.[0];
    if (found === undefined) return false;
    this.#add({ kind: "text", text: found, quoted: false }, found.length);
    return true;
  }

  #character(character: string): void {
    if (character === "\n") this.#newLine();
    else if (/\s/.test(character)) this.#skip(1);
    else if (character === "#") this.#comment();
    else if (character === "\\") this.#escape();
    else if (character === "'") this.#single();
    else if (character === '"') this.#double();
    else if (character === "`") this.#backQuoted(false);
    else if (character === "$" || character === "{" || character === "<") {
      if (!this.#template(false)) this.#special(character);
    } else this.#operator();
  }

  #special(character: string): void {
    if (character === "$") this.#dollar(false);
    else if (character === "{") this.#add({ kind: "text", text: "{", quoted: false }, 1);
    else this.#operator();
  }

  #skip(length: number): void {
    this.#endWord();
    this.#at += length;
  }

  #add(part: Part, length: number): void {
    if (this.#start < 0) this.#start = this.#at;
    this.#parts.push(part);
    this.#at += length;
  }

  #endWord(): void {
    if (this.#start < 0) return;
    const word: Word = { parts: this.#parts, start: this.#start, end: this.#at };
    if (this.#redirect === undefined) this.#tokens.push({ kind: "word", word });
    else this.#redirected(this.#redirect, word);
    this.#redirect = undefined;
    this.#parts = [];
    this.#start = -1;
  }

  #redirected(operator: string, target: Word): void {
    const document = announced(operator, target, this.#tokens.length);
    if (document !== undefined) this.#documents.push(document);
    this.#tokens.push({ kind: "redirect", operator, target });
  }

  #newLine(): void {
    this.#endWord();
    this.#redirect = undefined;
    this.#tokens.push({ kind: "operator", text: "\n", start: this.#at });
    this.#at += 1;
    for (const document of this.#documents) this.#hereDocument(document);
    this.#documents = [];
  }

  /** Text, and no commands. */
  #hereDocument(document: HereDocument): void {
    const start = this.#at;
    const { end, next } = endOf(this.#text, start, document);
    const parts: Part[] = [{ kind: "text", text: this.#text.slice(start, end), quoted: document.quoted }];
    this.#tokens[document.place] = { kind: "redirect", operator: "<<", target: { parts, start, end } };
    this.#at = next;
  }

  #comment(): void {
    if (this.#start >= 0) {
      this.#add({ kind: "text", text: "#", quoted: false }, 1);
      return;
    }
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #escape(): void {
    const next = /^\\(\r?\n|[\s\S]?)/.exec(this.#text.slice(this.#at, this.#at + 3));
    const escaped = next?.[1] ?? "";
    const length = 1 + escaped.length;
    if (escaped.endsWith("\n")) this.#at += length;
    else this.#add({ kind: "text", text: escaped === "" ? "\\" : escaped, quoted: true }, length);
  }

  #single(): void {
    const end = this.#find("'", this.#at + 1);
    if (end === undefined) return this.#add({ kind: "text", text: "'", quoted: false }, 1);
    if (this.#start < 0) this.#start = this.#at;
    this.#at += 1;
    if (this.#at === end) this.#parts.push({ kind: "text", text: "", quoted: true });
    while (this.#at < end) {
      if (this.#template(true)) continue;
      const next = this.#nextTemplate(end);
      this.#add({ kind: "text", text: this.#text.slice(this.#at, next), quoted: true }, next - this.#at);
    }
    this.#at = Math.max(end + 1, this.#at);
  }

  #nextTemplate(end: number): number {
    if (this.#dialect === "plain") return end;
    const mark = this.#dialect === "circleci" ? "<" : this.#dialect === "braces" ? "{" : "$";
    const found = this.#text.slice(this.#at + 1, end).indexOf(mark);
    return found < 0 ? end : this.#at + 1 + found;
  }

  /** The text up to where the quote ends; one that ends nowhere is a character. */
  #double(): void {
    const end = this.#endOfDouble();
    if (end === undefined) return this.#add({ kind: "text", text: '"', quoted: false }, 1);
    if (this.#start < 0) this.#start = this.#at;
    this.#at += 1;
    this.#parts.push({ kind: "text", text: "", quoted: true });
    while (this.#at < end) this.#insideDouble(end);
    this.#at = Math.max(end + 1, this.#at);
  }

  #insideDouble(end: number): void {
    const character = this.#text.charAt(this.#at);
    if (character === "\\") {
      const next = this.#text.charAt(this.#at + 1);
      const escaped = next === "\n" ? "" : '$`"\\'.includes(next) ? next : `\\${next}`;
      this.#add({ kind: "text", text: escaped, quoted: true }, 2);
    } else if ("${<".includes(character) && this.#template(true)) return;
    else if (character === "$") this.#dollar(true);
    else if (character === "`") this.#backQuoted(true);
    else {
      const next = /["\\${<`]/g;
      next.lastIndex = this.#at + 1;
      const stop = Math.min(next.exec(this.#text)?.index ?? end, end);
      this.#add({ kind: "text", text: this.#text.slice(this.#at, stop), quoted: true }, stop - this.#at);
    }
  }

  #endOfDouble(): number | undefined {
    if (this.#missing.has('"')) return undefined;
    const marks = /["\\$]/g;
    marks.lastIndex = this.#at + 1;
    for (let mark = marks.exec(this.#text); mark !== null; mark = marks.exec(this.#text)) {
      if (mark[0] === '"') return mark.index;
      if (mark[0] === "\\") marks.lastIndex = mark.index + 2;
      else if (this.#text[mark.index + 1] === "(") {
        const end = this.#closing(mark.index + 2);
        if (end !== undefined) marks.lastIndex = end + 1;
      }
    }
    this.#missing.add('"');
    return undefined;
  }

  #template(quoted: boolean): boolean {
    const found = templateAt(this.#text, this.#at, this.#dialect);
    if (found === undefined) return false;
    this.#add({ ...found.part, quoted }, found.length);
    return true;
  }

  #dollar(quoted: boolean): void {
    const next = this.#text.charAt(this.#at + 1);
    if (next === "$" && this.#dialect === "make") this.#at += 1;
    const begin = this.#text.charAt(this.#at + 1);
    if (begin === "(") this.#substitution(quoted);
    else if (begin === "{") this.#braced(quoted);
    else if (begin === "'" && !quoted) this.#at += 1;
    else this.#variable(variableAt(this.#text, this.#at, quoted), quoted);
  }

  #variable(found: Found | undefined, quoted: boolean): void {
    if (found === undefined) this.#add({ kind: "text", text: "$", quoted }, 1);
    else this.#add(found.part, found.length);
  }

  #braced(quoted: boolean): void {
    const found = this.#unclosed > MOST_UNCLOSED ? undefined : bracedAt(this.#text, this.#at, quoted);
    if (found === undefined) this.#unclosed += 1;
    this.#variable(found, quoted);
  }

  #substitution(quoted: boolean): void {
    const end = this.#closing(this.#at + 2);
    if (end === undefined) return this.#add({ kind: "text", text: "$", quoted }, 1);
    const start = this.#at + 2;
    this.#add({ kind: "command", text: this.#text.slice(start, end), start, quoted }, end + 1 - this.#at);
  }

  #closing(from: number): number | undefined {
    if (this.#missing.has(")")) return undefined;
    const end = closingOf(this.#text, from);
    if (end === undefined) this.#missing.add(")");
    return end;
  }

  /** In PowerShell a back quote at the end of a line goes on in the next one. */
  #backQuoted(quoted: boolean): void {
    const isContinued = /^`\r?\n/.exec(this.#text.slice(this.#at, this.#at + 3));
    if (isContinued !== null) {
      this.#at += isContinued[0].length;
      return;
    }
    const end = this.#find("`", this.#at + 1);
    if (end === undefined) return this.#add({ kind: "text", text: "`", quoted }, 1);
    const start = this.#at + 1;
    this.#add({ kind: "command", text: this.#text.slice(start, end), start, quoted }, end + 1 - this.#at);
  }

  #operator(): void {
    const redirect = REDIRECTS.find((one) => this.#text.startsWith(one, this.#at));
    if (redirect !== undefined) return this.#beginRedirect(redirect);
    const operator = OPERATORS.find((one) => this.#text.startsWith(one, this.#at)) ?? this.#text.charAt(this.#at);
    this.#endWord();
    this.#redirect = undefined;
    this.#tokens.push({ kind: "operator", text: operator, start: this.#at });
    this.#at += operator.length;
  }

  /** A number before it is no word. */
  #beginRedirect(operator: string): void {
    const isNumber =
      this.#parts.length === 1 && this.#parts.every(({ kind, ...part }) => kind === "text" && isDigit(part));
    const descriptor = isNumber ? this.#text.slice(this.#start, this.#at) : "";
    if (isNumber) {
      this.#parts = [];
      this.#start = -1;
    } else this.#endWord();
    this.#at += operator.length;
    this.#redirect = `${descriptor === "1" ? "" : descriptor}${operator}`;
  }

  #find(wanted: string, from: number): number | undefined {
    if (this.#missing.has(wanted)) return undefined;
    const found = this.#text.indexOf(wanted, from);
    if (found < 0) this.#missing.add(wanted);
    return found < 0 ? undefined : found;
  }
}

function isDigit(part: object): boolean {
  return "text" in part && typeof part.text === "string" && /^\d$/.test(part.text);
}
