import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { repositoryRoot } from "./tools/index.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(repositoryRoot(), ".github/workflows");
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: parse(text) as Workflow };
});

describe.each(workflows)("$name", ({ text, workflow }) => {
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it("pins every action by a full commit, and says which version that is", () => {
    const uses = text.split("\n").filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length);
    const loose = uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
    expect(loose).toEqual([]);
  });

  it("gives no permission to all of it, and to each job its own", () => {
    expect(workflow.permissions).toEqual({});
    for (const { permissions } of jobs) expect(permissions).toBeDefined();
  });

  it("never runs with the base's secrets on what a pull request brings", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.keys(workflow.on)).not.toContain("workflow_run");
  });

  it("puts nothing into a script but by the environment", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  it("leaves no credentials in a checkout, and takes nothing out of a cache that another run filled", () => {
    const using = (action: string) => steps.filter(({ uses }) => uses?.startsWith(`${action}@`));
    for (const step of using("actions/checkout")) expect(step.with?.["persist-credentials"]).toBe(false);
    for (const step of using("actions/setup-node")) expect(step.with?.["package-manager-cache"]).toBe(false);
    expect(using("actions/cache")).toEqual([]);
  });

  it("ends by itself", () => {
    for (const job of jobs) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });
});

it("one action is everywhere at one version", () => {
  const pins = workflows.flatMap(({ text }) =>
    Array.from(text.matchAll(/uses: ([^@\s]+)@(\S+)/g), ([, a, b]) => [a, b]),
  );
  const versions = new Map<string | undefined, Set<string | undefined>>();
  for (const [action, pin] of pins) versions.set(action, (versions.get(action) ?? new Set()).add(pin));
  expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
});

it("what a pull request brings is checked by what it builds, with the base in the clone", () => {
  const { steps = [] } = workflows.find(({ name }) => name === "ci.yml")?.workflow.jobs["lint"] ?? {};
  expect(steps.map(({ run }) => run)).toContain("node dist/src/cli/main.js check .github action.yml");
  expect(steps[0]?.with).toMatchObject({ "fetch-depth": 0 });
});

describe("a release", () => {
  const jobs = workflows.find(({ name }) => name === "release.yml")?.workflow.jobs ?? {};
  const mayWrite = (job: Job | undefined) =>
    Object.entries(job?.permissions ?? {}).flatMap(([name, level]) => (level === "write" ? [name] : []));

  it("gives an identity to one job, behind the environment, and that runs neither npm ci nor a script of this repository", () => {
    const identified = Object.entries(jobs).filter(([, job]) => mayWrite(job).includes("id-token"));
    expect(identified.map(([name]) => name)).toEqual(["publish"]);
    const [, publish] = identified[0] ?? [];
    expect(publish?.environment).toBe("release");
    const scripts = publish?.steps.flatMap(({ run }) => run ?? []) ?? [];
    expect(scripts).toEqual([
      "sha256sum --check --strict SHA256SUMS",
      "npm publish ./*.tgz --provenance --access public --ignore-scripts",
    ]);
    expect(publish?.steps.some(({ uses }) => uses?.startsWith("actions/checkout@"))).toBe(false);
  });

  it("lets the job that runs dependencies' code write nothing", () => {
    const building = Object.values(jobs).filter((job) => job.steps.some(({ run }) => run?.includes("npm ci")));
    expect(building.length).toBe(1);
    expect(building.flatMap(mayWrite)).toEqual([]);
  });
});
