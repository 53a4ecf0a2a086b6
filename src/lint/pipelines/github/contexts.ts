import { hole, UNKNOWN, type Value } from "../value.ts";
import type { LookUp } from "./expression.ts";

/** What an output of a step, a job or an action holds. */
export type Outputs = (name: string) => Value | undefined;

/** What the expressions of a job may refer to. */
export interface Contexts {
  readonly env: ReadonlyMap<string, Value>;
  readonly steps: ReadonlyMap<string, Outputs>;
  readonly jobs: ReadonlyMap<string, Outputs>;
  readonly matrix: ReadonlyMap<string, Value>;
  /** Undefined of an input that only the caller knows. */
  readonly inputs: Outputs;
}

const GIVEN = hole("any", "caller");
const PLAIN = hole("plain", "unknown");

export function lookUpIn(contexts: Contexts): LookUp {
  return ([context, ...path]) => {
    const [first = "", , third = ""] = path;
    if (context === "env") return contexts.env.get(first);
    if (context === "steps") return contexts.steps.get(first)?.(third);
    if (context === "needs" || context === "jobs") return contexts.jobs.get(first)?.(third);
    if (context === "matrix") return contexts.matrix.get(first);
    if (context === "inputs") return contexts.inputs(first) ?? GIVEN;
    if (context === "github") return github(path, contexts);
    return context === "runner" || context === "strategy" ? PLAIN : UNKNOWN;
  };
}

function github(path: readonly string[], { inputs }: Contexts): Value {
  if (path[0] !== "event") return PLAIN;
  if (path[1] === "inputs") return inputs(path[2] ?? "") ?? GIVEN;
  return /^(?:tag_name|number|sha|ref|name|full_name|login|version|id)$/.test(path.at(-1) ?? "") ? PLAIN : UNKNOWN;
}
