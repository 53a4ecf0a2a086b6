import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { cpuTime } from "../../cpu-time.ts";
import { reading } from "./reading.ts";

const PATHS = [
  ...["compose.yaml", "Dockerfile", ".github/workflows/x.yml", "action.yml", ".gitlab-ci.yml", "azure-pipelines.yml"],
  ...[".circleci/config.yml", "bitbucket-pipelines.yml", ".drone.yml", ".buildkite/p.yml", "devcontainer.json"],
  ...["docker-bake.hcl", "docker-bake.json", "x.yaml", "x"],
];
const WORDS = [
  ...[
    "services",
    "image",
    "build",
    "jobs",
    "container",
    "steps",
    "uses",
    "docker://a:1",
    "FROM a",
    "ARG A=b",
    "${A:-b}",
    "$",
  ],
  ...[
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "\n",
    "  ",
    "- ",
    "&a ",
    "*a",
    "<<",
    "!reference ",
    '"',
    "'",
    "|",
    "#",
    "target",
    ",",
  ],
  ...[
    "docker-image://x",
    "runs",
    "using",
    "extends",
    "variables",
    "\r\n",
    "\\",
    "\t",
    "args",
    "features",
    "//",
    "/*",
    "*/",
  ],
];
const text = fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 5 }))).map((words) => words.join(""));

it("no text makes a reader throw, and every reference that can be written anew stands where it is said to (law 3)", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), text, (path, content) => {
      const uses = reading(path, content, { files: { ".env": "A=1" } })?.uses ?? [];
      const failures = uses.filter(({ use }) => use.kind === "unreadable" && use.why.startsWith("could not be read ("));
      expect(failures).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));

it.each<[path: string, what: string, text: string]>([
  ["compose.yaml", "services of one name", `services:\n${"  a: {image: 'x:${A}'}\n".repeat(10_000)}`],
  ["compose.yaml", "defaults in defaults", `services: {a: {image: '${"${A:-".repeat(20_000)}'}}`],
  [
    "compose.yaml",
    "services that are built",
    `services: {${many(5000, (n) => `a${n}: {build: {args: {B: c}}, image: b}`).join(",")}}`,
  ],
  [
    ".gitlab-ci.yml",
    "variables that double",
    `variables: {${many(50, (n) => `V${n}: "$V${n + 1}$V${n + 1}"`).join(",")}}\na: {image: $V0}`,
  ],
  [
    ".gitlab-ci.yml",
    "parents of parents",
    many(3000, (n) => `j${n}: {image: "$V", extends: [j${n + 1}, j${n + 2}, j${n + 3}]}`).join("\n"),
  ],
  ["azure-pipelines.yml", "expressions without an end", `container: '${"${{".repeat(100_000)}'`],
  [
    ".github/workflows/x.yml",
    "a matrix of many names",
    `jobs: {a: {strategy: {matrix: {${many(20_000, (n) => `m${n}: [x]`).join(",")}}}, services: {${many(20_000, (n) => `s${n}: {image: "\${{ matrix.m${n} }}"}`).join(",")}}}}`,
  ],
  ["devcontainer.json", "strings without an end", `{${'"\\'.repeat(100_000)}`],
  ["devcontainer.json", "comments without an end", "/*".repeat(200_000)],
  ["x", "empty lines", `${"\n".repeat(500_000)}FROM a`],
  ["Dockerfile", "braces without an end", `FROM ${"{{".repeat(300_000)}`],
])("%s is read in time: %s", (path, _, content) => {
  const start = cpuTime();
  expect(reading(path, content)?.uses.length).toBeGreaterThan(0);
  expect(cpuTime() - start).toBeLessThan(10_000);
});
