import { Bounds, DEEPEST, MOST_TEXTS, TOO_DEEP, TOO_MUCH } from "../cloudformation/bounds.ts";
import { isList, members } from "../cloudformation/source.ts";
import { branchesOf, severalOf } from "../cloudformation/texts.ts";
import { FAILED, shapeOf } from "../data.ts";
import { JsonObject } from "../json-text.ts";
import { ABSENT, hasHole, HOLES, isSeveral, isUnread, Unread } from "../partial.ts";
import { type Expression, expressionIn, parseExpression } from "./expression.ts";
import { FUNCTIONS } from "./functions.ts";
import { Names, type Given } from "./names.ts";
import { underName } from "./source.ts";
import { isCounted } from "./values.ts";

/**
 * Evaluates what a template's values are as far as the template says: texts that are put together, both branches of a
 * condition that is not decided, and what is decided at deployment as {@link HOLES}. Never throws.
 */
export class Evaluator {
  readonly bounds: Bounds;
  readonly #names: Names;

  /**
   * @param template data of any shape
   * @param bounds what may still be spent, where the template is part of another one
   */
  constructor(template: unknown, given: Given, bounds = new Bounds()) {
    this.bounds = bounds;
    this.#names = new Names(template, given);
  }

  value(source: unknown, depth = 0): unknown {
    return this.#read(source, depth, true);
  }

  /** The same of data in which a text is nothing but a text: what is handed to a template as a parameter. */
  data(source: unknown, depth = 0): unknown {
    return this.#read(source, depth, false);
  }

  #read(source: unknown, depth: number, evaluates: boolean): unknown {
    if (!this.bounds.steps(1)) return TOO_MUCH;
    if (typeof source === "string") return evaluates ? this.#text(source, depth) : this.#plain(source);
    if (typeof source !== "object" || source === null)
      return source === FAILED ? new Unread("could not be read") : source;
    if (isSeveral(source) || isUnread(source)) return source;
    if (depth > DEEPEST) return TOO_DEEP;
    if (isList(source)) return members(source).map(({ value }) => this.#read(value, depth + 1, evaluates));
    // What is no plain data stays what it is: the walk tells it.
    return shapeOf(source) === "object" ? this.#object(source, depth, evaluates) : source;
  }

