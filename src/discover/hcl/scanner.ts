import { HOLES } from "../partial.ts";

/** A text that is no HCL, or more of it than is read. */
export class InvalidHcl extends Error {}

const DEEPEST = 64;
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const BLANK = /(?:[ \t\r]+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const BLANK_LINES = /(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
/** What a value may begin with, and no operator. */
const VALUE = /[\p{L}\p{N}_"]/u;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** What an expression in a template is; undefined where nobody can tell. */
export type Resolve = (expression: string) => string | undefined;

/** Reads the words of a text in the syntax of HCL, from a place on. */
export class Scanner {
  at = 0;
  depth = 0;
  readonly #text: string;
  readonly #resolve: Resolve;

  constructor(text: string, resolve: Resolve) {
    this.#text = text;
    this.#resolve = resolve;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  peek(length = 1): string {
    return this.#text.slice(this.at, this.at + length);
  }

  since(start: number): string {
    return this.#text.slice(start, this.at);
  }

  /** Skips white space and comments: on the same line, or further. */
  blank(lines = false): void {
    this.#match(lines ? BLANK_LINES : BLANK);
    if (this.peek(2) === "/*") throw new InvalidHcl();
  }

  identifier(): string | undefined {
    return this.#match(IDENTIFIER)?.[0];
  }

  take(expected: string): boolean {
    if (this.peek(expected.length) !== expected) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) throw new InvalidHcl();
  }

  nested<Result>(read: () => Result): Result {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new InvalidHcl();
    const result = read();
    this.depth -= 1;
    return result;
  }

  /** A text in quotes; what its templates put in is resolved, or a hole. */
  quoted(): string {
    this.expect('"');
    const pieces: string[] = [];
    for (;;) {
      if (this.isAtEnd || this.peek() === "\n") throw new InvalidHcl();
      if (this.take('"')) return pieces.join("");
      pieces.push(this.take("\\") ? this.#escape() : this.#piece());
    }
  }

  /** A text of several lines, up to the one that holds nothing but its name; undefined where none begins here. */
  heredoc(): string | undefined {
    const name = this.#match(HEREDOC)?.[1];
    if (name === undefined) return undefined;
    const pieces: string[] = [];
    for (let isLineBegin = true; ;) {
      if (this.isAtEnd) throw new InvalidHcl();
      if (isLineBegin && this.#ends(name)) return pieces.join("").trim();
      isLineBegin = this.take("\n");
      pieces.push(isLineBegin ? "\n" : this.#piece());
    }
  }

  /**
   * Skips the rest of an expression: to the end of the line, to a comma or a bracket that is not its own, or to what HCL 1 lets
   * follow without any of them. Gives its text.
   * @param after whether it goes on after a value, without one whether it is a template's, which begins with words
   */
  expression(after?: boolean): string {
    const open: string[] = [];
    const start = this.at;
    let end = start;
    let isValue = after === true;
    for (;;) {
      const before = this.at;
      this.blank(open.length > 0);
      const next = this.peek();
      if (next === "" || (open.length === 0 && /[\n,)\]}]/.test(next))) break;
      const isApart = this.at > before || this.at === start;
      if (after !== undefined && open.length === 0 && isApart && isValue && VALUE.test(next)) break;
      isValue = VALUE.test(next) || /[)\]}]/.test(next);
      const closing = CLOSING.get(next);
      if (next === '"') this.nested(() => this.quoted());
      else if (next !== "<" || this.heredoc() === undefined) {
        if (closing !== undefined) open.push(closing);
        else if (/[)\]}]/.test(next) && open.pop() !== next) throw new InvalidHcl();
        this.at += next.length;
      }
      end = this.at;
    }
    if (open.length > 0) throw new InvalidHcl();
    return this.#text.slice(start, end);
  }

  #escape(): string {
    const letter = this.peek();
    this.at += 1;
    const digits = letter === "u" ? 4 : letter === "U" ? 8 : 0;
    if (digits === 0) return ESCAPES.get(letter) ?? letter;
    const code = this.peek(digits);
    this.at += digits;
    if (!/^[0-9a-f]+$/i.test(code) || parseInt(code, 16) > 0x10ffff) throw new InvalidHcl();
    return String.fromCodePoint(parseInt(code, 16));
  }

  #piece(): string {
    for (const sign of ["$", "%"]) {
      if (this.take(`${sign}${sign}{`)) return `${sign}{`;
      if (this.take(`${sign}{`)) return this.nested(() => this.#template(sign));
    }
    const start = this.at;
    this.at += 1;
    while (!this.isAtEnd && !/["\\$%\n]/.test(this.peek())) this.at += 1;
    return this.since(start);
  }

  #template(sign: string): string {
    this.take("~");
    const start = this.at;
    this.expression();
    while (!this.isAtEnd && this.peek() !== "}") {
      if (!/[\n,]/.test(this.peek())) throw new InvalidHcl();
      this.at += 1;
      this.expression();
    }
    const inner = this.since(start).replace(/~$/, "").trim();
    this.expect("}");
    return (sign === "$" ? this.#resolve(inner) : undefined) ?? HOLES.anything;
  }

  #ends(name: string): boolean {
    const end = this.#text.indexOf("\n", this.at);
    const line = this.#text.slice(this.at, end < 0 ? undefined : end);
    if (line.length > 1000 || line.trim() !== name) return false;
    this.at += line.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }
}
