import { announced, endOf, type HereDocument } from "./here-document.ts";
import { WordReader } from "./word-reader.ts";
import type { Dialect, Part, Token, Word } from "./word.ts";

/** In one script. */
export const MOST_TOKENS = 200_000;
const OPERATORS = ["&&", "||", ";;", "|&", ";", "|", "&", "(", ")"] as const;
const REDIRECTS = ["&>>", "&>", "<<<", "<<-", "<<", ">>", ">|", ">&", "<&", "<>", "<", ">"] as const;

/**
 * The words and operators of a script of a shell, in proportion to its length. A quote that ends nowhere is a character like any
 * other, so that it hides nothing. PowerShell reads near enough the same.
 */
export function tokensOf(text: string, dialect: Dialect): readonly Token[] {
  return new Lexer(text, dialect).read();
}

/** The parts of a text that a shell puts values into, as into one in double quotes: a here-document. */
export function partsOf(text: string, dialect: Dialect): readonly Part[] {
  return new WordReader(text, dialect).readText();
}

class Lexer extends WordReader {
  readonly #tokens: Token[] = [];
  #documents: HereDocument[] = [];
  #redirect: string | undefined;

  read(): readonly Token[] {
    while (this.at < this.text.length && this.#tokens.length < MOST_TOKENS) {
      if (!this.plain()) this.#character(this.text.charAt(this.at));
    }
    this.#endWord();
    return this.#tokens;
  }

  #character(character: string): void {
    if (character === "\n") this.#newLine();
    else if (/\s/.test(character)) this.#skip(1);
    else if (character === "#") this.#comment();
    else if (character === "\\") this.escape();
    else if (character === "'") this.single();
    else if (character === '"') this.double();
    else if (character === "`") this.backQuoted(false);
    else if (character === "$" || character === "{" || character === "<") {
      if (!this.template(false)) this.#special(character);
    } else this.#operator();
  }

  #special(character: string): void {
    if (character === "$") this.dollar(false);
    else if (character === "{") this.add({ kind: "text", text: "{", quoted: false }, 1);
    else this.#operator();
  }

  #skip(length: number): void {
    this.#endWord();
    this.at += length;
  }

  #endWord(): void {
    if (this.start < 0) return;
    const word: Word = { parts: this.parts, start: this.start, end: this.at };
    if (this.#redirect === undefined) this.#tokens.push({ kind: "word", word });
    else this.#redirected(this.#redirect, word);
    this.#redirect = undefined;
    this.parts = [];
    this.start = -1;
  }

  #redirected(operator: string, target: Word): void {
    const document = announced(operator, target, this.#tokens.length);
    if (document !== undefined) this.#documents.push(document);
    this.#tokens.push({ kind: "redirect", operator, target });
  }

  #newLine(): void {
    this.#endWord();
    this.#redirect = undefined;
    this.#tokens.push({ kind: "operator", text: "\n", start: this.at });
    this.at += 1;
    for (const document of this.#documents) this.#hereDocument(document);
    this.#documents = [];
  }

  /** Text, and no commands. */
  #hereDocument(document: HereDocument): void {
    const start = this.at;
    const { end, next } = endOf(this.text, start, document);
    const parts: Part[] = [{ kind: "text", text: this.text.slice(start, end), quoted: document.quoted }];
    this.#tokens[document.place] = { kind: "redirect", operator: "<<", target: { parts, start, end } };
    this.at = next;
  }

  #comment(): void {
    if (this.start >= 0) {
      this.add({ kind: "text", text: "#", quoted: false }, 1);
      return;
    }
    const end = this.text.indexOf("\n", this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  #operator(): void {
    const redirect = REDIRECTS.find((one) => this.text.startsWith(one, this.at));
    if (redirect !== undefined) {
      this.#beginRedirect(redirect);
      return;
    }
    const operator = OPERATORS.find((one) => this.text.startsWith(one, this.at)) ?? this.text.charAt(this.at);
    this.#endWord();
    this.#redirect = undefined;
    this.#tokens.push({ kind: "operator", text: operator, start: this.at });
    this.at += operator.length;
  }

  /** A number before it is no word. */
  #beginRedirect(operator: string): void {
    const isNumber =
      this.parts.length === 1 && this.parts.every(({ kind, ...part }) => kind === "text" && isDigit(part));
    const descriptor = isNumber ? this.text.slice(this.start, this.at) : "";
    if (isNumber) {
      this.parts = [];
      this.start = -1;
    } else this.#endWord();
    this.at += operator.length;
    this.#redirect = `${descriptor === "1" ? "" : descriptor}${operator}`;
  }
}

function isDigit(part: object): boolean {
  return "text" in part && typeof part.text === "string" && /^\d$/.test(part.text);
}
