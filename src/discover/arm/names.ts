import { HOLES } from "../partial.ts";
import { severalOf } from "../cloudformation/texts.ts";
import type { Evaluator } from "./evaluate.ts";
import { underName } from "./source.ts";

/** The values that a parameter is given outside of the template; none where its own default counts. */
export type Given = (name: string, evaluator: Evaluator) => readonly unknown[];

/** What the names of a template stand for. */
export class Names {
  readonly #template: unknown;
  readonly #given: Given;
  readonly #known = new Map<string, unknown>();

  constructor(template: unknown, given: Given) {
    this.#template = template;
    this.#given = given;
  }

  value(section: "parameters" | "variables", name: string, evaluator: Evaluator, depth: number): unknown {
    const key = `${section} ${name.toLowerCase()}`;
    if (this.#known.has(key)) return this.#known.get(key);
    // What is asked for inside of itself is nothing.
    this.#known.set(key, HOLES.anything);
    const value =
      section === "parameters" ? this.#parameter(name, evaluator, depth) : this.#variable(name, evaluator, depth);
    this.#known.set(key, value);
    return value;
  }

  #parameter(name: string, evaluator: Evaluator, depth: number): unknown {
    const declared = underName(this.#template, "parameters").flatMap((all) => underName(all, name));
    // What is declared as a secret is never printed: it is a hole, whatever is given.
    if (declared.some((one) => isSecret(typesOf(one, this.#template))) || declared.length === 0) return HOLES.anything;
    const given = this.#given(name, evaluator);
    if (given.length > 0) return severalOf(given);
    const defaults = declared.flatMap((one) => underName(one, "defaultValue"));
    return defaults.length === 0 ? HOLES.anything : severalOf(defaults.map((one) => evaluator.value(one, depth)));
  }

  #variable(name: string, evaluator: Evaluator, depth: number): unknown {
    const sections = underName(this.#template, "variables");
    const own = sections.flatMap((all) => underName(all, name));
    if (own.length > 0) return severalOf(own.map((one) => evaluator.value(one, depth)));
    // A loop over variables: `copy: [{ name, count, input }]`.
    const loops = sections.flatMap((all) => underName(all, "copy")).map((copy) => evaluator.value({ copy }, depth));
    const found = loops.flatMap((loop) => underName(loop, name));
    return found.length === 0 ? HOLES.anything : severalOf(found);
  }
}

const NO_TYPE = "secureString";

/** A type may stand under `definitions`; a definition that refers to another one is not followed. */
function typesOf(parameter: unknown, template: unknown): readonly unknown[] {
  const definitions = underName(template, "definitions");
  const referred = underName(parameter, "$ref").flatMap((reference) => {
    const name = /^#\/definitions\/(.+)$/.exec(String(reference))?.[1] ?? "";
    const types = definitions.flatMap((all) => underName(all, name)).flatMap((one) => underName(one, "type"));
    return types.length === 0 ? [NO_TYPE] : types;
  });
  return [...underName(parameter, "type"), ...referred];
}

function isSecret(types: readonly unknown[]): boolean {
  return !types.every((type) => typeof type === "string" && !/^secure/i.test(type));
}
