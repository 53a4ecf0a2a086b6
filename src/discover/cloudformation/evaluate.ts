import { FAILED, type Member, shapeOf } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";
import { JsonObject } from "../json-text.ts";
import { ABSENT, hasHole, HOLES, isUnread, Several, Unread } from "../partial.ts";
import { Bounds, DEEPEST, TOO_DEEP, TOO_MUCH } from "./bounds.ts";
import { lookUp } from "./look-up.ts";
import { Names, type Given } from "./names.ts";
import { isFunction, isList, members, under } from "./source.ts";
import { branchesOf, joinTexts, resolved, selectFrom, severalOf, splitText, textsOf } from "./texts.ts";

type Intrinsic = (argument: unknown, depth: number) => unknown;

const MALFORMED = (name: string) => new Unread(`is no ${name} that can be read`);
const TRANSFORMED = "is rewritten by a transform that cannot be seen here";
const VARIABLE = /\$\{([^${}]*)\}/g;

/**
 * Evaluates what a template's values are as far as the template says: functions that only put texts together, conditions as
 * all of their branches, lookups as all that they may find, and what is decided at deployment as {@link HOLES}. Never throws.
 */
export class Evaluator {
  readonly #bounds = new Bounds();
  readonly #names: Names;

  /** @param template data of any shape, such as `parseTemplate` gives */
  constructor(template: unknown, given: Given) {
    this.#names = new Names(template, given, this.#bounds);
  }

  value(source: unknown, depth = 0): unknown {
    if (!this.#bounds.steps(1)) return TOO_MUCH;
    if (typeof source === "string") return this.#literal(source);
    if (typeof source !== "object" || source === null)
      return source === FAILED ? new Unread("could not be read") : source;
    if (depth > DEEPEST) return TOO_DEEP;
    if (isList(source)) return this.#list(source, depth);
    const own = members(source);
    const name = own[0]?.key;
    if (typeof name !== "string" || own.some(({ key }) => key !== name)) return this.#object(source, depth);
    const evaluate = this.#intrinsics.get(name);
    if (evaluate !== undefined) return severalOf(own.map(({ value }) => evaluate(value, depth + 1)));
    return name.startsWith("Fn::") ? new Unread(whyUnread(name)) : this.#object(source, depth);
  }

  #literal(text: string): unknown {
    return this.#bounds.characters(text.length) ? resolved(text) : TOO_MUCH;
  }

