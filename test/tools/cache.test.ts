import { describe, expect, it } from "@jest/globals";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolderName, cacheRoot, sourceFiles, type SourceFile } from "./cache.ts";
import { repositoryRoot } from "./repository.ts";
import { COSIGN, PULUMI, type Tool } from "./tool.ts";

const file = (path: string, text: string): SourceFile => ({ path, bytes: Buffer.from(text) });
const SOURCES = [file("engine/go.mod", "module a"), file("engine/go.sum", "h1:x")];
const NAME = cacheFolderName(PULUMI, SOURCES, "linux-x64");

describe("the folder of the built tools", () => {
  const home = join(homedir(), ".cache/digestbound/tools");
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["the named folder", { DIGESTBOUND_TOOLS: "/tools", XDG_CACHE_HOME: "/xdg" }, "/tools"],
    ["the XDG cache folder", { XDG_CACHE_HOME: "/xdg" }, "/xdg/digestbound/tools"],
    ["the home folder's cache", {}, home],
    ["the home folder's cache where the variables are empty", { DIGESTBOUND_TOOLS: "", XDG_CACHE_HOME: "" }, home],
    ["the home folder's cache where XDG's is relative", { XDG_CACHE_HOME: "cache" }, home],
  ])("is %s", (_, environment, expected) => {
    expect(cacheRoot(environment)).toBe(expected);
  });
});

describe("the name of a built tool's folder", () => {
  it("says the tool and its version", () => {
    expect(NAME).toMatch(/^pulumi-v3\.250\.0-[0-9a-f]{16}$/);
  });

  it("is the same for the same sources in any order", () => {
    expect(cacheFolderName(PULUMI, SOURCES.toReversed(), "linux-x64")).toBe(NAME);
  });

  const relinked: Tool = { ...PULUMI, programs: PULUMI.programs.map((program) => ({ ...program, linked: {} })) };
  it.each<[string, Tool, readonly SourceFile[], string]>([
    ["a changed file", PULUMI, [file("engine/go.mod", "module b"), file("engine/go.sum", "h1:x")], "linux-x64"],
    ["a file more", PULUMI, [...SOURCES, file("engine/main.go", "")], "linux-x64"],
    ["a file less", PULUMI, SOURCES.slice(1), "linux-x64"],
    ["a renamed file", PULUMI, [file("engine/go.mod", "module a"), file("yaml/go.sum", "h1:x")], "linux-x64"],
    [
      "bytes that moved to the next file",
      PULUMI,
      [file("engine/go.mod", "module ah"), file("engine/go.sum", "1:x")],
      "linux-x64",
    ],
    ["another linked version", relinked, SOURCES, "linux-x64"],
    ["another platform", PULUMI, SOURCES, "darwin-arm64"],
  ])("changes with %s", (_, tool, sources, platform) => {
    expect(cacheFolderName(tool, sources, platform)).not.toBe(NAME);
  });
});

describe("the sources of a tool", () => {
  const go = join(repositoryRoot(), "test/tools/go");
  it("are the modules it is built from, and no others", () => {
    const paths = sourceFiles(PULUMI.programs, go).map((source) => source.path);
    expect(paths).toEqual(
      expect.arrayContaining(["engine/go.mod", "engine/go.sum", "engine/language-host/main.go", "yaml/go.sum"]),
    );
    expect(paths.filter((path) => path.startsWith("cosign/"))).toEqual([]);
    expect(sourceFiles(COSIGN.programs, go).map((source) => source.path)).toEqual(["cosign/go.mod", "cosign/go.sum"]);
  });
});
