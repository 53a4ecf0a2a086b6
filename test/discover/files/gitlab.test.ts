import { describe, expect, it } from "@jest/globals";
import { reading, told } from "./reading.ts";

const ci = (text: string) => told(".gitlab-ci.yml", text);
/** The last of them, without its place. */
const last = (text: string) => ci(text).at(-1)?.replace(/^\S+ /, "");

describe("images of GitLab CI", () => {
  it.each<[name: string, text: string, expected: string[]]>([
    ["of all jobs", "image: ruby:3\nservices:\n  - postgres:16\n", ["1:8 image ruby:3*", "3:5 image postgres:16*"]],
    [
      "by name",
      "image: {name: 'ruby:3', entrypoint: ['']}\nservices: [{name: pg:1, alias: db}]\n",
      ["1:16 image ruby:3*", "2:19 image pg:1*"],
    ],
    ["by default", "default:\n  image: a:1\n  services: [b:1]\n", ["2:10 image a:1*", "3:14 image b:1*"]],
    [
      "of a job",
      "test:\n  script: x\n  image: a:1\n  services: [b:1, {name: c:1}]\n",
      ["3:10 image a:1*", "4:14 image b:1*", "4:26 image c:1*"],
    ],
    ["of a hidden job", ".base: {image: a:1}\n", ["1:16 image a:1*"]],
    ["of a job that merges another", ".b: &b {image: a:1}\nt: {<<: *b}\n", ["1:16 image a:1*", "1:16 image a:1*"]],
    ["of nobody", "variables: {image: x}\ncache: {image: x}\nworkflow: {image: x}\nspec: {image: x}\nx-text: y\n", []],
  ])("%s", (_, text, expected) => {
    expect(ci(text)).toEqual(expected);
  });

  it("run on the platform that they name", () => {
    const uses = reading(".gitlab-ci.yml", "t: {image: {name: a, docker: {platform: linux/arm64}}}")?.uses;
    expect(uses?.map(({ use }) => use.platform)).toEqual(["linux/arm64"]);
  });

  it.each([
    ["ci/build.gitlab-ci.yml", "a: {image: x}"],
    [".gitlab-ci.deploy.yml", "a: {image: x}"],
    [".gitlab/ci/test/unit.yml", "a: {image: x}"],
    ["ci/x.yml", "a: {stage: t, script: s, image: x}"],
  ])("are known by path or shape: %s", (path, text) => {
    expect(told(path, text)).toHaveLength(1);
  });

  it("notes what is included, and tells what cannot be read (law 3)", () => {
    expect(reading(".gitlab-ci.yml", "include: [{remote: 'https://x'}]")?.notes).toHaveLength(1);
    expect(reading(".gitlab-ci.yml", "a: {image: x}")?.notes).toEqual([]);
    expect(ci("a: [")).toEqual(["1:1 unreadable is not valid YAML"]);
  });
});