  #list(list: readonly unknown[], depth: number): unknown {
    return members(list).map(({ value }) => this.value(value, depth + 1));
  }

  /** What is no plain data stays what it is: the walk tells it. */
  #object(source: object, depth: number): unknown {
    if (shapeOf(source) !== "object") return source;
    const object = new JsonObject();
    for (const { key, value } of members(source)) {
      const name = String(key);
      const evaluated = name.startsWith("Fn::") ? new Unread(whyUnread(name)) : this.value(value, depth + 1);
      if (evaluated !== ABSENT) object.members.push({ key: name, value: evaluated, span: undefined });
    }
    return object;
  }

  readonly #intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
    ["Ref", (name) => (typeof name === "string" ? this.#names.ref(name) : MALFORMED("Ref"))],
    ["Fn::GetAtt", (path) => this.#names.attribute(isList(path) ? path.map(String).join(".") : String(path))],
    ["Fn::ImportValue", () => HOLES.anything],
    ["Fn::GetAZs", () => UNKNOWN],
    ["Fn::Cidr", () => UNKNOWN],
    ["Fn::Base64", (text, depth) => this.#base64(this.value(text, depth))],
    ["Fn::If", (branches, depth) => this.#if(branches, depth)],
    ["Fn::Join", (argument, depth) => this.#join(argument, depth)],
    ["Fn::Sub", (argument, depth) => this.#sub(argument, depth)],
    ["Fn::Select", (argument, depth) => this.#select(argument, depth)],
    ["Fn::Split", (argument, depth) => this.#split(argument, depth)],
    ["Fn::FindInMap", (argument, depth) => this.#findInMap(argument, depth)],
  ]);

  #base64(value: unknown): unknown {
    return severalOf(
      textsOf(value).map((text) => {
        if (text === ABSENT || hasHole(text)) return HOLES.anything;
        return Buffer.from(text).toString("base64");
      }),
    );
  }

  #if(branches: unknown, depth: number): unknown {
    if (!isList(branches) || branches.length !== 3) return MALFORMED("Fn::If");
    return new Several(
      [1, 2].map((index) => ({ steps: ["Fn::If", index], value: this.value(branches[index], depth) })),
    );
  }

  #join(argument: unknown, depth: number): unknown {
    if (!isList(argument) || argument.length !== 2) return MALFORMED("Fn::Join");
    const [delimiter, list] = argument;
    if (typeof delimiter !== "string") return MALFORMED("Fn::Join");
    const lists = branchesOf(this.value(list, depth));
    return severalOf(
      lists.flatMap((one) => branchesOf(isList(one) ? joinTexts(this.#bounds, delimiter, one) : holeFor(one))),
    );
  }

  #sub(argument: unknown, depth: number): unknown {
    const [text, variables] = isList(argument) ? argument : [argument];
    if (typeof text !== "string" || members(variables).some(({ key }) => isFunction(key))) return MALFORMED("Fn::Sub");
    if (!this.#bounds.characters(text.length)) return TOO_MUCH;
    const pieces: unknown[] = [];
    const own = Map.groupBy(members(variables), ({ key }) => key);
    let end = 0;
    for (const { 0: whole, 1: name = "", index } of text.matchAll(VARIABLE)) {
      pieces.push(text.slice(end, index), this.#variable(name, own.get(name) ?? [], depth));
      end = index + whole.length;
    }
    return joinTexts(this.#bounds, "", [...pieces, text.slice(end)]);
  }

  #variable(name: string, own: readonly Member[], depth: number): unknown {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    if (own.length > 0) return severalOf(own.flatMap(({ value }) => branchesOf(this.value(value, depth))));
    return name.includes(".") ? this.#names.attribute(name) : this.#names.ref(name.trim());
  }

  #select(argument: unknown, depth: number): unknown {
    if (!isList(argument) || argument.length !== 2) return MALFORMED("Fn::Select");
    const indexes = textsOf(this.value(argument[0], depth));
    const lists = branchesOf(this.value(argument[1], depth));
    return severalOf(lists.flatMap((list) => branchesOf(selectFrom(list, indexes))));
  }

  #split(argument: unknown, depth: number): unknown {
    if (!isList(argument) || argument.length !== 2 || typeof argument[0] !== "string") return MALFORMED("Fn::Split");
    const [delimiter] = argument;
    const texts = textsOf(this.value(argument[1], depth));
    return severalOf(texts.map((text) => (text === ABSENT ? UNKNOWN : splitText(this.#bounds, delimiter, text))));
  }

  #findInMap(argument: unknown, depth: number): unknown {
    if (!isList(argument) || argument.length < 3) return MALFORMED("Fn::FindInMap");
    const keys = argument.slice(0, 3).map((key) => textsOf(this.value(key, depth)));
    const found = lookUp(this.#names, keys, this.#bounds);
    const fallbacks = under(argument[3], "DefaultValue").map((value) => this.value(value, depth));
    const values = [...found.map((value) => this.value(value, depth)), ...fallbacks];
    return values.length === 0 ? new Unread("is looked up in a mapping that does not hold it") : severalOf(values);
  }
}

function holeFor(value: unknown): unknown {
  return isUnread(value) ? value : HOLES.anything;
}

function whyUnread(name: string): string {
  if (name === "Fn::Transform") return TRANSFORMED;
  return name.startsWith("Fn::ForEach")
    ? "is repeated by a transform that cannot be seen here"
    : "is a function that cannot be read";
}
