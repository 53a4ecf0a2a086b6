import { announced } from "../key-values.ts";
import { type Pipeline, scriptAt, type Site, type Source } from "../pipeline.ts";
import { builderIn, type Remedies } from "../remedies.ts";
import { type Argument, argumentOf } from "../shell/argument.ts";
import { partsOf } from "../shell/lex.ts";
import { newState, type State } from "../shell/script.ts";
import { Shell } from "../shell/shell.ts";
import type { Dialect } from "../shell/word.ts";
import { signingIn } from "../signers.ts";
import { literal, type Value } from "../value.ts";
import type { YamlFile } from "../yaml-file.ts";

/** How a service writes its pipelines: everything in it is either a script, a list of words, or variables. */
export interface Layout {
  readonly kind: Remedies["kind"];
  readonly dialect: Dialect;
  /** Keys whose texts are scripts. */
  readonly scripts: ReadonlySet<string>;
  /** Keys with variables for everything beside and below them. */
  readonly variables: ReadonlySet<string>;
  /** What a template means, where no variable of that name is known. */
  readonly template: (text: string) => Value;
  /** What a variable's name is, as a template or an announcement writes it. */
  readonly variableIn?: (text: string) => string;
  /** Keys under which the words of a command stand, of a container that `image` names. */
  readonly words?: boolean;
}

const DEEPEST = 40;
const MOST_VARIABLES = 500;
const MOST_NODES = 200_000;

/** Follows every script of a pipeline, in the order in which they stand there. */
export class StepsFile {
  readonly #pipeline: Pipeline;
  readonly #source: Source;
  readonly #yaml: YamlFile;
  readonly #layout: Layout;
  readonly #remedies: Remedies;
  readonly #files = new Map<string, Value>();
  readonly #announced = new Map<string, Value>();
  #nodes = 0;

  constructor(pipeline: Pipeline, source: Source, yaml: YamlFile, layout: Layout) {
    this.#pipeline = pipeline;
    this.#source = source;
    this.#yaml = yaml;
    this.#layout = layout;
    const builder = builderIn(source.lines.text);
    this.#remedies = { kind: layout.kind, ...(builder && { builder }) };
  }

