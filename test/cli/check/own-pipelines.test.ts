import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { repositoryRoot } from "../../tools/index.ts";
import { type Console, startConsole } from "../console.ts";

let terminal: Console;
beforeEach(async () => {
  terminal = await startConsole();
});
afterEach(() => terminal.close());

it("this repository's own pipelines and its Action pass the check, and are recognised", async () => {
  const args = ["check", "--format", "json", ".github", "action.yml"];
  const { code, stdout } = await terminal.called(args, { cwd: repositoryRoot() });
  const report = JSON.parse(stdout) as {
    readonly inputs: { readonly read: readonly string[] };
    readonly findings: object[];
  };
  expect(code).toBe(0);
  expect(report.findings).toEqual([expect.objectContaining({ rule: "no-policy" })]);
  const workflows = readdirSync(join(repositoryRoot(), ".github/workflows")).map((name) => `.github/workflows/${name}`);
  for (const file of [...workflows, "action.yml"]) expect(JSON.stringify(report.inputs)).toContain(file);
  expect(JSON.stringify(report.inputs)).not.toContain('skipped":[{');
});
