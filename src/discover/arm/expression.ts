/** An expression of a template, as it is written between the brackets of a text. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number }
  /** The name in lower case: the template language tells no case apart. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** `.name` or `[index]`. */
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression };

/** What Azure Resource Manager takes. */
const LONGEST = 24_576;
const DEEPEST = 48;

const SPACE = /\s*/y;
const TEXT = /'((?:[^']|'')*)'/y;
const NUMBER = /-?\d{1,15}(?![\w.])/y;
const FUNCTION = /[a-z_]\w*(?:\.[a-z_]\w*)*(?=\s*\()/iy;
const NAME = /[a-z_]\w*/iy;

/** Thrown inside of this file only. */
class Malformed extends Error {}

/** What a text means: itself, `[[` being a bracket that begins no expression, or the expression between its brackets. */
export function expressionIn(text: string): { readonly text: string } | { readonly source: string } {
  if (!text.startsWith("[") || !text.endsWith("]")) return { text };
  return text.startsWith("[[") ? { text: text.slice(1) } : { source: text.slice(1, -1) };
}

/** Undefined where it is none, or one longer or deeper than is read. */
export function parseExpression(source: string): Expression | undefined {
  if (source.length > LONGEST) return undefined;
  try {
    return new Parser(source).whole();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Parser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Expression {
    const expression = this.#expression(0);
    if (this.#at < this.#source.length) throw new Malformed();
    return expression;
  }

  #expression(depth: number): Expression {
    if (depth > DEEPEST) throw new Malformed();
    let expression = this.#primary(depth);
    for (;;) {
      const key = this.#key(depth);
      if (key === undefined) return expression;
      expression = { kind: "member", of: expression, key };
    }
  }

  #primary(depth: number): Expression {
    const text = this.#take(TEXT);
    if (text !== undefined) return { kind: "literal", value: text.slice(1, -1).replaceAll("''", "'") };
    const number = this.#take(NUMBER);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const name = this.#take(FUNCTION);
    if (name === undefined) throw new Malformed();
    this.#wanted("(");
    return { kind: "call", name: name.toLowerCase(), args: this.#arguments(depth) };
  }

  #arguments(depth: number): readonly Expression[] {
    const args: Expression[] = [];
    if (this.#sign(")")) return args;
    do args.push(this.#expression(depth + 1));
    while (this.#sign(","));
    this.#wanted(")");
    return args;
  }

  /** What is left out where it is not there, `.?name` and `[?index]`, is that very thing where it is. */
  #key(depth: number): Expression | undefined {
    if (this.#sign(".")) {
      this.#sign("?");
      const name = this.#take(NAME);
      if (name === undefined) throw new Malformed();
      return { kind: "literal", value: name };
    }
    if (!this.#sign("[")) return undefined;
    this.#sign("?");
    const key = this.#expression(depth + 1);
    this.#wanted("]");
    return key;
  }

  #wanted(sign: string): void {
    if (!this.#sign(sign)) throw new Malformed();
  }

  #sign(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += 1;
    this.#skip();
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found === undefined) return undefined;
    this.#at += found.length;
    this.#skip();
    return found;
  }

  #skip(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#source)?.[0].length ?? 0;
  }
}