  run(): void {
    this.#nodes = 0;
    for (const root of this.#yaml.roots) this.#visit(root, "", new Map(), 0);
  }

  #visit(node: unknown, path: string, outer: ReadonlyMap<string, Value>, depth: number): void {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) this.#pipeline.giveUp();
    if (depth > DEEPEST || this.#nodes > MOST_NODES) return;
    const isList = this.#yaml.isList(node);
    const entries = this.#yaml.entries(node);
    const variables = isList ? outer : this.#variables(entries, outer);
    if (!isList && this.#layout.words === true) this.#command(node, path, variables);
    for (const { key, node: value } of entries) {
      const inner = isList ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      if (!isList && this.#layout.scripts.has(key)) this.#scripts(value, inner, variables, depth);
      else if (!this.#layout.variables.has(key)) this.#visit(value, inner, variables, depth + 1);
    }
  }

  #scripts(node: unknown, path: string, variables: ReadonlyMap<string, Value>, depth: number): void {
    const state = this.#state(variables);
    if (!this.#script(node, path, state)) {
      const isWords = this.#yaml.isList(node);
      for (const [index, { node: item }] of (isWords ? this.#yaml.entries(node) : []).entries())
        if (!this.#script(item, `${path}[${index}]`, state))
          this.#visit(item, `${path}[${index}]`, variables, depth + 1);
      if (!isWords) this.#visit(node, path, variables, depth + 1);
    }
  }

  #script(node: unknown, path: string, state: State): boolean {
    const text = this.#yaml.text(node);
    if (text === undefined) return false;
    const printed = this.#pipeline.run(
      this.#site(path),
      scriptAt(text, this.#layout.dialect, this.#yaml.offsets(node)),
      state,
    );
    for (const [name, value] of announced(printed))
      if (this.#announced.size < MOST_VARIABLES) this.#announced.set(this.#nameOf(name), value);
    return true;
  }

  #site(path: string): Site {
    return { source: this.#source, path, remedies: this.#remedies };
  }

  /** A mapping of names, or a list of mappings with `name` and `value`. */
  #variables(
    entries: readonly { readonly key: string; readonly node: unknown }[],
    outer: ReadonlyMap<string, Value>,
  ): ReadonlyMap<string, Value> {
    const found = entries.filter(({ key }) => this.#layout.variables.has(key));
    if (found.length === 0) return outer;
    const all = new Map(outer);
    for (const { key, node } of found.flatMap((one) => this.#yaml.entries(one.node))) {
      const name = this.#yaml.text(this.#yaml.get(node, "name")) ?? key;
      const value = this.#yaml.get(node, "value") ?? this.#yaml.get(node, "default") ?? node;
      const text = this.#yaml.text(value);
      if (text !== undefined && all.size < MOST_VARIABLES) all.set(this.#nameOf(name), this.#expanded(text, all));
    }
    return all;
  }

  #expanded(text: string, variables: ReadonlyMap<string, Value>): Value {
    if (!/[$<{]/.test(text)) return literal(text);
    const shell = new Shell(
      scriptAt(text, this.#layout.dialect),
      this.#state(variables),
      this.#pipeline.surroundings(this.#site("")),
      undefined,
      1,
    );
    return shell.expand(partsOf(text.slice(0, 4000), this.#layout.dialect));
  }

  #nameOf(text: string): string {
    return this.#layout.variableIn?.(text) ?? text;
  }

  #state(variables: ReadonlyMap<string, Value>): State {
    const known = new Map([...variables, ...this.#announced]);
    const template = (text: string) => known.get(this.#nameOf(text)) ?? this.#layout.template(text);
    return { ...newState(template), files: this.#files, variables: known };
  }

  /** `image: …/cosign` with `args: [sign, …]`: the words of a command one by one. */
  #command(node: unknown, path: string, variables: ReadonlyMap<string, Value>): void {
    const program =
      this.#yaml.text(this.#yaml.get(node, "image")) ?? this.#yaml.text(this.#yaml.get(node, "name")) ?? "";
    const state = this.#state(variables);
    const words = ["entrypoint", "command", "args"].flatMap((key) =>
      this.#words(this.#yaml.get(node, key), `${path}.${key}`, state),
    );
    if (words.length === 0) return;
    const all = [argumentOf(literal(program), -1, -1), ...words.map(({ word }) => word)];
    const signing = signingIn(all);
    if (signing === undefined) return;
    for (const subject of signing.subjects) {
      const found = words.find(({ word }) => word === subject);
      if (found !== undefined)
        this.#pipeline.signed(
          this.#site(found.path),
          { ...signing, subjects: [{ ...subject, start: 0, end: found.length }] },
          found.offset,
        );
    }
  }

  #words(
    node: unknown,
    path: string,
    state: State,
  ): readonly { word: Argument; path: string; length: number; offset: (at: number) => number }[] {
    if (!this.#yaml.isList(node)) return [];
    return this.#yaml
      .entries(node)
      .slice(0, 200)
      .flatMap(({ node: item }, index) => {
        const text = this.#yaml.text(item);
        if (text === undefined) return [];
        const at = `${path}[${index}]`;
        const offset = this.#yaml.offsets(item);
        if (/\s/.test(text.trim()))
          this.#pipeline.run(this.#site(at), scriptAt(text, this.#layout.dialect, offset), state);
        const shell = new Shell(
          scriptAt(text, this.#layout.dialect),
          state,
          this.#pipeline.surroundings(this.#site(at)),
          undefined,
          1,
        );
        const value = shell.expand(partsOf(text.slice(0, 4000), this.#layout.dialect));
        return [{ word: argumentOf(value, 0, text.length), path: at, length: text.length, offset }];
      });
  }
}
