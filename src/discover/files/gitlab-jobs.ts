import { members, under } from "../cloudformation/source.ts";
import type { Member } from "../data.ts";
import { isObject, valuesOf } from "./recognised.ts";

/** What is no job at the top of a file. */
export const GITLAB_KEYWORDS = [
  ...["default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache", "types"],
  ...["before_script", "after_script"],
] as const;

const KEYWORDS: ReadonlySet<string> = new Set([...GITLAB_KEYWORDS, "<<"]);
const DEEPEST = 10;
/** GitLab takes eleven levels, and whoever writes a job knows its parents. */
const MOST_PARENTS = 10;

/** A variable's value as it is written; null where it is set to what cannot be told. */
type Value = string | null;

/** What the jobs of a file set variables to. */
export class GitlabVariables {
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #global: ReadonlyMap<string, Value>;
  /** By the rules of the whole pipeline, each of which may count or not. */
  readonly #byWorkflow: ReadonlySet<string>;
  /** By any job, for what is given to several of them. */
  readonly #byJobs: ReadonlySet<string>;

  constructor(document: unknown) {
    this.#jobs = new Map(jobsIn(document).map(({ key, value }) => [String(key), jobOf(value)]));
    this.#global = variablesIn(document);
    this.#byWorkflow = new Set(under(document, "workflow").flatMap(namesByRules));
    const jobs = [...this.#jobs.values()];
    this.#byJobs = new Set(jobs.flatMap(({ set, byRules }) => [...set.keys(), ...byRules]));
  }

  /** @param job the name of the job that asks; undefined for what is given to all of them */
  valueOf(name: string, job: string | undefined): Value | undefined {
    const own = job === undefined ? undefined : this.#ofJob(name, job, 0);
    if (own !== undefined) return own;
    // A hidden job is run only as a part of others.
    if ((job === undefined || job.startsWith(".")) && this.#byJobs.has(name)) return null;
    return this.#byWorkflow.has(name) ? null : this.#global.get(name);
  }

  #ofJob(name: string, job: string, depth: number): Value | undefined {
    const found = this.#jobs.get(job);
    // A parent that is not here, or that goes round in circles, may set it to anything.
    if (found === undefined || depth > DEEPEST || found.byRules.has(name)) return null;
    const own = found.set.get(name);
    if (own !== undefined) return own;
    for (const parent of found.parents) {
      const inherited = typeof parent === "string" ? this.#ofJob(name, parent, depth + 1) : null;
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }
}

interface Job {
  readonly set: ReadonlyMap<string, Value>;
  /** Set by a rule or a matrix, over what the job sets itself. */
  readonly byRules: ReadonlySet<string>;
  /** The one that counts most first. */
  readonly parents: readonly unknown[];
}

function jobOf(value: unknown): Job {
  const parents = under(value, "extends").flatMap(listed).slice(0, MOST_PARENTS).reverse();
  return { set: variablesIn(value), byRules: new Set(namesByRules(value)), parents };
}

function jobsIn(document: unknown): readonly Member[] {
  return members(document).filter(({ key, value }) => isJob(String(key)) && isObject(value));
}

export function isJob(name: string): boolean {
  return !KEYWORDS.has(name);
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** The last of equal names counts. */
function variablesIn(value: unknown): ReadonlyMap<string, Value> {
  const set = under(value, "variables").flatMap(members);
  return new Map(
    set.map(({ key, value: one }) => [String(key), literal(isObject(one) ? under(one, "value").at(-1) : one)]),
  );
}

function literal(value: unknown): Value {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function namesByRules(value: unknown): readonly string[] {
  const rules = under(value, "rules")
    .flatMap(valuesOf)
    .flatMap((rule) => under(rule, "variables"));
  const matrix = under(value, "parallel")
    .flatMap((parallel) => under(parallel, "matrix"))
    .flatMap(valuesOf);
  return [...rules, ...matrix].flatMap(members).map(({ key }) => String(key));
}
