import { keyValues, announced } from "../key-values.ts";
import { inRepository } from "../calls.ts";
import { type Pipeline, scriptAt, type Source } from "../pipeline.ts";
import { builderIn, type Remedies } from "../remedies.ts";
import { newState } from "../shell/script.ts";
import { standingOf } from "../standing.ts";
import type { Value } from "../value.ts";
import { readYaml, type YamlFile } from "../yaml-file.ts";
import { actionName, actionOutput, signedInputs } from "./actions.ts";
import { type Contexts, lookUpIn, type Outputs } from "./contexts.ts";
import { defaultOf, matrixOf } from "./declared.ts";
import { digestReference } from "./digest-reference.ts";
import { evaluated, interpolated } from "./expression.ts";

const NOTHING: Outputs = () => undefined;
const MOST_STEPS = 2000;
const MOST_VARIABLES = 500;

/** What a job or an action knows while its steps are followed. */
interface Job {
  readonly id: string;
  readonly env: Map<string, Value>;
  readonly steps: Map<string, Outputs>;
  readonly files: Map<string, Value>;
  readonly matrix: ReadonlyMap<string, Value>;
  readonly folder: string;
}

/** Follows a workflow or a composite action of GitHub Actions, with those of the same repository that it uses. */
export class GitHubFile {
  readonly #pipeline: Pipeline;
  readonly #source: Source;
  readonly #yaml: YamlFile;
  readonly #inputs: Outputs;
  readonly #jobs = new Map<string, Outputs>();
  /** Where the digest of a build is found, by the job that builds. */
  readonly #digests = new Map<string, string>();
  #steps = 0;

  constructor(pipeline: Pipeline, source: Source, yaml: YamlFile, inputs: Outputs = NOTHING) {
    this.#pipeline = pipeline;
    this.#source = source;
    this.#yaml = yaml;
    this.#inputs = inputs;
  }

  /** Returns what it puts out to whoever calls it. */
  run(): Outputs {
    this.#steps = 0;
    const [root] = this.#yaml.roots;
    const runs = this.#yaml.get(root, "runs");
    if (this.#yaml.isMapping(runs)) return this.#action(root);
    const jobs = this.#yaml.entries(this.#yaml.get(root, "jobs")).slice(0, MOST_STEPS);
    for (const { key, node } of jobs) this.#job(root, key, node);
    const outputs = this.#yaml.get(root, "on", "workflow_call", "outputs");
    return (name) => this.#output(outputs, name, this.#contexts(this.#newJob("", undefined, root)));
  }

  #action(root: unknown): Outputs {
    const job = this.#newJob("runs", undefined, root);
    this.#followSteps(this.#yaml.get(root, "runs", "steps"), job, "runs.steps");
    const outputs = this.#yaml.get(root, "outputs");
    return (name) => this.#output(outputs, name, this.#contexts(job));
  }

