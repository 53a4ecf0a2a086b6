import { Bounds, DEEPEST, TOO_DEEP, TOO_MUCH } from "../cloudformation/bounds.ts";
import { isList, members, under } from "../cloudformation/source.ts";
import { shapeOf } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";
import { JsonObject } from "../json-text.ts";
import { hasHole, HOLES, isUnread } from "../partial.ts";
import { piecesOf, stepsIn } from "./interpolation.ts";
import { jsonOf } from "./json.ts";
import type { Names } from "./names.ts";

type Call = (argument: unknown) => unknown;

/**
 * Evaluates the values of a program of Pulumi YAML as far as it says them itself: its variables, the defaults of its settings, and
 * functions that only put texts together. What is known when the program runs is `UNKNOWN`, and a hole as part of a text. Never throws.
 */
export class Evaluator {
  readonly #bounds = new Bounds();
  readonly #names: Names;
  readonly #hidesSecrets: boolean;
  readonly #known = new Map<string, unknown>();
  sawSecret = false;

  constructor(names: Names, hidesSecrets: boolean) {
    this.#names = names;
    this.#hidesSecrets = hidesSecrets;
  }

  value(source: unknown, depth = 0): unknown {
    if (!this.#bounds.steps(1)) return TOO_MUCH;
    if (typeof source === "string") return this.#text(source, depth);
    if (typeof source !== "object" || source === null) return source;
    if (depth > DEEPEST) return TOO_DEEP;
    if (isList(source)) return source.map((element) => this.value(element, depth + 1));
    if (shapeOf(source) !== "object") return source;
    const own = members(source);
    const [first] = own;
    const name = String(first?.key).toLowerCase();
    if (own.length === 1 && name.startsWith("fn::")) return this.#call(name, first?.value, depth);
    const object = new JsonObject();
    for (const { key, value } of own)
      object.members.push({ key: String(key), value: this.value(value, depth + 1), span: undefined });
    return object;
  }

  #text(text: string, depth: number): unknown {
    if (!text.includes("$")) return this.#bounds.characters(text.length) ? text : TOO_MUCH;
    const pieces = piecesOf(text);
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined && "access" in only) return this.#access(only.access, depth);
    let whole = "";
    for (const piece of pieces) {
      whole += "text" in piece ? piece.text : asText(this.#access(piece.access, depth));
      if (!this.#bounds.characters(whole.length)) return TOO_MUCH;
    }
    return whole;
  }

  #access(access: string, depth: number): unknown {
    const [name, ...path] = stepsIn(access) ?? [];
    if (typeof name !== "string") return UNKNOWN;
    return path.reduce<unknown>(propertyOf, this.#named(name, depth));
  }

  #named(name: string, depth: number): unknown {
    if (this.#known.has(name)) return this.#known.get(name);
    // What is asked for inside of itself is nothing.
    this.#known.set(name, UNKNOWN);
    const found = this.#names.find(name);
    const value =
      found === undefined ? UNKNOWN : this.#secretly(found.secret, () => this.value(found.written, depth + 1));
    this.#known.set(name, value);
    return value;
  }

  #secretly(isSecret: boolean, evaluate: () => unknown): unknown {
    if (!isSecret) return evaluate();
    this.sawSecret = true;
    return this.#hidesSecrets ? UNKNOWN : evaluate();
  }

  #call(name: string, argument: unknown, depth: number): unknown {
    const call = this.#calls.get(name);
    if (call === undefined) return UNKNOWN;
    return name === "fn::secret"
      ? this.#secretly(true, () => this.value(argument, depth + 1))
      : call(this.value(argument, depth + 1));
  }

  readonly #calls: ReadonlyMap<string, Call> = new Map<string, Call>([
    ["fn::secret", (value) => value],
    ["fn::unsecret", (value) => value],
    ["fn::tojson", (value) => jsonOf(value, this.#bounds)],
    ["fn::tobase64", (text) => ofText(text, (known) => Buffer.from(known).toString("base64"))],
    ["fn::frombase64", (text) => ofText(text, (known) => Buffer.from(known, "base64").toString())],
    ["fn::join", ([delimiter, list]: unknown[] = []) => this.#join(delimiter, list)],
    ["fn::split", ([delimiter, text]: unknown[] = []) => split(delimiter, text)],
    ["fn::select", ([index, list]: unknown[] = []) => (isList(list) ? propertyOf(list, Number(index)) : UNKNOWN)],
  ] as [string, Call][]);

  #join(delimiter: unknown, list: unknown): unknown {
    if (isUnread(list)) return list;
    if (!isList(list)) return UNKNOWN;
    const whole = list.map(asText).join(asText(delimiter));
    return this.#bounds.characters(whole.length) ? whole : TOO_MUCH;
  }
}

function asText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : HOLES.anything;
}

function ofText(value: unknown, make: (known: string) => string): unknown {
  return typeof value === "string" && !hasHole(value) ? make(value) : UNKNOWN;
}

function split(delimiter: unknown, text: unknown): unknown {
  const isKnown = [delimiter, text].every((one) => typeof one === "string" && !hasHole(one)) && delimiter !== "";
  return isKnown ? String(text).split(String(delimiter)) : UNKNOWN;
}

function propertyOf(value: unknown, step: string | number): unknown {
  if (isUnread(value)) return value;
  const found = isList(value) ? value[Number(step)] : under(value, String(step)).at(-1);
  return found === undefined ? UNKNOWN : found;
}
