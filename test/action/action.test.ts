import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { formats } from "../../src/report/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { action, actionText } from "./composite.ts";

const { steps } = action.runs;
const read = (path: string) => readFileSync(join(repositoryRoot(), path), "utf8");
const docs = read("docs/ci/github.md");

describe("action.yml", () => {
  it("pins every action by a full commit, and says which version that is", () => {
    const uses = actionText.split("\n").filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
    expect(uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("has every action at the version that the workflows have, and one", () => {
    const workflows = ["ci", "release"].map((name) => read(`.github/workflows/${name}.yml`)).join("\n");
    const pins = Array.from(`${actionText}\n${workflows}`.matchAll(/uses: ([\w.-]+\/[\w.-]+)\S*@(\S+)/g));
    const versions = new Map<string, Set<string>>();
    for (const [, name = "", pin = ""] of pins) versions.set(name, (versions.get(name) ?? new Set()).add(pin));
    expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
  });

  it("puts nothing into a script but by the environment", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
    expect(steps.filter(({ run }) => run !== undefined).map(({ shell }) => shell)).not.toContain(undefined);
  });

  it.each(Object.entries(action.inputs))("input %s is used, described and documented with its default", (name, one) => {
    const used = JSON.stringify(action.runs).includes(`inputs.${name}`);
    expect(used).toBe(true);
    expect(one.description).not.toBe("");
    const value = name === "github-token" ? "the job's" : one.default === "" ? "" : `\`${one.default}\``;
    const row = docs.split("\n").find((line) => line.startsWith(`| \`${name}\``));
    expect(row?.split("|")[2]?.trim()).toBe(value);
  });

  it("documents no input that there is not", () => {
    const rows = Array.from(docs.matchAll(/^\| `([\w-]+)` +\|[^|]*\|[^|]*\|$/gm), ([, name]) => name);
    expect(rows.sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it("uses no input and no output that there is not", () => {
    const used = Array.from(actionText.matchAll(/inputs\.([\w-]+)/g), ([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    const written = read("action/check.mjs") + read("action/install.sh");
    for (const [, , output = ""] of actionText.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g))
      expect(written).toMatch(new RegExp(`["\\s]${output}["]?[:=]`));
  });

  it("documents every output", () => {
    for (const name of Object.keys(action.outputs)) expect(docs).toContain(`\`${name}\``);
  });

  it("keeps the verdict for the last step, which runs whatever was before, and fails where there is none", () => {
    expect(steps.at(-1)).toMatchObject({ if: "always()", run: 'exit "${EXIT_CODE:-3}"' });
  });

  it("needs no permission unless it is asked for one", () => {
    expect(action.inputs["comment"]?.default).toBe("false");
    expect(action.inputs["sarif"]?.default).toBe("false");
  });

  it("asks for formats that there are", () => {
    const [, named = ""] = /const FORMATS = \{(.*)\}/.exec(read("action/check.mjs")) ?? [];
    const names = Array.from(named.matchAll(/(\w+): "/g), ([, name]) => name ?? "");
    expect(names).toHaveLength(4);
    for (const name of names) expect(formats).toHaveProperty(name);
  });
});

describe("what it installs", () => {
  it("is nothing but what the lockfile names, and runs no script of it", () => {
    expect(read("action/install.sh")).toMatch(/^npm ci --ignore-scripts --omit=dev /m);
    expect(read("action/install.sh").match(/\bnpm \w+/g)).toEqual(["npm ci"]);
  });

  it("is an exact version, and, once there is a release, all of it by hash", () => {
    const { dependencies } = JSON.parse(read("action/package.json")) as { dependencies: Record<string, string> };
    expect(dependencies).toEqual({ digestbound: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    if (!existsSync(join(repositoryRoot(), "action/package-lock.json"))) return;
    const { packages } = JSON.parse(read("action/package-lock.json")) as { packages: Record<string, object> };
    expect(packages["node_modules/digestbound"]).toMatchObject({ version: dependencies["digestbound"] });
    for (const [place, one] of Object.entries(packages)) if (place !== "") expect(one).toHaveProperty("integrity");
  });
});
