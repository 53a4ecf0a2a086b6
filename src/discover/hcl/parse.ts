import { UNKNOWN } from "../image-use.ts";
import { JsonObject } from "../json-text.ts";
import { HOLES } from "../partial.ts";
import { InvalidHcl, Scanner } from "./scanner.ts";

/** What a variable is set to from outside; undefined where it is not. */
export type Variables = (name: string) => unknown;

const LONGEST_TEXT = 256 * 1024;
/** What templates put in may be put in again. */
const MOST_CHARACTERS = 4 * LONGEST_TEXT;
/** How Terraform and Nomad refer to what is set elsewhere: its kind, and its name. */
const REFERENCE = /^(var|local)\.([\w-]+)$/;

/**
 * Reads a text of HCL 2 as far as values stand in it: blocks and attributes as objects, a block's labels as names in
 * between; `var` and `local` by what they are set to. What an expression makes of them is a hole of a text (partial.ts).
 */
export function parseHcl(
  text: string,
  given: Variables,
  reference = REFERENCE,
): { readonly value: unknown } | { readonly why: string } {
  if (text.length > LONGEST_TEXT) return { why: `is a HCL text of more than ${LONGEST_TEXT} characters` };
  try {
    const defaults = new Parser(text, given, reference, new JsonObject()).file();
    const locals = new Parser(text, given, reference, defaults).file();
    return { value: new Parser(text, given, reference, locals).file() };
  } catch {
    return { why: "is not valid HCL" };
  }
}

class Parser {
  readonly #scanner: Scanner;
  readonly #given: Variables;
  readonly #reference: RegExp;
  readonly #before: JsonObject;
  #charactersLeft = MOST_CHARACTERS;

  /** @param before the same file, read with less known of what is set in it */
  constructor(text: string, given: Variables, reference: RegExp, before: JsonObject) {
    this.#scanner = new Scanner(text, (expression) => this.#put(expression));
    this.#given = given;
    this.#reference = reference;
    this.#before = before;
  }

  file(): JsonObject {
    const file = this.#body();
    if (!this.#scanner.isAtEnd) throw new InvalidHcl();
    return file;
  }

  #body(): JsonObject {
    const object = new JsonObject();
    for (;;) {
      this.#scanner.blank(true);
      const name = this.#name();
      if (name === undefined) return object;
      this.#scanner.blank();
      const isAttribute = this.#scanner.take("=");
      add(object, name, isAttribute ? this.#value() : this.#block());
    }
  }

  /** HCL 1 takes names in quotes, too. */
  #name(): string | undefined {
    return this.#scanner.peek() === '"' ? this.#scanner.quoted() : this.#scanner.identifier();
  }

  #block(): unknown {
    const labels: string[] = [];
    for (let label = this.#name(); label !== undefined; label = this.#name()) {
      labels.push(label);
      this.#scanner.blank();
    }
    this.#scanner.expect("{");
    const body = this.#scanner.nested(() => this.#body());
    this.#scanner.expect("}");
    return labels.reduceRight<JsonObject>((inner, label) => add(new JsonObject(), label, inner), body);
  }

  #value(): unknown {
    this.#scanner.blank();
    const value = this.#literal();
    const expression = this.#scanner.expression(value !== undefined);
    if (value === undefined) return this.#resolved(expression);
    // More than a literal, such as a comparison or an index: nobody knows what it makes.
    return expression.trim() === "" ? value : HOLES.anything;
  }

  #literal(): unknown {
    const next = this.#scanner.peek();
    if (next === '"') return this.#scanner.quoted();
    if (next === "{") return this.#scanner.nested(() => this.#object());
    if (next === "[") return this.#scanner.nested(() => this.#list());
    return this.#scanner.heredoc();
  }

  #object(): unknown {
    this.#scanner.expect("{");
    const object = new JsonObject();
    for (;;) {
      this.#separators();
      if (this.#scanner.take("}")) return object;
      const name = this.#name();
      this.#scanner.blank();
      if (name === undefined || !(this.#scanner.take("=") || this.#scanner.take(":"))) {
        this.#skipTo("}");
        return HOLES.anything;
      }
      add(object, name, this.#value());
    }
  }

  #list(): unknown {
    this.#scanner.expect("[");
    const list: unknown[] = [];
    for (;;) {
      this.#separators();
      if (this.#scanner.take("]")) return list;
      if (/^for\s/.test(this.#scanner.peek(4))) {
        this.#skipTo("]");
        return HOLES.anything;
      }
      const start = this.#scanner.at;
      list.push(this.#value());
      if (this.#scanner.at === start) throw new InvalidHcl();
    }
  }

  #separators(): void {
    do this.#scanner.blank(true);
    while (this.#scanner.take(","));
  }

  /** Over what is made by a loop. */
  #skipTo(bracket: string): void {
    while (!this.#scanner.take(bracket)) {
      const start = this.#scanner.at;
      this.#scanner.expression();
      this.#separators();
      if (this.#scanner.at === start && this.#scanner.peek() !== bracket) throw new InvalidHcl();
    }
  }

  #resolved(expression: string): unknown {
    if (expression === "") throw new InvalidHcl();
    const [, kind, name = ""] = this.#reference.exec(expression) ?? [];
    if (kind === undefined) return /^(?:true|false|[\d.]+)$/.test(expression) ? expression : HOLES.anything;
    const set = kind === "var" ? this.#given(name) : undefined;
    return set ?? this.#default(kind, name) ?? HOLES.anything;
  }

  #default(kind: string, name: string): unknown {
    if (kind === "local")
      return members(this.#before, "locals")
        .flatMap((block) => members(block, name))
        .at(-1);
    const variables = members(this.#before, "variable").flatMap((block) => members(block, name));
    return variables.flatMap((block) => members(block, "default")).at(-1);
  }

  #put(expression: string): string | undefined {
    const value = this.#resolved(expression);
    if (value === UNKNOWN || (typeof value !== "string" && typeof value !== "number")) return undefined;
    const text = String(value);
    this.#charactersLeft -= text.length;
    if (this.#charactersLeft < 0) throw new InvalidHcl();
    return text;
  }
}

function add(object: JsonObject, key: string, value: unknown): JsonObject {
  object.members.push({ key, value, span: undefined });
  return object;
}

function members(object: unknown, name: string): readonly unknown[] {
  return object instanceof JsonObject ? object.members.filter(({ key }) => key === name).map(({ value }) => value) : [];
}
