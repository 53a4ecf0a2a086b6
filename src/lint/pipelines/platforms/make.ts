import type { Pipeline, Site, Source } from "../pipeline.ts";
import { builderIn } from "../remedies.ts";
import type { Argument } from "../shell/argument.ts";
import { startOf } from "../shell/argument.ts";
import { partsOf } from "../shell/lex.ts";
import { newState, type Script, type State } from "../shell/script.ts";
import { Shell } from "../shell/shell.ts";
import { hole, literal, UNKNOWN, type Value } from "../value.ts";
import { readMakefile, type Makefile, type Target } from "./makefile.ts";

/** How a Makefile is called. */
export interface MakeCall {
  /** The first one where none is named; all of them where nobody calls. */
  readonly targets: readonly string[] | "all";
  /** `TAG=1.4`, which wins over what the file says. */
  readonly variables: readonly Argument[];
  readonly environment: State | undefined;
  readonly folder: string;
}

const DEEPEST = 8;
const MOST_VARIABLES = 200;

/** Follows the recipes of a Makefile, those that a target needs first. */
export function runMakefile(pipeline: Pipeline, source: Source, call: MakeCall): void {
  new Make(pipeline, source, call).run();
}

class Make {
  readonly #pipeline: Pipeline;
  readonly #source: Source;
  readonly #call: MakeCall;
  readonly #makefile: Makefile;
  readonly #environment: readonly (readonly [string, Value])[];
  readonly #done = new Set<string>();
  readonly #files = new Map<string, Value>();
  #depth = 0;

  constructor(pipeline: Pipeline, source: Source, call: MakeCall) {
    this.#pipeline = pipeline;
    this.#source = source;
    this.#call = call;
    this.#makefile = readMakefile(source.lines.text);
    this.#environment = [...(call.environment?.variables ?? [])].slice(0, MOST_VARIABLES);
  }

  run(): void {
    const { targets } = this.#makefile;
    const first = [...targets.keys()].find((name) => !name.startsWith("."));
    const named = this.#call.targets === "all" ? [...targets.keys()] : this.#call.targets;
    for (const name of named.length === 0 && first !== undefined ? [first] : named) this.#make(name, 0);
  }

  #make(name: string, depth: number): void {
    const target = this.#makefile.targets.get(name);
    if (target === undefined || this.#done.has(name) || depth > DEEPEST) return;
    this.#done.add(name);
    for (const needed of target.needs) this.#make(needed, depth + 1);
    this.#recipe(name, target);
  }

  #recipe(name: string, target: Target): void {
    const site = this.#site(name);
    for (const script of target.recipe) this.#pipeline.run(site, script, this.#state(name, target), undefined, 1);
  }

  #site(name: string): Site {
    const builder = builderIn(this.#source.lines.text);
    return { source: this.#source, path: name, remedies: { kind: "make", ...(builder && { builder }) } };
  }

  #state(name: string, target?: Target): State {
    const state = newState((variable) => this.#variable(variable, name, target), this.#call.folder);
    for (const [variable, value] of this.#environment) state.variables.set(variable, value);
    return { ...state, files: this.#files };
  }

  #variable(name: string, at: string, target: Target | undefined): Value {
    if (name === "@" || name === "@F") return literal(at);
    const given = this.#call.variables.find((one) => startOf(one).startsWith(`${name}=`));
    if (given !== undefined)
      return given.value.map(([first, ...others]) => withoutName(first, others, name.length + 1));
    const own = target?.variables.get(name) ?? this.#makefile.variables.get(name);
    const outer = this.#call.environment?.variables.get(name);
    if (own === undefined || (own.isDefault && outer !== undefined)) return outer ?? hole("any", "unknown", name);
    return this.#expanded(own.text, own.start, at, target);
  }

  #expanded(text: string, start: number, at: string, target: Target | undefined): Value {
    if (this.#depth >= DEEPEST) return UNKNOWN;
    this.#depth += 1;
    const script: Script = { text, dialect: "make", offset: (place) => start + place };
    const surroundings = this.#pipeline.surroundings(this.#site(at));
    const value = new Shell(script, this.#state(at, target), surroundings, undefined, 1).expand(partsOf(text, "make"));
    this.#depth -= 1;
    return value;
  }
}

function withoutName(first: Value[number][number] | undefined, others: Value[number], length: number): Value[number] {
  const rest = typeof first === "string" ? first.slice(length) : "";
  return rest === "" ? others : [rest, ...others];
}
