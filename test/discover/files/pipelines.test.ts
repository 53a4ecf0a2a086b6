import { describe, expect, it } from "@jest/globals";
import { NO_CORRECTIONS, readImageFile, SourceFile } from "../../../src/discover/index.ts";
import { reading, told } from "./reading.ts";

type Case = readonly [name: string, text: string, expected: readonly string[]];

const check = (path: string) => (_: string, text: string, expected: readonly string[]) => {
  expect(told(path, text)).toEqual(expected);
};

describe("GitHub Actions", () => {
  const job = (lines: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${lines}`;
  it.each<Case>([
    ["a container", job("    container: node:20\n"), ["5:16 image node:20*"]],
    ["a container's image", job("    container:\n      image: 'node:20'\n"), ["6:15 image node:20*"]],
    ["with a scheme", job("    container: docker://node:20\n"), ["5:25 image node:20*"]],
    ["no container", job("    container: ''\n"), []],
    ["a service", job("    services:\n      db:\n        image: postgres:16\n"), ["7:16 image postgres:16*"]],
    ["a step", job("    steps:\n      - uses: docker://alpine:3\n"), ["6:24 image alpine:3*"]],
    ["a step in capitals", job("    steps:\n      - uses: Docker://alpine:3\n"), ["6:24 image alpine:3*"]],
    ["other steps", job("    steps:\n      - uses: actions/checkout@v4\n      - uses: ./here\n      - run: x\n"), []],
    ["an expression", job("    container: ghcr.io/acme/ci:${{ matrix.v }}\n"), ["5:16 unknown ghcr.io/acme/ci:…"]],
    ["an expression with braces", job("    container: ${{ format('a{0}', x) }}\n"), ["5:16 unknown …"]],
    ["a step by an expression", job("    steps:\n      - uses: docker://a:${{ x }}\n"), ["6:15 unknown docker://a:…"]],
    ["of another shape", job("    container: [a]\n"), ["5:16 unreadable is a list, not an object"]],
  ])("%s", check(".github/workflows/ci.yml"));

  it.each<Case>([
    [
      "lists",
      job(
        "    strategy:\n      matrix:\n        os: [x, y]\n        image: [a:1, 'b:1']\n    container: ${{ matrix.image }}\n",
      ),
      ["8:17 image a:1*", "8:23 image b:1*"],
    ],
    [
      "includes, for a service",
      job("    strategy: {matrix: {include: [{v: 1, db: 'a:1'}]}}\n    services: {db: {image: '${{ matrix.db }}'}}\n"),
      ["5:47 image a:1*"],
    ],
    [
      "with an expression among its values",
      job("    strategy: {matrix: {image: ['a:${{ x }}']}}\n    container: {image: '${{ matrix.image }}'}\n"),
      ["5:33 unknown a:…"],
    ],
    [
      "only a part of the image",
      job("    strategy: {matrix: {v: [1]}}\n    container: a:${{ matrix.v }}\n"),
      ["6:16 unknown a:…"],
    ],
    [
      "made elsewhere",
      job("    strategy: {matrix: '${{ x }}'}\n    container: ${{ matrix.image }}\n"),
      ["6:16 unknown …"],
    ],
    [
      "of which a list is made elsewhere",
      job("    strategy: {matrix: {image: '${{ x }}'}}\n    container: ${{ matrix.image }}\n"),
      ["6:16 unknown …"],
    ],
    [
      "to which something is added elsewhere",
      job("    strategy: {matrix: {image: [a], include: '${{ x }}'}}\n    container: ${{ matrix.image }}\n"),
      ["6:16 unknown …"],
    ],
    [
      "without the name",
      job("    strategy: {matrix: {v: [1]}}\n    container: ${{ matrix.image }}\n"),
      ["6:16 unknown …"],
    ],
  ])("a matrix: %s", check(".github/workflows/ci.yml"));

  it.each([
    ["a/.github/workflows/x.yaml", "jobs: {a: {container: x}}"],
    [".forgejo/workflows/x.yaml", "jobs: {a: {container: x}}"],
    ["workflows/x.yml", "jobs: {a: {runs-on: y, container: x}}"],
    ["x.yml", '{"jo\\u0062s": {a: {runs-on: y, container: x}}}'],
  ])("are known by path or shape: %s", (path, text) => {
    expect(told(path, text)).toHaveLength(1);
  });

  it("that cannot be read are told (law 3)", () => {
    expect(told(".github/workflows/x.yml", "a: [")).toEqual(["1:1 unreadable is not valid YAML"]);
    expect(reading("x.yml", "jobs: {a: {x: y}}")).toBeUndefined();
  });

  it.each<Case>([
    ["an image", "runs:\n  using: docker\n  image: docker://debian:12\n", ["3:19 image debian:12*"]],
    ["a Dockerfile", "runs:\n  using: docker\n  image: Dockerfile\n", []],
    ["a step", "runs:\n  using: composite\n  steps:\n    - uses: docker://a:1\n", ["4:22 image a:1*"]],
    ["what cannot be read", "runs: [\n", ["1:1 unreadable is not valid YAML"]],
  ])("an action: %s", check("here/action.yml"));
});

describe("Azure Pipelines", () => {
  it.each<Case>([
    [
      "resources",
      "resources:\n  containers:\n  - container: u\n    image: ubuntu:22.04\n",
      ["4:12 image ubuntu:22.04*"],
    ],
    [
      "resources behind a condition",
      "resources:\n  containers:\n  - ${{ if x }}:\n    - container: u\n      image: u:1\ncontainer: u\n",
      ["5:14 image u:1*"],
    ],
    ["a job's container", "jobs:\n- job: a\n  container: a:1\n", ["3:14 image a:1*"]],
    ["a job's container's image", "jobs:\n- job: a\n  container: {image: 'a:1'}\n", ["3:23 image a:1*"]],
    [
      "a container of the resources",
      "resources: {containers: [{container: u, image: a:1}]}\njobs: [{job: a, container: u}]\n",
      ["1:48 image a:1*"],
    ],
    ["the pipeline's own job", "pool: x\ncontainer: a:1\nsteps: []\n", ["2:12 image a:1*"]],
    [
      "in stages, behind a condition",
      "stages:\n- stage: s\n  jobs:\n  - ${{ if x }}:\n    - deployment: d\n      container: a:1\n",
      ["6:18 image a:1*"],
    ],
    [
      "a container behind a condition",
      "container:\n  ${{ if x }}: a:1\n  ${{ else }}: {image: b:1}\n",
      ["2:16 image a:1*", "3:24 image b:1*"],
    ],
    [
      "services",
      "resources: {containers: [{container: u, image: a:1}]}\njobs: [{job: a, services: {db: u, r: redis:7}}]\n",
      ["1:48 image a:1*", "2:38 image redis:7*"],
    ],
    ["a step's target", "steps:\n- script: x\n  target: {container: a:1}\n", ["3:23 image a:1*"]],
    ["a registry's", "resources: {containers: [{container: u, type: ACR, repository: r}]}\n", ["1:64 unknown …"]],
    ["a variable", "container: a:$(tag)\n", ["1:12 unknown a:…"]],
    ["a parameter", "container: ${{ parameters.image }}\n", ["1:12 unknown …"]],
    ["an expression at run time", "container: $[ variables['x'] ]\n", ["1:12 unknown …"]],
    [
      "names of somebody's own",
      "variables: {container: a}\njobs: [{job: a, steps: [{task: x, inputs: {container: b}, env: {container: c}}]}]\nparameters: {container: d}\n",
      [],
    ],
  ])("%s", check("azure-pipelines.yml"));

  it.each([
    [".azure-pipelines/build.yml", "container: x"],
    ["ci/azure-pipelines-pr.yaml", "container: x"],
    ["templates/a.yml", "jobs: [{job: a, container: x}]"],
    ["templates/a.yml", "stages: [{stage: a, jobs: [{job: a, container: x}]}]"],
    ["templates/a.yml", "resources: {containers: [{container: u, image: x}]}"],
    ["templates/a.yml", "pool: p\nsteps: []\ncontainer: x"],
  ])("are known by path or shape: %s %s", (path, text) => {
    expect(told(path, text)).toHaveLength(1);
  });

  it.each(["jobs: [{name: a, container: x}]", "stages: [build, test]\ncontainer: x"])("are no other's: %s", (text) => {
    expect(reading("x.yml", text)).toBeUndefined();
  });
});

describe("CircleCI", () => {
  it.each<Case>([
    [
      "a job",
      "version: 2.1\njobs:\n  b:\n    docker:\n      - image: cimg/base:1\n      - image: db:2\n",
      ["5:16 image cimg/base:1*", "6:16 image db:2*"],
    ],
    ["an executor", "executors: {e: {docker: [{image: a:1}]}}\n", ["1:34 image a:1*"]],
    ["an orb of the file's own", "orbs: {o: {jobs: {j: {docker: [{image: a:1}]}}}}\n", ["1:40 image a:1*"]],
    ["a parameter", "jobs: {b: {docker: [{image: 'a:<< parameters.v >>'}]}}\n", ["1:29 unknown a:…"]],
    ["a machine", "jobs: {b: {machine: {image: 'ubuntu-2204:current'}}}\n", []],
  ])("%s", check(".circleci/config.yml"));

  it("is known by its shape", () => {
    expect(told("x.yml", "version: 2\njobs: {b: {docker: [{image: a}]}}\n")).toEqual(["2:29 image a*"]);
  });
});

describe("Bitbucket Pipelines", () => {
  it.each<Case>([
    ["the image", "image: node:20\n", ["1:8 image node:20*"]],
    ["the image's name", "image: {name: 'node:20', username: $U}\n", ["1:16 image node:20*"]],
    [
      "a step and a service",
      "definitions: {services: {db: {image: pg:1}}}\npipelines: {default: [step: {image: a:1}]}\n",
      ["1:38 image pg:1*", "2:37 image a:1*"],
    ],
    [
      "a pipe that is an image",
      "pipelines: {default: [step: {script: [pipe: 'docker://a:1']}]}\n",
      ["1:55 image a:1*"],
    ],
    ["a variable", "image: a:$TAG\n", ["1:8 unknown a:…"]],
    [
      "variables of a pipe",
      "pipelines: {default: [step: {script: [{pipe: 'docker://a:1', variables: {image: x}}]}]}\n",
      ["1:56 image a:1*"],
    ],
  ])("%s", check("bitbucket-pipelines.yml"));

  it("notes pipes that name their images elsewhere", () => {
    const notes = (pipe: string) => reading("bitbucket-pipelines.yml", `a: [step: {script: [pipe: '${pipe}']}]`)?.notes;
    expect(notes("atlassian/x:1")).toEqual([expect.stringContaining("runs pipes")]);
    expect(notes("docker://a:1")).toEqual([]);
  });
});

describe("Drone and Woodpecker", () => {
  it.each<Case>([
    ["steps", "kind: pipeline\nsteps:\n- name: a\n  image: golang:1\n", ["4:10 image golang:1*"]],
    [
      "several pipelines",
      "steps: [{image: a:1}]\n---\nsteps: [{image: b:1}]\n",
      ["1:17 image a:1*", "3:17 image b:1*"],
    ],
    [
      "maps",
      "steps: {a: {image: a:1}}\nservices: {b: {image: b:1}}\nclone: {c: {image: c:1}}\npipeline: {d: {image: d:1}}\n",
      ["1:20 image a:1*", "2:23 image b:1*", "3:20 image c:1*", "4:23 image d:1*"],
    ],
    ["services", "services: [{image: a:1}]\n", ["1:20 image a:1*"]],
    ["a variable", "steps: [{image: 'a:${V}'}]\n", ["1:17 unknown a:…"]],
  ])("%s", (_, text, expected) => {
    for (const path of [".drone.yml", ".woodpecker.yaml", "x/.woodpecker/build.yml"])
      expect(told(path, text)).toEqual(expected);
  });
});

describe("Buildkite", () => {
  it.each<Case>([
    ["a plugin", "steps:\n  - plugins:\n      - docker#v5.11.0:\n          image: node:20\n", ["4:18 image node:20*"]],
    ["plugins as a map", "steps: [{plugins: {'docker#v5': {image: a:1}}}]\n", ["1:41 image a:1*"]],
    ["steps alone", "- plugins: [{docker#v5: {image: a:1}}]\n", ["1:33 image a:1*"]],
    [
      "Kubernetes",
      "steps: [{image: 'a:1', plugins: [{kubernetes: {podSpec: {containers: [{image: b:1}]}}}]}]\n",
      ["1:18 image a:1*", "1:79 image b:1*"],
    ],
    ["a default", "steps: [{image: 'a:${V:-2}'}]\n", ["1:17 image a:2"]],
    ["a variable", "steps: [{image: 'a:$V'}]\n", ["1:17 unknown a:…"]],
    ["an environment", "env: {image: x}\nsteps: []\n", []],
  ])("%s", check(".buildkite/pipeline.yml"));
});

it("what is named elsewhere is noted", () => {
  const notes = (path: string, text: string) => reading(path, text)?.notes;
  expect(notes("azure-pipelines.yml", "extends: {template: x.yml@other}")).toEqual([
    expect.stringContaining("templates"),
  ]);
  expect(notes("azure-pipelines.yml", "steps: []")).toEqual([]);
  expect(notes(".circleci/config.yml", "orbs: {node: circleci/node@5}")).toEqual([expect.stringContaining("orbs")]);
  expect(notes(".circleci/config.yml", "orbs: {node: {jobs: {}}}")).toEqual([]);
});

it("without images or content they hold none", () => {
  for (const path of [
    ".github/workflows/a.yml",
    "azure-pipelines.yml",
    ".circleci/config.yml",
    ".drone.yml",
    ".gitlab-ci.yml",
  ]) {
    expect(reading(path, "")).toMatchObject({ uses: [] });
    expect(reading(path, "a: b\n")).toMatchObject({ uses: [] });
  }
});

describe("a file's name is no way around what it is", () => {
  it.each([
    [".github/workflows/docker-compose.yml", "jobs: {a: {runs-on: x, container: y}}"],
    ["docker-compose.yml", "jobs: {a: {runs-on: x, container: y}}"],
    ["action.yml", "services: {a: {image: y}}"],
    [".gitlab-ci.yml", "version: 2\njobs: {b: {docker: [{image: y}]}}"],
    [".circleci/config.yml", "jobs: [{job: a, container: y}]"],
  ])("%s: %s", (path, text) => {
    expect(told(path, text).map((line) => line.replace(/^\S+ /, ""))).toEqual(["image y*"]);
  });

  it("the folders that it really stands in count, from wherever it is looked at", () => {
    const text = "a: {image: x}";
    const around = { corrections: NO_CORRECTIONS, read: () => undefined };
    expect(readImageFile(new SourceFile("x.yml", text), around)).toBeUndefined();
    const file = new SourceFile("x.yml", text, "/repo/.gitlab/ci/x.yml");
    expect(readImageFile(file, around)?.uses[0]?.use.place).toMatchObject({ file: "x.yml", line: 1, column: 12 });
  });
});
