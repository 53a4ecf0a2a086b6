import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { startConsole, type Console } from "./console.ts";

const IMAGE = "registry.example.com/team/web:1.4";
const TERMS = ["--existing", "--until", "2027-01-31", "--owner", "me", "--because", "signed from next year on"];
const HINT = "A policy pack with a document is in policies: run this in that folder.";
let console: Console;
beforeEach(async () => {
  console = await startConsole();
});
afterEach(() => console.close());

function put(...files: readonly string[]): void {
  mkdirSync(join(console.folder, "policies"));
  for (const file of files) writeFileSync(join(console.folder, "policies", file), "version: 1\n");
}

it.each([[["policy", "lint"]], [["exempt", ...TERMS, IMAGE]], [["lock", IMAGE]], [["resolve", IMAGE]]])(
  "%j beside a pack names its folder, and does not take its document (law 8)",
  async (args) => {
    put("PulumiPolicy.yaml", "digestbound.yaml");
    const { code, stdout, stderr } = await console.called(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(HINT);
    expect(console.setting.registry.requests).toEqual([]);
  },
);

it.each([
  ["no pack", ["digestbound.yaml"]],
  ["no document", ["PulumiPolicy.yaml"]],
])("a folder that has %s is not named", async (_, files) => {
  put(...files);
  expect((await console.called(["policy", "lint"])).stderr).not.toContain("policies");
});

it("a stack in which nothing is deployed is told as that, and not as something unreadable", async () => {
  const stdin = JSON.stringify({ version: 3, deployment: { manifest: { time: "0001-01-01T00:00:00Z" } } });
  const { code, stderr } = await console.called(["init", "-"], { stdin });
  expect(code).toBe(2);
  expect(stderr).toContain("standard input is a stack in which nothing is deployed yet. Name the images");
});