  #plain(text: string): unknown {
    return this.bounds.characters(text.length) ? text : TOO_MUCH;
  }

  #text(text: string, depth: number): unknown {
    if (!this.bounds.characters(text.length)) return TOO_MUCH;
    const found = expressionIn(text);
    if ("text" in found) return found.text;
    const expression = parseExpression(found.source);
    return expression === undefined ? HOLES.anything : this.#expression(expression, depth);
  }

  #object(source: object, depth: number, evaluates: boolean): unknown {
    const object = new JsonObject();
    const add = (key: string, value: unknown) => object.members.push({ key, value, span: undefined });
    for (const { key, value } of members(source)) {
      const name = String(key);
      if (evaluates && name.toLowerCase() === "copy" && (isList(value) || typeof value === "symbol"))
        this.#loops(value, depth, add);
      else add(this.#name(name, depth, evaluates), this.#read(value, depth + 1, evaluates));
    }
    return object;
  }

  /** `copy: [{ name, count, input }]` is a member of that name, a list of as many, none included. */
  #loops(loops: unknown, depth: number, add: (key: string, value: unknown) => void): void {
    if (!isList(loops)) add(HOLES.anything, HOLES.anything);
    for (const { value: loop } of members(loops)) {
      const names = underName(loop, "name").filter((name) => typeof name === "string");
      const inputs = underName(loop, "input").map((input) => this.value(input, depth + 1));
      for (const name of names.length === 0 ? [HOLES.anything] : names)
        add(name, inputs.length === 0 ? HOLES.anything : [...inputs, ABSENT]);
    }
  }

  /** A name may be an expression, too. */
  #name(name: string, depth: number, evaluates: boolean): string {
    const value = evaluates ? this.#text(name, depth) : this.#plain(name);
    return typeof value === "string" ? value : HOLES.anything;
  }

  #expression(expression: Expression, depth: number): unknown {
    if (!this.bounds.steps(1)) return TOO_MUCH;
    if (depth > DEEPEST) return TOO_DEEP;
    if (expression.kind === "literal") return expression.value;
    if (expression.kind === "call") return this.#call(expression.name, expression.args, depth);
    const [of, key] = [expression.of, expression.key].map((one) => this.#expression(one, depth + 1));
    return this.#each([of, key], ([value, name]) => this.#member(value, name));
  }

  #call(name: string, expressions: readonly Expression[], depth: number): unknown {
    const args = expressions.map((one) => this.#expression(one, depth + 1));
    if (name === "if") return args.length === 3 ? this.#if(args) : HOLES.anything;
    if (name === "coalesce") return this.#coalesce(args);
    const [wanted] = args;
    if (name === "parameters" || name === "variables")
      return typeof wanted === "string" ? this.#names.value(name, wanted, this, depth + 1) : HOLES.anything;
    const pure = FUNCTIONS.get(name);
    return pure === undefined ? HOLES.anything : this.#each(args, (each) => pure(each, this.bounds));
  }

  /** What a function gives for each of the values that its arguments may be. */
  #each(args: readonly unknown[], evaluate: (args: readonly unknown[]) => unknown): unknown {
    let all: readonly (readonly unknown[])[] = [[]];
    for (const arg of args) {
      const branches = branchesOf(arg);
      if (all.length * branches.length > MOST_TEXTS) return TOO_MUCH;
      all = all.flatMap((before) => branches.map((branch) => [...before, branch]));
    }
    if (all.length > 1 && !this.bounds.steps(all.length)) return TOO_MUCH;
    return severalOf(all.flatMap((each) => branchesOf(evaluate(each))));
  }

  #if([condition, then, otherwise]: readonly unknown[]): unknown {
    if (condition === true) return then;
    return condition === false ? otherwise : severalOf([...branchesOf(then), ...branchesOf(otherwise)]);
  }

  /** The first one that is there; what nobody knows may be nothing. */
  #coalesce(args: readonly unknown[]): unknown {
    const values: unknown[] = [];
    for (const arg of args) {
      const branches = branchesOf(arg);
      values.push(...branches.filter((one) => one !== null));
      if (branches.every((one) => one !== null && !isUndecided(one))) break;
    }
    return values.length === 0 ? null : severalOf(values);
  }

  #member(value: unknown, key: unknown): unknown {
    const all = members(value);
    if (!this.bounds.steps(all.length + 1)) return TOO_MUCH;
    if (isList(value)) return this.#element(value, key);
    if (typeof key !== "string") return HOLES.anything;
    const found = hasHole(key) ? all.map((member) => member.value) : underName(value, key);
    const isOpen = hasHole(key) || all.some((member) => hasHole(String(member.key)));
    return this.#several(isOpen || found.length === 0 ? [...found, HOLES.anything] : found);
  }

  #element(list: readonly unknown[], index: unknown): unknown {
    // Before it there may stand more than one that nobody knows, or less than there are.
    const isSure = typeof index === "number" && isCounted(list.slice(0, index)) && !list.includes(ABSENT);
    if (isSure) return this.#several(list.slice(index, index + 1));
    return this.#several(list.filter((one) => one !== ABSENT));
  }

  #several(values: readonly unknown[]): unknown {
    const all = values.flatMap(branchesOf);
    if (all.length > MOST_TEXTS) return TOO_MUCH;
    return all.length === 0 ? HOLES.anything : severalOf(all);
  }
}

function isUndecided(value: unknown): boolean {
  return typeof value === "symbol" || (typeof value === "string" && hasHole(value));
}
