import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { repositoryRoot } from "../../tools/index.ts";
import { type Console, startConsole } from "../console.ts";

const workflows = readdirSync(join(repositoryRoot(), ".github/workflows"));

let terminal: Console;
beforeEach(async () => {
  terminal = await startConsole();
});
afterEach(() => terminal.close());

async function check(cwd: string) {
  // As ci.yml does.
  const { code, stdout } = await terminal.called(["check", "--format", "json", ".github", "action.yml"], { cwd });
  return { code, ...(JSON.parse(stdout) as { readonly inputs: object; readonly findings: readonly object[] }) };
}

it("this repository's own pipelines and its Action pass the check, and all of them are read", async () => {
  const { code, inputs, findings } = await check(repositoryRoot());
  expect(code).toBe(0);
  expect(findings).toEqual([expect.objectContaining({ rule: "no-policy" })]);
  expect(inputs).toMatchObject({ read: workflows.length + 1, skipped: [] });
});

it.each(workflows)("a job in a container by a tag would be found in %s", async (name) => {
  for (const path of [".github", "action.yml"])
    cpSync(join(repositoryRoot(), path), join(terminal.folder, path), { recursive: true });
  const file = join(terminal.folder, ".github/workflows", name);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("runs-on: ubuntu-latest", "runs-on: ubuntu-latest\n    container: node:24"));
  expect(await check(terminal.folder)).toMatchObject({ code: 1 });
});
