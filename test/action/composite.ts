import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot, runCommand } from "../tools/index.ts";

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly "continue-on-error"?: boolean;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const actionText = readFileSync(join(repositoryRoot(), "action.yml"), "utf8");
export const action = parse(actionText) as Action;

/** What a run of the Action did: each step that ran, what they printed, their outputs, and whether the job is green. */
export interface Ran {
  readonly log: string;
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly succeeded: boolean;
}

type Outputs = Map<string, Record<string, string>>;

/** Reads what a step wrote to GITHUB_OUTPUT since. */
export type ReadOutputs = () => Record<string, string>;

/**
 * Runs the steps of the composite action that are scripts, one after the other, with what the runner would give them. This is no
 * runner: of expressions it knows only what action.yml uses, and other actions are only named.
 */
export async function runAction(
  given: Readonly<Record<string, string>>,
  {
    env,
    cwd,
    readOutputs,
  }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly readOutputs: ReadOutputs },
): Promise<Ran> {
  const defaults = Object.entries(action.inputs).map(([name, one]) => [name, one.default]);
  const inputs = { ...Object.fromEntries(defaults), "github-token": "the-token", ...given } as Record<string, string>;
  const outputs: Outputs = new Map();
  const evaluate = (text: string) => evaluated(text, inputs, outputs);
  const steps: string[] = [];
  let log = "";
  let succeeded = true;
  for (const step of action.runs.steps) {
    const condition = step.if ?? "success()";
    if (!succeeded && !condition.includes("always()")) continue;
    if (!condition.split("&&").every((term) => holds(term.trim(), evaluate))) continue;
    steps.push(step.name ?? step.uses?.replace(/@.*/, "") ?? "");
    if (step.run === undefined) continue;
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value)]);
    const { exitCode, output } = await runCommand(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run],
      {
        cwd,
        env: { ...env, ...(Object.fromEntries(own) as Record<string, string>) },
        timeoutMs: 240_000,
      },
    );
    log += output;
    if (exitCode !== 0) succeeded = false;
    if (step.id !== undefined) outputs.set(step.id, readOutputs());
  }
  const told = Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value)]);
  return { log, steps, succeeded, outputs: Object.fromEntries(told) as Record<string, string> };
}

function evaluated(text: string, inputs: Readonly<Record<string, string>>, outputs: Outputs): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const choice = /^(.*) == '(.*)' && (.*) \|\| '(.*)'$/.exec(expression);
    if (choice === null) return valueOf(expression, inputs, outputs);
    const [, left = "", right, then = "", otherwise = ""] = choice;
    return valueOf(left, inputs, outputs) === right ? valueOf(then, inputs, outputs) : otherwise;
  });
}

function valueOf(expression: string, inputs: Readonly<Record<string, string>>, outputs: Outputs): string {
  const [, input, id = "", output = ""] =
    /^(?:inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+))$/.exec(expression) ?? [];
  if (input === undefined && id === "") throw new Error(`the test knows no expression ${expression}`);
  if (input === undefined) return outputs.get(id)?.[output] ?? "";
  const value = inputs[input];
  if (value === undefined) throw new Error(`there is no input ${input}`);
  return value;
}

function holds(term: string, evaluate: (text: string) => string): boolean {
  if (term === "always()" || term === "success()") return true;
  const [, left = "", operator, right] = /^(\S+) (==|!=) '(.*)'$/.exec(term) ?? [];
  if (operator === undefined) throw new Error(`the test knows no condition ${term}`);
  return (evaluate(`\${{ ${left} }}`) === right) === (operator === "==");
}
