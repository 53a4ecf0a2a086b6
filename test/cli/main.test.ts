import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { version } from "../../package.json";

const main = join(__dirname, "../../dist/src/cli/main.js");

it.each([
  [["verify", `nginx@sha256:${"1".repeat(64)}`], 0],
  [["verify", "nginx"], 1],
  [["verify"], 2],
  [["resolve", "nginx"], 2],
])("the program on %j exits %i", (args, code) => {
  expect(spawnSync(process.execPath, [main, ...args], { cwd: tmpdir(), timeout: 30_000 }).status).toBe(code);
});

it("the program tells its package's version", () => {
  const { stdout } = spawnSync(process.execPath, [main, "--version"], { encoding: "utf8", timeout: 30_000 });
  expect(stdout).toBe(`${version}\n`);
});