  #output(outputs: unknown, name: string, contexts: Contexts): Value | undefined {
    const text = this.#yaml.text(this.#yaml.get(outputs, name, "value"));
    return text === undefined ? undefined : interpolated(text, lookUpIn(contexts));
  }

  #job(root: unknown, id: string, node: unknown): void {
    const uses = this.#yaml.text(this.#yaml.get(node, "uses"));
    const job = this.#newJob(id, node, root);
    if (uses !== undefined) {
      this.#jobs.set(id, this.#used(uses, node, job, `jobs.${id}`));
      return;
    }
    this.#followSteps(this.#yaml.get(node, "steps"), job, `jobs.${id}.steps`);
    const outputs = this.#yaml.get(node, "outputs");
    const contexts = this.#contexts(job);
    for (const { key, node: value } of this.#yaml.entries(outputs)) this.#remember(id, key, this.#yaml.text(value));
    this.#jobs.set(id, (name) => {
      const text = this.#yaml.text(this.#yaml.get(outputs, name));
      return text === undefined ? undefined : interpolated(text, lookUpIn(contexts));
    });
  }

  /** A digest that a job puts out is how other jobs name it. */
  #remember(job: string, output: string, text: string | undefined): void {
    const step = this.#digests.get(job);
    if (step !== undefined && text?.includes(step.replace(/^\$\{\{ | \}\}$/g, "")) === true && !this.#digests.has(""))
      this.#digests.set("", `\${{ needs.${job}.outputs.${output} }}`);
  }

  #newJob(id: string, node: unknown, root: unknown): Job {
    const env = new Map<string, Value>();
    const job = {
      id,
      env,
      steps: new Map(),
      files: new Map(),
      matrix: matrixOf(this.#yaml, node),
      folder: this.#folder(node) ?? this.#folder(root) ?? "",
    };
    this.#addEnv(env, this.#yaml.get(root, "env"), job);
    this.#addEnv(env, this.#yaml.get(node, "env"), job);
    return job;
  }

  #folder(node: unknown): string | undefined {
    return this.#yaml.text(this.#yaml.get(node, "defaults", "run", "working-directory"));
  }

  #addEnv(env: Map<string, Value>, node: unknown, job: Job): void {
    for (const { key, node: value } of this.#yaml.entries(node)) {
      const text = this.#yaml.text(value);
      if (text !== undefined && env.size < MOST_VARIABLES)
        env.set(key, interpolated(text, lookUpIn(this.#contexts(job))));
    }
  }

  #contexts(job: Job): Contexts {
    return {
      env: job.env,
      steps: job.steps,
      jobs: this.#jobs,
      matrix: job.matrix,
      inputs: (name) => this.#input(name),
    };
  }

  /** What was given, or else the default. */
  #input(name: string): Value | undefined {
    const given = this.#inputs(name);
    if (given !== undefined || this.#inputs === NOTHING) return given;
    return defaultOf(this.#yaml, name);
  }

  #followSteps(steps: unknown, job: Job, path: string): void {
    for (const [index, { node }] of this.#yaml.entries(steps).entries()) {
      this.#steps += 1;
      if (this.#steps > MOST_STEPS) {
        this.#pipeline.giveUp();
        return;
      }
      this.#step(node, job, `${path}[${index}]`);
    }
  }

  #step(node: unknown, job: Job, path: string): void {
    const env = new Map(job.env);
    this.#addEnv(env, this.#yaml.get(node, "env"), job);
    const inner: Job = { ...job, env };
    const run = this.#yaml.get(node, "run");
    const uses = this.#yaml.text(this.#yaml.get(node, "uses"));
    const id = this.#yaml.text(this.#yaml.get(node, "id"));
    const outputs =
      this.#yaml.text(run) !== undefined
        ? this.#run(run, node, inner, job, path)
        : uses === undefined
          ? NOTHING
          : this.#used(uses, node, inner, path);
    if (id === undefined) return;
    job.steps.set(id, outputs);
    const digest = outputs("digest")?.[0]?.[0];
    if (typeof digest === "object" && digest.from === "build")
      this.#digests.set(job.id, `\${{ steps.${id}.outputs.digest }}`);
  }

  #run(run: unknown, node: unknown, inner: Job, job: Job, path: string): Outputs {
    const contexts = this.#contexts(inner);
    const folder = this.#yaml.text(this.#yaml.get(node, "working-directory")) ?? job.folder;
    const state = {
      ...newState((text) => evaluated(text, lookUpIn(contexts)), folder),
      files: job.files,
      variables: new Map(inner.env),
    };
    const script = scriptAt(this.#yaml.text(run) ?? "", "github", this.#yaml.offsets(run));
    const site = { source: this.#source, path: `${path}.run`, remedies: this.#remedies(job) };
    const printed = this.#pipeline.run(site, script, state);
    const written = keyValues(job.files.get("$GITHUB_OUTPUT"));
    for (const [name, value] of keyValues(job.files.get("$GITHUB_ENV")))
      if (job.env.size < 2 * MOST_VARIABLES) job.env.set(name, value);
    job.files.delete("$GITHUB_OUTPUT");
    const older = announced(printed);
    return (name) => written.get(name) ?? older.get(name);
  }

  #remedies({ id }: Job): Remedies {
    const digest = this.#digests.get(id) ?? this.#digests.get("");
    const builder = builderIn(this.#source.lines.text);
    return { kind: "github", ...(digest !== undefined && { digest }), ...(builder && { builder }) };
  }

  #used(uses: string, node: unknown, job: Job, path: string): Outputs {
    if (uses.startsWith("./")) return this.#local(uses, node, job);
    const inputs = this.#yaml.get(node, "with");
    for (const { input, names } of signedInputs(uses))
      this.#signed(uses, this.#yaml.get(inputs, input), input, names, job, path);
    if (/^docker:\/\/[^\s]*cosign/i.test(uses)) this.#container(this.#yaml.get(inputs, "args"), job, path);
    return (name) => actionOutput(uses, name);
  }

  #signed(uses: string, node: unknown, input: string, names: "reference" | "digest", job: Job, path: string): void {
    const text = this.#yaml.text(node);
    if (text === undefined || text.trim() === "") return;
    const given = interpolated(text, lookUpIn(this.#contexts(job)));
    const value = names === "digest" ? digestReference(given) : given;
    const offset = this.#yaml.offsets(node);
    const site = { source: this.#source, path: `${path}.with.${input}`, remedies: this.#remedies(job) };
    const standing = standingOf(value);
    if (standing !== undefined)
      this.#pipeline.tell(site, actionName(uses), standing, offset(0), offset(text.length - 1) + 1, value, input);
  }

  /** `uses: docker://…/cosign` with its words in `args`. */
  #container(args: unknown, job: Job, path: string): void {
    const text = this.#yaml.text(args);
    if (text === undefined) return;
    const program = "cosign ";
    const offset = this.#yaml.offsets(args);
    const script = scriptAt(program + text, "github", (at) => offset(Math.max(0, at - program.length)));
    const state = newState((inner) => evaluated(inner, lookUpIn(this.#contexts(job))));
    this.#pipeline.run(
      { source: this.#source, path: `${path}.with.args`, remedies: this.#remedies(job) },
      script,
      state,
    );
  }

  /** A workflow or an action of the same repository, with what it is given. */
  #local(uses: string, node: unknown, job: Job): Outputs {
    const path = inRepository("", uses.split("@", 1)[0] ?? "");
    const names =
      path === undefined ? [] : /\.ya?ml$/.test(path) ? [path] : [`${path}/action.yml`, `${path}/action.yaml`];
    const source = names.map((name) => this.#pipeline.source(name)).find((found) => found !== undefined);
    const yaml = source === undefined ? undefined : readYaml(source.lines.text);
    if (source === undefined || yaml === undefined || "why" in yaml) return NOTHING;
    const contexts = this.#contexts(job);
    const inputs: Outputs = (name) => {
      const text = this.#yaml.text(this.#yaml.get(node, "with", name));
      return text === undefined ? undefined : interpolated(text, lookUpIn(contexts));
    };
    let outputs = NOTHING;
    this.#pipeline.enter(() => {
      outputs = new GitHubFile(this.#pipeline, source, yaml, inputs).run();
    });
    return outputs;
  }
}
