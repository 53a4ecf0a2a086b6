import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { FORMAT_NAMES } from "../../src/report/index.ts";
import { startConsole, type CallOptions, type Console } from "./console.ts";

const PINNED = `nginx@sha256:${"1".repeat(64)}`;

let terminal: Console;
beforeAll(async () => {
  terminal = await startConsole();
});
afterAll(() => terminal.close());

let folder: string;
let runs = 0;
beforeEach(() => {
  folder = join(terminal.folder, `run-${(runs += 1)}`);
  mkdirSync(folder);
});

const verify = (args: readonly string[], options: CallOptions = {}) =>
  terminal.called(["verify", "nginx", ...args], { cwd: folder, ...options });
const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("--format", () => {
  it.each([
    ["pretty", "✗ rejected  nginx"],
    ["json", '{\n  "version": 1'],
    ["sarif", '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json"'],
    ["junit", '<?xml version="1.0" encoding="UTF-8"?>'],
    ["markdown", "<!-- digestbound -->\n"],
    ["github", "::error title=image-pinned::"],
  ])("%s alone goes to standard output, and the exit code is the report's", async (format, beginning) => {
    const { code, stdout, stderr } = await verify(["--format", format]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout.startsWith(beginning)).toBe(true);
  });

  it("several, each to a file of its own, and one to standard output: of one scan", async () => {
    const outputs = FORMAT_NAMES.filter((name) => name !== "pretty");
    const args = outputs.flatMap((name) => ["--format", name, "--output", `${name}.out`]);
    const { code, stdout } = await verify([...args, "--format", "pretty"]);
    expect(code).toBe(1);
    expect(stdout).toContain("1 checked: 1 rejected.");
    expect(readdirSync(folder).sort()).toEqual(outputs.map((name) => `${name}.out`).sort());
    for (const name of outputs) expect(read(`${name}.out`)).toBe((await verify(["--format", name])).stdout);
  });

  it("an output belongs to the format before it", async () => {
    const { stdout } = await verify(["--format", "pretty", "--format", "json", "--output", "a.json"]);
    expect(stdout).toContain("✗ rejected");
    expect(read("a.json")).toContain('"version": 1');
  });

  it("- is standard output, and an output alone is of the text", async () => {
    expect((await verify(["--format", "json", "--output", "-"])).stdout).toContain('"version": 1');
    expect((await verify(["--output", "report.txt"])).stdout).toBe("");
    expect(read("report.txt")).toContain("✗ rejected  nginx");
  });

  it.each([
    ["two formats for standard output", ["--format", "json", "--format", "sarif"], "json and sarif"],
    ["one of them by name", ["--format", "json", "--output", "-", "--format", "sarif"], "json and sarif"],
    ["one twice", ["--format", "json", "--format", "json"], "json and json"],
    [
      "two formats for one file",
      ["--format", "json", "--output", "a", "--format", "sarif", "--output", "./a"],
      "one file: ./a",
    ],
    ["an output before its format", ["--output", "a", "--format", "sarif"], "--format sarif --output"],
    ["two outputs of one format", ["--format", "json", "--output", "a", "--output", "b"], "after the --format"],
    [
      "a folder that is not there",
      ["--format", "json", "--output", "none/a.json"],
      "none/a.json cannot be written: there is no such folder",
    ],
    ["a folder", ["--format", "json", "--output", "."], ". is a folder"],
    ["a format that is none", ["--format", "xml"], "pretty, json, sarif, junit, markdown, github"],
    ["quiet and verbose at once", ["-q", "-v"], "cannot be used"],
    ["a name that would act upon the terminal", ["--output", "\u001b[2K/a"], "\\u{1b}[2K/a cannot be written"],
  ])("%s is a usage error, before anything was asked or written", async (_, args, said) => {
    const before = terminal.setting.registry.requests.length;
    const image = `${terminal.setting.registry.host}/team/web:1`;
    const called = await terminal.called(["verify", image, "--policy", terminal.policy, ...args], { cwd: folder });
    expect([called.code, called.stdout]).toEqual([2, ""]);
    expect(called.stderr).toContain(said);
    expect(called.stderr).not.toContain("\u001b");
    expect(terminal.setting.registry.requests.length).toBe(before);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a file that is written", () => {
  const json = ["--format", "json", "--output"];

  it("takes the place of the one that was there, and leaves nothing beside it", async () => {
    writeFileSync(join(folder, "a.json"), "old");
    await verify([...json, "a.json"]);
    expect(read("a.json")).toContain('"version": 1');
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it("takes the place of a link, whose target stays as it was (law 8)", async () => {
    writeFileSync(join(folder, "target"), "untouched");
    symlinkSync("target", join(folder, "a.json"));
    await verify([...json, "a.json"]);
    expect(read("target")).toBe("untouched");
    expect(() => readlinkSync(join(folder, "a.json"))).toThrow();
  });

  it("by the name of an open stream goes there, and nothing is put in the place of what it leads to", async () => {
    const stream = openSync(join(folder, "redirected"), "w");
    const { ino } = statSync(join(folder, "redirected"));
    expect((await verify([...json, `/proc/self/fd/${stream}`])).code).toBe(1);
    expect(read("redirected")).toContain('"version": 1');
    expect(statSync(join(folder, "redirected")).ino).toBe(ino);
    closeSync(stream);
  });

  // Not tried with a device of the machine: code that is wrong would put a file in its place.
  it("into a pipe goes there, as into a device, and the pipe stays one", async () => {
    const pipe = join(folder, "pipe");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    // Open for writing as well, so that nothing waits for the other end.
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await verify([...json, "pipe"]);
    const bytes = Buffer.alloc(65_536);
    expect(bytes.toString("utf8", 0, readSync(reader, bytes))).toContain('"version": 1');
    closeSync(reader);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it("and could not be after all is told, with exit code 3 and the other reports written", async () => {
    const image = `${terminal.setting.registry.host}/team/gone:1`;
    const broken = join(folder, "broken");
    mkdirSync(broken);
    const now = () => {
      // Whatever asks for the time after the check comes too late for it.
      if (existsSync(broken)) mkdirSync(join(broken, "a.json"), { recursive: true });
      return Date.now();
    };
    const args = ["verify", image, "--policy", terminal.policy, ...json, "broken/a.json", "--format", "pretty"];
    const { code, stdout, stderr } = await terminal.called(args, { cwd: folder, now });
    expect(code).toBe(3);
    expect(stdout).toContain("1 checked");
    expect(stderr).toContain("broken/a.json cannot be written: ");
    expect(readdirSync(broken)).toEqual(["a.json"]);
  });

  it("may not be a file that nobody may write", async () => {
    writeFileSync(join(folder, "a.json"), "old");
    chmodSync(join(folder, "a.json"), 0o444);
    if (process.getuid?.() === 0) return;
    expect((await verify([...json, "a.json"])).code).toBe(2);
  });
});

describe("how much is told", () => {
  it("-q: nothing where all is well, and else one line", async () => {
    expect((await terminal.called(["verify", PINNED, "-q"], { cwd: folder })).stdout).toBe("");
    expect((await verify(["-q"])).stdout).toBe("1 checked: 1 rejected.\n");
    expect((await verify(["--quiet", "--format", "json"])).stdout).toContain('"version": 1');
  });

  it("-v changes nothing of references that were named", async () => {
    expect((await verify(["--verbose"])).stdout).toBe((await verify([])).stdout);
  });
});

describe("what is known of the terminal", () => {
  const shown = async (env: NodeJS.ProcessEnv, isTTY = true, args: readonly string[] = []) =>
    (await verify(args, { env, isTTY })).stdout;

  it.each<[string, NodeJS.ProcessEnv, boolean, boolean]>([
    ["nothing is known", {}, true, true],
    ["the locale is UTF-8", { LANG: "de_DE.UTF-8" }, true, true],
    ["it is written otherwise", { LC_ALL: "C.utf8", LANG: "C" }, true, true],
    ["the locale is another", { LANG: "de_DE.ISO-8859-1" }, true, false],
    ["LC_ALL counts before the others", { LC_ALL: "C", LC_CTYPE: "C.UTF-8", LANG: "C.UTF-8" }, true, false],
    ["an empty one counts for nothing", { LC_ALL: "", LANG: "C.UTF-8" }, true, true],
    ["the terminal is dumb", { TERM: "dumb", LANG: "C.UTF-8" }, true, true],
    ["the terminal is Linux's console", { TERM: "linux", LANG: "C.UTF-8" }, true, false],
  ])("marks are UTF-8 or ASCII where %s", async (_, env, isTTY, isUnicode) => {
    const text = await shown(env, isTTY);
    expect(text.includes("✗ rejected")).toBe(isUnicode);
    expect(text.includes("x rejected")).toBe(!isUnicode);
    if (!isUnicode) expect(text).toMatch(/^[\u0000-\u007f]*$/);
  });

  it.each<[string, NodeJS.ProcessEnv, readonly string[], boolean]>([
    ["a terminal", {}, [], true],
    ["NO_COLOR", { NO_COLOR: "1" }, [], false],
    ["--no-color", {}, ["--no-color"], false],
    ["a dumb terminal", { TERM: "dumb" }, [], false],
  ])("%s: colours or none", async (_, env, args, isColoured) => {
    expect((await shown(env, true, args)).includes("\u001b[31m")).toBe(isColoured);
  });

  it("lines are broken where the terminal ends, and never in a pipe", async () => {
    const long = (text: string) => text.split("\n").filter((line) => line.length > 60 && line.includes(" ")).length;
    const narrow = await verify([], { isTTY: true, columns: 60, env: { NO_COLOR: "1" } });
    expect(long(narrow.stdout)).toBe(0);
    expect(long((await verify([], { columns: 60 })).stdout)).toBeGreaterThan(0);
  });

  it("a file gets plain text, whatever the terminal is", async () => {
    await verify(["--output", "a.txt"], { isTTY: true, columns: 50, env: { LANG: "C" } });
    expect(read("a.txt")).toBe((await verify([])).stdout);
  });
});