describe("variables of GitLab CI (law 6)", () => {
  it.each<[name: string, text: string, expected: string]>([
    ["of the file", "variables: {V: '3'}\nimage: a:$V\n", "image a:3"],
    ["in braces", "variables: {V: '3'}\nimage: a:${V}-x\n", "image a:3-x"],
    ["with a description", "variables: {V: {value: 3, description: x}}\nimage: a:$V\n", "image a:3"],
    ["of others", "variables: {R: ghcr.io/a, I: $R/b, V: '1'}\nimage: $I:$V\n", "image ghcr.io/a/b:1"],
    ["the job's own first", "variables: {V: '3'}\nt: {variables: {V: '4'}, image: 'a:$V'}\n", "image a:4"],
    [
      "the job's parent's",
      "t: {extends: .b, image: 'a:$V'}\n.b: {variables: {V: '4'}}\nu: {image: 'b:1'}\n",
      "image b:1*",
    ],
    ["two signs", "image: 'a:$$V'\n", "image a:$V"],
    ["not here", "image: a:$V\n", "unknown a:…"],
    ["predefined", "image: $CI_REGISTRY_IMAGE/web:1\n", "unknown …/web:1"],
    ["an input", "image: a:$[[ inputs.v ]]\n", "unknown a:…"],
    ["in circles", "variables: {A: $B, B: $A}\nimage: a:$A\n", "unknown a:…"],
    [
      "given to all, where a job sets it",
      "variables: {V: '3'}\nt: {variables: {V: '4'}}\nimage: a:$V\n",
      "unknown a:…",
    ],
    [
      "of a hidden job, where another sets it",
      "variables: {V: '3'}\nt: {variables: {V: '4'}}\n.b: {image: 'a:$V'}\n",
      "unknown a:…",
    ],
    [
      "of a job, where another sets it",
      "variables: {V: '3'}\nt: {variables: {V: '4'}}\nb: {image: 'a:$V'}\n",
      "image a:3",
    ],
    ["set by a rule", "variables: {V: '3'}\nt: {rules: [{variables: {V: '4'}}], image: 'a:$V'}\n", "unknown a:…"],
    ["set by a matrix", "variables: {V: '3'}\nt: {parallel: {matrix: [{V: ['4']}]}, image: 'a:$V'}\n", "unknown a:…"],
    [
      "set by the workflow",
      "variables: {V: '3'}\nworkflow: {rules: [{variables: {V: '4'}}]}\nt: {image: 'a:$V'}\n",
      "unknown a:…",
    ],
    ["of a parent that is not here", "variables: {V: '3'}\nt: {extends: .gone, image: 'a:$V'}\n", "unknown a:…"],
  ])("%s", (_, text, expected) => {
    expect(last(text)).toBe(expected);
  });

  it("a parent's variable is the job's, too", () => {
    expect(ci(".b: {variables: {V: '4'}}\nt: {extends: [.x, .b], image: 'a:$V'}\n.x: {variables: {V: '5'}}\n")).toEqual(
      ["2:31 image a:4"],
    );
  });

  it.each([
    ["image: a:$V\n", "is decided by the variable V, which this file leaves open: a:…."],
    [
      "image: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\n",
      "is decided by the variable CI_REGISTRY_IMAGE, CI_COMMIT_SHA, which GitLab sets: …:….",
    ],
    ["image: !reference [.x, image]\n", "is decided by a !reference that leads out of this file."],
  ])("say why: %s", (text, why) => {
    expect(reading(".gitlab-ci.yml", text)?.uses[0]?.use).toMatchObject({ why });
  });

  it("print no control character of a name (law 10)", () => {
    const [found] = reading(".gitlab-ci.yml", 'image: "a:$[[ \\e\\n::error ]]"\n')?.uses ?? [];
    expect(found?.use).toMatchObject({ kind: "unknown", why: expect.not.stringMatching(/\p{Cc}/u) });
  });

  it("of two images that are open alike each says its own", () => {
    const uses = reading(".gitlab-ci.yml", "a: {image: 'x:$A'}\nb: {image: 'x:$B'}\n")?.uses ?? [];
    expect(uses.map(({ use }) => (use.kind === "unknown" ? use.why : ""))).toEqual([
      expect.stringContaining("variable A,"),
      expect.stringContaining("variable B,"),
    ]);
  });
});

describe("references of GitLab CI", () => {
  it.each<[name: string, text: string, expected: string[]]>([
    [
      "to a part of a hidden job",
      ".s: {tpl: {image: a:1}}\nt: {image: !reference [.s, tpl, image]}\n",
      ["2:23 image a:1"],
    ],
    ["through another", ".s: {x: a:1, y: !reference [.s, x]}\nt: {image: !reference [.s, y]}\n", ["2:23 image a:1"]],
    [
      "to a list",
      ".s: {l: [a:1, {name: b:1}]}\nt: {services: !reference [.s, l]}\n",
      ["2:27 image a:1", "2:31 image b:1"],
    ],
    [
      "to a list, among others",
      ".s: {l: [a:1]}\nt: {services: [!reference [.s, l], c:1]}\n",
      ["2:28 image a:1", "2:36 image c:1*"],
    ],
    ["in circles", ".s: {x: !reference [.s, x]}\nt: {image: !reference [.s, x]}\n", ["2:23 unknown …"]],
  ])("%s", (_, text, expected) => {
    expect(ci(text)).toEqual(expected);
  });
});
