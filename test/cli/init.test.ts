import { EventEmitter } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import packageJson from "../../package.json";
import { writeNewFolder } from "../../src/cli/new-folder.ts";
import { packageName } from "../../src/cli/pack-files.ts";
import { run } from "../../src/cli/run.ts";
import { loadPolicyFile } from "../../src/policy/index.ts";
import { generateKeyPair } from "../fixtures/index.ts";

const ours = join(__dirname, "../../policies");
const FILES = [
  "PulumiPolicy.yaml",
  "digestbound.yaml",
  "index.js",
  "keys/README.md",
  "npm-shrinkwrap.json",
  "package.json",
];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-init-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function init(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const stream = (into: string[]) => ({ write: (text: string) => into.push(text) });
  const terminal = { stdout: stream(out), stderr: stream(err), env: {}, cwd: () => folder };
  const code = await run(["init", ...args], Object.assign(new EventEmitter(), terminal), packageJson.version);
  return { code, stdout: out.join(""), stderr: err.join("") };
}

const read = (path: string) => readFileSync(join(folder, path), "utf8");
function filesUnder(path: string): string[] {
  const entries = readdirSync(join(folder, path), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(join(folder, path).length + 1)).sort();
}

describe("the pack that init makes", () => {
  beforeEach(async () => {
    expect(await init("--pack", "Team Policies")).toMatchObject({ code: 0, stderr: "" });
  });

  it("is a pack directory, whole, with nothing beside it", () => {
    expect(filesUnder("Team Policies")).toEqual(FILES);
    expect(readdirSync(folder)).toEqual(["Team Policies"]);
  });

  it.each(["PulumiPolicy.yaml", "index.js"])("has the %s of this repository's pack", (name) => {
    expect(read(`Team Policies/${name}`)).toBe(readFileSync(join(ours, name), "utf8"));
  });

  it("depends on exactly this version of digestbound, and has a name of its own", () => {
    const template = JSON.parse(readFileSync(join(ours, "package.json"), "utf8")) as Record<string, unknown>;
    const made = JSON.parse(read("Team Policies/package.json")) as Record<string, unknown>;
    expect(made).toEqual({ ...template, license: undefined, name: "team-policies", version: "0.1.0", private: true });
    expect(made["dependencies"]).toMatchObject({ digestbound: packageJson.version });
  });

  it("is locked: npm ci compares the two files", () => {
    const lock = JSON.parse(read("Team Policies/npm-shrinkwrap.json")) as {
      packages: Record<string, { version: string; integrity?: string; dependencies?: object }>;
    };
    const { name, version, dependencies, engines } = JSON.parse(read("Team Policies/package.json")) as Record<
      string,
      object
    >;
    expect(lock).toMatchObject({ name, version });
    expect(lock.packages[""]).toEqual({ name, version, dependencies, engines });
    expect(lock.packages["node_modules/digestbound"]).toMatchObject({ dependencies: packageJson.dependencies });
    const unhashed = Object.entries(lock.packages).filter(([, { integrity }]) => integrity === undefined);
    expect(unhashed.map(([place]) => place)).toEqual(["", "node_modules/digestbound"]);
  });

  it("begins with a document that can be read as it stands, and with its example lines in use", () => {
    const document = join(folder, "Team Policies/digestbound.yaml");
    expect(loadPolicyFile(document).images).toHaveLength(1);
    writeFileSync(document, readFileSync(document, "utf8").replace(/^#(?! \S)/gm, ""));
    writeFileSync(join(folder, "Team Policies/keys/release.pub"), generateKeyPair().publicKeyPem);
    const read = loadPolicyFile(document);
    expect(read.images).toHaveLength(2);
    expect(JSON.stringify(read)).toContain("release-key");
  });

  it("begins with the line by which editors find the schema of the digestbound that the pack depends on", () => {
    const [line = ""] = read("Team Policies/digestbound.yaml").split("\n");
    const path = line.replace("# yaml-language-server: $schema=./node_modules/digestbound/", "");
    expect(existsSync(join(__dirname, "../..", path))).toBe(true);
    expect(packageJson.files).toContain(dirname(path));
  });

  it("holds no key, and says where keys go and which never", () => {
    expect(filesUnder("Team Policies/keys")).toEqual(["README.md"]);
    expect(read("Team Policies/keys/README.md")).toContain("Never a private key");
  });
});

describe("what comes next", () => {
  it.each([
    ["policies", "--policy-pack policies\n"],
    ["a b", "--policy-pack 'a b'\n"],
    ["it's", "--policy-pack 'it'\\''s'\n"],
    [".", "--policy-pack .\n"],
  ])("is printed for %s as commands that can be copied", async (pack, command) => {
    const { stdout } = await init("--pack", pack);
    expect(stdout).toContain(`npm install --save-exact digestbound@${packageJson.version}\n`);
    expect(stdout).toContain("pulumi policy publish");
    expect(stdout).toContain(command);
  });
});

describe("a folder", () => {
  it("that is empty is filled and stays the same folder, since a shell may be in it", async () => {
    mkdirSync(join(folder, "empty"));
    const before = statSync(join(folder, "empty")).ino;
    expect((await init("--pack", "empty")).code).toBe(0);
    expect(statSync(join(folder, "empty")).ino).toBe(before);
    expect(filesUnder("empty")).toEqual(FILES);
  });

  it("is made with its parents", async () => {
    expect((await init("--pack", "infra/gate/policies/")).code).toBe(0);
    expect(filesUnder("infra/gate/policies")).toEqual(FILES);
  });

  it("that is reached by a link is filled where it is", async () => {
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "link"));
    expect((await init("--pack", "link")).code).toBe(0);
    expect(filesUnder("real")).toEqual(FILES);
  });

  it.each([
    ["holds a file", "full/zebra", "full", 'full is not empty: it holds "zebra"'],
    ["holds a hidden file", "full/.gitkeep", "full", 'full is not empty: it holds ".gitkeep"'],
    ["is a file", "file", "file", "file is not a folder"],
    ["lies under a file", "file", "file/pack", "file/pack is not a folder"],
  ])("that %s is left alone", async (_, existing, pack, problem) => {
    mkdirSync(dirname(join(folder, existing)), { recursive: true });
    writeFileSync(join(folder, existing), "kept");
    const { code, stdout, stderr } = await init("--pack", pack);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(problem);
    expect(filesUnder(".")).toEqual([existing]);
    expect(read(existing)).toBe("kept");
  });

  it("that cannot be made is a usage error, not a stack trace", async () => {
    symlinkSync("nowhere", join(folder, "dangling"));
    const { code, stderr } = await init("--pack", "dangling");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^digestbound: the pack cannot be made in dangling: E[A-Z]+: .*\n$/);
    expect(readdirSync(folder)).toEqual(["dangling"]);
  });

  const broken = new Map([
    ["first", "written"],
    ["first/second", "cannot be: first is a file"],
  ]);
  it.each(["missing", "empty"])("that is %s is the same after a failure half-way", (state) => {
    if (state === "empty") mkdirSync(join(folder, "pack"));
    expect(() => {
      writeNewFolder(join(folder, "pack"), broken);
    }).toThrow();
    expect(readdirSync(folder)).toEqual(state === "empty" ? ["pack"] : []);
    expect(state === "empty" ? readdirSync(join(folder, "pack")) : []).toEqual([]);
  });
});

