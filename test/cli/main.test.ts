import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

it("the program ends as others do where nobody reads its report, without a word", async () => {
  const child = spawn(process.execPath, [main, "verify", "nginx"], { cwd: tmpdir() });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (text) => (stderr += String(text)));
  const [code] = (await once(child, "close")) as [number];
  expect([code, stderr]).toEqual([141, ""]);
});

(existsSync("/dev/full") ? it : it.skip)(
  "the program says that its report cannot be written, and never that all is well",
  () => {
    const out = openSync("/dev/full", "w");
    const args = [main, "verify", `nginx@sha256:${"1".repeat(64)}`];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: tmpdir(),
      stdio: ["ignore", out, "pipe"],
      encoding: "utf8",
      timeout: 30_000,
    });
    closeSync(out);
    expect([status, stderr]).toEqual([3, "digestbound: the report cannot be written (ENOSPC).\n"]);
  },
);

it("the program's verdict stands where nobody reads its stderr", async () => {
  const child = spawn(process.execPath, [main, "resolve", "nginx"], { cwd: tmpdir() });
  child.stderr.destroy();
  expect(await once(child, "close")).toEqual([2, null]);
});

it("the program tells its package's version", () => {
  const { stdout } = spawnSync(process.execPath, [main, "--version"], { encoding: "utf8", timeout: 30_000 });
  expect(stdout).toBe(`${version}\n`);
});

(existsSync("/proc/self") ? it : it.skip)(
  "init ends where no folder can be made and the system says that none is there",
  () => {
    const { status, stderr } = spawnSync(process.execPath, [main, "init", "--pack", "/proc/digestbound/pack"], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^digestbound: the pack cannot be made in \/proc\/digestbound\/pack: ENOENT: .*\n$/);
  },
);

it("init looks for TypeScript from where the folder really lies, as Node does for Pulumi", () => {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-main-"));
  mkdirSync(join(folder, "deep/node_modules/typescript"), { recursive: true });
  mkdirSync(join(folder, "deep/real"));
  writeFileSync(join(folder, "deep/node_modules/typescript/package.json"), '{ "version": "7.0.2" }');
  symlinkSync("deep/real", join(folder, "link"));
  const args = [main, "init", "--pack", "link/pack"];
  const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", timeout: 30_000 });
  rmSync(folder, { recursive: true });
  expect(stderr).toContain("TypeScript 7.0.2");
});
