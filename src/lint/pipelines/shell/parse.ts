import { MOST_TOKENS, tokensOf } from "./lex.ts";
import { plainText, type Dialect, type Token, type Word } from "./word.ts";

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

export interface Command {
  readonly kind: "command";
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** What stands before it: `|` gives it what the last one printed. */
  readonly after: string;
  /** What stands behind it. */
  before: string;
}

/** Where several commands begin that belong together. */
export interface Opening {
  readonly kind: "open";
  readonly block: "if" | "while" | "for" | "case" | "group" | "function";
  /** Of `for`: the variable and what it goes through; of a function its name. */
  readonly words: readonly Word[];
  readonly after: string;
  /** The index of what closes it. */
  end: number;
}

export interface Closing {
  readonly kind: "close";
  redirects: readonly Redirect[];
  before: string;
}

export type Item = Command | Opening | Closing;

const OPENS: ReadonlyMap<string, Opening["block"]> = new Map([
  ["if", "if"],
  ["while", "while"],
  ["until", "while"],
  ["for", "for"],
  ["select", "for"],
  ["case", "case"],
  ["{", "group"],
]);
const CLOSES = new Set(["fi", "done", "esac", "}"]);
const SKIPPED = new Set(["then", "do", "else", "elif", "!", "time", "in", "try", "finally", "begin"]);
const DEEPEST = 40;

/** A script as a list of commands, with marks where blocks begin and end; undefined where it has more words than are read. */
export function parseScript(text: string, dialect: Dialect): readonly Item[] | undefined {
  const tokens = tokensOf(text, dialect);
  return tokens.length >= MOST_TOKENS ? undefined : new Parser(tokens).read();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #items: Item[] = [];
  readonly #open: Opening[] = [];
  #words: Word[] = [];
  #redirects: Redirect[] = [];
  #after = "";
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): readonly Item[] {
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token?.kind === "word") this.#word(token.word);
      else if (token?.kind === "redirect") this.#redirects.push(token);
      else if (token?.kind === "operator") this.#operator(token.text);
    }
    this.#endCommand("");
    for (const opening of this.#open) opening.end = this.#items.length;
    return this.#items;
  }

  #word(word: Word): void {
    const text = this.#words.length > 0 ? undefined : reserved(word);
    if (text === undefined) this.#words.push(word);
    else if (text === "function") this.#function(true);
    else if (CLOSES.has(text)) this.#close();
    else if (!SKIPPED.has(text)) this.#begin(OPENS.get(text) ?? "group");
  }

  #begin(block: Opening["block"], words: readonly Word[] = this.#header(block)): void {
    if (this.#open.length >= DEEPEST) return;
    const opening: Opening = { kind: "open", block, words, after: this.#after, end: Number.POSITIVE_INFINITY };
    this.#items.push(opening);
    this.#open.push(opening);
    this.#after = "";
  }

  /** `for x in a b c`, `case $x in`: up to where the commands begin. */
  #header(block: Opening["block"]): readonly Word[] {
    const words: Word[] = [];
    if (block !== "for" && block !== "case") return words;
    for (let next = this.#tokens[this.#at + 1]; next?.kind === "word"; next = this.#tokens[this.#at + 1]) {
      this.#at += 1;
      const text = plainText(next.word);
      if (text === "do" || (block === "case" && text === "in")) break;
      if (text !== "in" || words.length !== 1) words.push(next.word);
    }
    return words;
  }

  /** `name() {` or `function name {`; the brace opens it. */
  #function(isKeyword: boolean): void {
    if (isKeyword) this.#at += 1;
    const token = this.#tokens[this.#at];
    const name = isKeyword && token?.kind === "word" ? token.word : this.#words[0];
    this.#words = [];
    let next = this.#at + 1;
    for (let token = this.#tokens[next]; isBetween(token); token = this.#tokens[next]) next += 1;
    const brace = this.#tokens[next];
    if (name === undefined || brace?.kind !== "word" || reserved(brace.word) !== "{") return;
    this.#at = next;
    this.#begin("function", [name]);
  }

  #operator(text: string): void {
    if (text === "(") this.#parenthesis();
    else if (text === ")") {
      this.#endCommand(")");
      if (this.#open.at(-1)?.block !== "case") this.#close();
    } else this.#endCommand(text);
  }

  #parenthesis(): void {
    const next = this.#tokens[this.#at + 1];
    const isFunction = this.#words.length === 1 && next?.kind === "operator" && next.text === ")";
    if (isFunction) {
      this.#function(false);
      return;
    }
    if (this.#words.length === 1 && this.#array()) return;
    if (this.#open.at(-1)?.block === "case" && this.#words.length === 0) return;
    this.#endCommand("(");
    this.#begin("group", []);
  }

  /** `args=(a b)` is one word. */
  #array(): boolean {
    const [name] = this.#words;
    const last = name?.parts.at(-1);
    if (name === undefined || last?.kind !== "text" || !last.text.endsWith("=")) return false;
    const parts = [...name.parts];
    let { end } = name;
    for (let next = this.#tokens[this.#at + 1]; next !== undefined; next = this.#tokens[this.#at + 1]) {
      this.#at += 1;
      if (next.kind === "operator" && next.text !== "\n") break;
      if (next.kind !== "word") continue;
      parts.push(...next.word.parts, { kind: "text", text: " ", quoted: true });
      ({ end } = next.word);
    }
    this.#words = [{ parts, start: name.start, end }];
    return true;
  }

  #close(): void {
    const opening = this.#open.pop();
    if (opening === undefined) return;
    this.#endCommand("");
    opening.end = this.#items.length;
    const closing: Closing = { kind: "close", redirects: [], before: "" };
    this.#items.push(closing);
    const redirects: Redirect[] = [];
    for (let next = this.#tokens[this.#at + 1]; next?.kind === "redirect"; next = this.#tokens[this.#at + 1]) {
      redirects.push(next);
      this.#at += 1;
    }
    closing.redirects = redirects;
  }

  #endCommand(operator: string): void {
    const last = this.#items.at(-1);
    if (this.#words.length > 0 || this.#redirects.length > 0) {
      const { words, redirects } = { words: this.#words, redirects: this.#redirects };
      this.#items.push({ kind: "command", words, redirects, after: this.#after, before: operator });
      this.#words = [];
      this.#redirects = [];
    } else if (last?.kind === "close" && last.before === "") last.before = operator;
    else if (operator === "\n" && this.#after !== "") return;
    this.#after = operator;
  }
}

/** A word that a shell knows, where a command begins. */
function reserved(word: Word): string | undefined {
  const [part, ...others] = word.parts;
  if (part?.kind !== "text" || part.quoted) return undefined;
  if (others.length > 0) return undefined;
  return OPENS.has(part.text) || CLOSES.has(part.text) || SKIPPED.has(part.text) || part.text === "function"
    ? part.text
    : undefined;
}

function isBetween(token: Token | undefined): boolean {
  return token?.kind === "operator" && ["(", ")", "\n"].includes(token.text);
}