describe("usage errors", () => {
  it.each([
    ["no folder", [], "digestbound init --pack DIR"],
    ["an empty name", ["--pack", ""], "digestbound init --pack DIR"],
    ["two folders", ["--pack", "a", "--pack", "b"], "once"],
    ["a document of its own beside a pack", ["--pack", "a", "--output", "b"], "in it"],
    [
      "an option about images without images",
      ["--pack", "a", "--plain-http", "localhost:5000"],
      "name images or files",
    ],
  ])("%s", async (_, args, told) => {
    const { code, stdout, stderr } = await init(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("--help shows an example", async () => {
    const { code, stdout } = await init("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("digestbound init --pack policies");
  });
});

describe("the package's name", () => {
  it.each([
    ["policies", "policies"],
    ["Team Policies!", "team-policies"],
    [".hidden", "hidden"],
    ["_a.b", "a.b"],
    ["日本", "policy-pack"],
    ["", "policy-pack"],
    ["digestbound", "digestbound-pack"],
    ["typescript", "typescript-pack"],
    ["x".repeat(300), "x".repeat(209)],
  ])("of a folder %j is %j", (name, expected) => {
    expect(packageName(name, { digestbound: "1.0.0", typescript: "6.0.3" })).toBe(expected);
  });
});

describe("a TypeScript that Pulumi's boot cannot load", () => {
  function put(path: string, manifest: string): void {
    mkdirSync(join(folder, path, "node_modules/typescript"), { recursive: true });
    writeFileSync(join(folder, path, "node_modules/typescript/package.json"), manifest);
  }
  const version = (text: string) => JSON.stringify({ name: "typescript", version: text });

  it.each([["7.0.2"], ["8.0.0-beta"]])("%s above the pack is named with its remedy", async (found) => {
    put(".", version(found));
    const { code, stderr } = await init("--pack", "infra/pack");
    expect(code).toBe(0);
    expect(stderr).toContain(`TypeScript ${found} in ${join(folder, "node_modules/typescript")} `);
    expect(stderr).toMatch(/install the pack before the first preview.*npm:typescript@7/);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    ["6.0.3", version("6.0.3")],
    ["3.8.3", version("3.8.3")],
    ["no version", "{}"],
    ["no JSON", "7"],
    ["half a file", '{"version": "7.0'],
  ])("is not %s", async (_, manifest) => {
    put(".", manifest);
    expect((await init("--pack", "infra/pack")).stderr).toBe("");
  });

  it("is hidden by one that lies nearer", async () => {
    put(".", version("7.0.2"));
    put("infra", version("6.0.3"));
    expect((await init("--pack", "infra/pack")).stderr).toBe("");
  });
});
