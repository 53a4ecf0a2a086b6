import { keyValues } from "../key-values.ts";
import { type Pipeline, scriptAt, type Source } from "../pipeline.ts";
import { builderIn, type Remedies } from "../remedies.ts";
import { partsOf } from "../shell/lex.ts";
import { newState, type State } from "../shell/script.ts";
import { Shell } from "../shell/shell.ts";
import { hole, literal, type Value } from "../value.ts";
import type { YamlFile } from "../yaml-file.ts";

/** Keys at the top that are no jobs. */
const NO_JOBS = new Set([
  "default",
  "variables",
  "stages",
  "include",
  "workflow",
  "image",
  "services",
  "cache",
  "spec",
  "before_script",
  "after_script",
]);
const MOST_LINES = 50_000;
const MOST_BASES = 12;
const MOST_JOBS = 1000;
const DEEPEST = 8;

/** Follows the jobs of a GitLab pipeline, each after its `before_script`. */
export class GitLabFile {
  readonly #pipeline: Pipeline;
  readonly #source: Source;
  readonly #yaml: YamlFile;
  readonly #remedies: Remedies;
  /** What jobs hand on as dotenv reports, and as files. */
  readonly #exported = new Map<string, Value>();
  readonly #files = new Map<string, Value>();
  /** Everything at the top: jobs, and what holds for all of them. */
  #jobs: ReadonlyMap<string, unknown> = new Map();
  #lines = 0;

  constructor(pipeline: Pipeline, source: Source, yaml: YamlFile) {
    this.#pipeline = pipeline;
    this.#source = source;
    this.#yaml = yaml;
    const builder = builderIn(source.lines.text);
    this.#remedies = { kind: "gitlab", ...(builder && { builder }) };
  }

  run(): void {
    this.#lines = 0;
    for (const root of this.#yaml.roots) {
      this.#jobs = new Map(this.#yaml.entries(root).map(({ key, node }) => [key, node]));
      const jobs = this.#yaml.entries(root).filter(({ key, node }) => !NO_JOBS.has(key) && this.#yaml.isMapping(node));
      if (jobs.length > MOST_JOBS) this.#pipeline.giveUp();
      for (const { key, node } of jobs.slice(0, MOST_JOBS)) this.#job(root, key, node);
    }
  }

  #job(root: unknown, name: string, node: unknown): void {
    const jobs = this.#withBases(node);
    const state = this.#state(jobs);
    const before =
      this.#inherited(jobs, "before_script") ??
      this.#yaml.get(this.#jobs.get("default"), "before_script") ??
      this.#jobs.get("before_script");
    this.#script(root, before, state, `${name}.before_script`);
    const own = this.#yaml.get(node, "run");
    this.#script(root, this.#inherited(jobs, "script"), state, `${name}.script`);
    for (const [index, { node: step }] of this.#yaml.entries(own).entries())
      this.#script(root, this.#yaml.get(step, "script"), state, `${name}.run[${index}].script`);
    this.#script(
      root,
      this.#inherited(jobs, "after_script"),
      { ...state, variables: new Map(state.variables) },
      `${name}.after_script`,
    );
    this.#export(jobs);
  }

  /** Of a job and those that it extends, the last that has it. */
  #inherited(jobs: readonly unknown[], key: string): unknown {
    return jobs.map((one) => this.#yaml.get(one, key)).findLast((found) => found !== undefined);
  }

  #namesIn(node: unknown): readonly string[] {
    const one = this.#yaml.text(node);
    if (one !== undefined) return [one];
    return this.#yaml.isList(node)
      ? this.#yaml
          .entries(node)
          .slice(0, 11)
          .flatMap(({ node: item }) => this.#yaml.text(item) ?? [])
      : [];
  }

  #state(jobs: readonly unknown[]): State {
    const template = (text: string) => (text.startsWith("inputs.") ? hole("any", "caller") : hole("any", "unknown"));
    const state = { ...newState(template), files: this.#files };
    this.#addVariables(state, this.#jobs.get("variables"));
    for (const one of jobs) this.#addVariables(state, this.#yaml.get(one, "variables"));
    for (const [name, value] of this.#exported) state.variables.set(name, value);
    return state;
  }

  /** A job behind those that it extends: what stands last wins. */
  #withBases(node: unknown, seen = new Set<string>(), depth = 0): readonly unknown[] {
    const bases: unknown[] = [];
    if (depth <= DEEPEST)
      for (const name of this.#namesIn(this.#yaml.get(node, "extends"))) {
        if (seen.has(name) || seen.size >= MOST_BASES) continue;
        seen.add(name);
        bases.push(...this.#withBases(this.#jobs.get(name), seen, depth + 1));
      }
    return [...bases, node];
  }

  #addVariables(state: State, node: unknown): void {
    for (const { key, node: value } of this.#yaml.entries(node)) {
      const text = this.#yaml.text(value) ?? this.#yaml.text(this.#yaml.get(value, "value"));
      if (text === undefined) continue;
      const script = scriptAt(text, "gitlab");
      const site = { source: this.#source, path: `variables.${key}`, remedies: this.#remedies };
      const shell = new Shell(script, state, this.#pipeline.surroundings(site), undefined, 1);
      // GitLab puts variables into variables, and runs nothing.
      state.variables.set(
        key,
        text.includes("$") ? shell.expand(partsOf(text.slice(0, 4000).replaceAll("$(", "("), "gitlab")) : literal(text),
      );
    }
  }

  #script(root: unknown, node: unknown, state: State, path: string, depth = 0): void {
    const text = this.#yaml.text(node);
    this.#lines += 1;
    if (this.#lines > MOST_LINES) {
      this.#pipeline.giveUp();
      return;
    }
    if (text !== undefined) {
      const site = { source: this.#source, path, remedies: this.#remedies };
      this.#pipeline.run(site, scriptAt(text, "gitlab", this.#yaml.offsets(node)), state);
      return;
    }
    if (depth > DEEPEST || !this.#yaml.isList(node)) return;
    if (this.#yaml.tag(node) === "!reference") {
      const names = this.#yaml.entries(node).map(({ node: item }) => this.#yaml.text(item) ?? "");
      this.#script(root, this.#yaml.get(root, ...names), state, path, depth + 1);
    } else
      for (const [index, { node: item }] of this.#yaml.entries(node).entries())
        this.#script(root, item, state, `${path}[${index}]`, depth + 1);
  }

  #export(jobs: readonly unknown[]): void {
    const artifacts = this.#inherited(jobs, "artifacts");
    for (const file of this.#namesIn(this.#yaml.get(artifacts, "reports", "dotenv")))
      for (const [name, value] of keyValues(this.#files.get(file))) this.#exported.set(name, value);
  }
}
