import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const root = join(__dirname, "..");

/** Starts a built file under a Node that says it is another version; the file cannot tell the difference. */
function startedOn(version: string, file: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} }); require(${JSON.stringify(join(root, file))});`;
  return spawnSync(process.execPath, ["-e", pretend], { encoding: "utf8", timeout: 30_000 });
}

describe.each(["policies/index.js", "dist/src/cli/main.js"])("%s on a wrong Node", (file) => {
  it("says one sentence on stderr and nothing on stdout, and does not go on", () => {
    const { stdout, stderr, status } = startedOn("20.20.2", file);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/found Node 20\.20\.2, needs .* first on PATH/);
    expect(status).not.toBe(0);
  });
});
