import { describe, expect, it } from "@jest/globals";
import { discoverImageUses } from "../../src/discover/index.ts";
import { resource } from "./resource.ts";
import { cpuTime } from "../cpu-time.ts";

const BUILD = "docker-build:index:Image";

function read(inline: string, more: object = {}): string[] {
  const uses = discoverImageUses(resource(BUILD, { dockerfile: { inline }, ...more }));
  expect(uses.every(({ role }) => role === "build-from")).toBe(true);
  return uses.map((use) => (use.kind === "image" ? use.image : use.kind));
}

describe("the image that reads a Dockerfile runs in the build, and is judged", () => {
  it.each([
    ["a line", "# syntax=s:1\n"],
    ["no white space", "#syntax=s:1\n"],
    ["white space and capitals", "#  SYNTAX = s:1  \n"],
    ["what stands after it", "# syntax=s:1 --flag x\n"],
    ["after another directive", "# escape=`\n# check=skip=all\n# syntax=s:1\n"],
    ["after one that nobody knows", "# other=x\n# syntax=s:1\n"],
    ["the other sign", "// syntax=s:1\n"],
    ["the other sign after a comment", "// escape=`\n// syntax=s:1\n"],
    ["after a shebang", "#!/usr/bin/env docker\n# syntax=s:1\n"],
    ["after a mark of the byte order", "\uFEFF# syntax=s:1\n"],
    ["Windows' line ends", "# syntax=s:1\r\n"],
    ["a long line", `# syntax=s:1${" x".repeat(10_000)}\n`],
    ["a line with what ends one to JavaScript", "# syntax=s:1 \u2028 \r x\n"],
    ["after many others", `${"# check=skip=all\n".repeat(1500)}# syntax=s:1\n`],
  ])("%s", (_, head) => {
    expect(read(`${head}FROM a\n`).sort()).toEqual(["a", "s:1"]);
  });

  it.each([
    ["after a comment", "# a comment\n# syntax=s:1\n"],
    ["after an empty line", "\n# syntax=s:1\n"],
    ["after an instruction", "ARG A\n# syntax=s:1\n"],
    ["without a value", "# syntax=\n"],
    ["another name", "# syntaxes=s:1\n"],
  ])("but not %s", (_, head) => {
    expect(read(`${head}FROM a\n`)).toEqual(["a"]);
  });

  it("an argument of the build wins over the line", () => {
    const buildArgs = { BUILDKIT_SYNTAX: "t:1" };
    expect(read("# syntax=s:1\nFROM a\n", { buildArgs })).toEqual(["t:1", "a"]);
    expect(read("FROM a\n", { buildArgs })).toEqual(["t:1", "a"]);
  });

  it("to OpenShift's builder it is a comment", () => {
    const spec = { source: { dockerfile: "# syntax=s:1\nFROM a\n" } };
    const uses = discoverImageUses(
      resource("kubernetes:build.openshift.io/v1:BuildConfig", {
        apiVersion: "build.openshift.io/v1",
        kind: "BuildConfig",
        spec,
      }),
    );
    expect(uses.map((use) => (use.kind === "image" ? use.image : use.kind))).toEqual(["a"]);
  });

  it.each(["# syntax", "# a=", "// a=b\n", "#a=b\n", "# syntax = "])(
    "%j again and again costs bounded time",
    (piece) => {
      const begin = cpuTime();
      read(piece.repeat(1_000_000 / piece.length));
      expect(cpuTime() - begin).toBeLessThan(2000);
    },
  );
});

describe("where a line ends, and which are empty, is what BuildKit says", () => {
  it.each<[string, string]>([
    ["a line that only JavaScript takes for empty", "RUN x \\\n\uFEFF\nFROM b\n"],
    ["white space that only Go knows", "\u0085FROM b\n"],
    ["several carriage returns", "RUN x \\\r\r\nFROM c AS b\nFROM b\n"],
    ["a line that only Go takes for empty", "RUN x \\\n\u0085\nFROM c AS b\nFROM b\n"],
  ])("%s", (_, text) => {
    expect(read(`FROM a\n${text}`)).toEqual(["a", "b"]);
  });

  it.each(["# other=x\n# escape=`\n", " # escape=`\n", "# check=x\n\uFEFF# escape=`\n"])(
    "a directive that not every builder heeds is told: %j",
    (head) => {
      expect(read(`${head}FROM a\nRUN x \\\nFROM b\n`)).toEqual(["unreadable"]);
    },
  );
});
