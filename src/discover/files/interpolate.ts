/** What a variable is set to; undefined where it is not set, null where nobody here knows. */
export type Variables = (name: string) => string | null | undefined;

/** A text with its variables replaced; `…` stands for those that are left open, whose names are told. */
export interface Interpolated {
  readonly text: string;
  readonly open: readonly string[];
}

const LONGEST = 64 * 1024;
const DEEPEST = 16;
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /:?[-?+]/y;

/**
 * Replaces variables as Compose does: `$NAME`, `${NAME}`, with `:-default`, `:?error`, `:+alternative`, one in another, and `$$` for
 * the sign itself. An alternative that is left out by default leaves the text open: it is there to be used. Undefined where the text
 * cannot be read so.
 */
export function interpolate(text: string, variables: Variables): Interpolated | undefined {
  if (text.length > LONGEST) return undefined;
  const reader = new Interpolation(text, variables);
  const result = reader.read(0);
  return reader.isAtEnd ? result : undefined;
}

class Interpolation {
  #at = 0;
  readonly #text: string;
  readonly #variables: Variables;

  constructor(text: string, variables: Variables) {
    this.#text = text;
    this.#variables = variables;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** To the end, or inside braces to the closing one. Stops where it cannot go on. */
  read(depth: number): Interpolated {
    const pieces: Interpolated[] = [];
    while (!this.isAtEnd) {
      const start = this.#at;
      const next = this.#text.charAt(start);
      if (next === "}" && depth > 0) break;
      const piece = next === "$" ? this.#variable(depth) : this.#literal(depth);
      if (piece === undefined) {
        this.#at = start;
        break;
      }
      pieces.push(piece);
    }
    return { text: pieces.map(({ text }) => text).join(""), open: pieces.flatMap(({ open }) => open) };
  }

  #literal(depth: number): Interpolated {
    const start = this.#at;
    while (!this.isAtEnd && !(depth > 0 ? "$}" : "$").includes(this.#text.charAt(this.#at))) this.#at += 1;
    return { text: this.#text.slice(start, this.#at), open: [] };
  }

  #variable(depth: number): Interpolated | undefined {
    this.#at += 1;
    if (this.#take("$")) return { text: "$", open: [] };
    const isBraced = this.#take("{");
    const name = this.#match(NAME);
    if (name === undefined) return undefined;
    const value = this.#variables(name);
    if (!isBraced) return typeof value === "string" ? { text: value, open: [] } : left(name);
    const operator = this.#match(OPERATOR);
    if (operator !== undefined && depth >= DEEPEST) return undefined;
    const word = operator === undefined ? undefined : this.read(depth + 1);
    return this.#take("}") ? chosen(name, value, operator ?? "", word) : undefined;
  }

  #take(expected: string): boolean {
    if (this.#text.charAt(this.#at) !== expected) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}

function chosen(
  name: string,
  value: string | null | undefined,
  operator: string,
  word: Interpolated = { text: "", open: [] },
): Interpolated {
  const isSet = typeof value === "string" && (value !== "" || !operator.startsWith(":"));
  if (value === null) return left(name);
  if (operator.endsWith("-")) return isSet ? { text: value, open: [] } : word;
  if (operator.endsWith("+")) return isSet ? word : left(name);
  return isSet ? { text: value, open: [] } : left(name);
}

function left(name: string): Interpolated {
  return { text: "…", open: [name] };
}
