import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isPipelineFile, pipelineFindings } from "../../../src/lint/index.ts";
import { cpuTime } from "../../cpu-time.ts";

const MEBIBYTE = 1024 * 1024;
const nothing = () => undefined;
const filled = (part: string, before = "", after = "") =>
  before + part.repeat(Math.floor((MEBIBYTE - before.length - after.length) / part.length)) + after;
const nested = (open: string, close: string, inner = "") => open.repeat(5000) + inner + close.repeat(5000);

const PATHS = [
  ".github/workflows/a.yml",
  ".gitlab-ci.yml",
  "azure-pipelines.yml",
  ".circleci/config.yml",
  "Taskfile.yml",
  "Makefile",
  "justfile",
  "a.sh",
  "cloudbuild.yaml",
  "action.yml",
];

describe("a hostile script of a mebibyte takes about a second of processor time at most", () => {
  it.each<[string, string]>([
    ["commands", filled("a\n")],
    ["signing commands", filled("cosign sign r/web:1\n")],
    ["words", filled("a ", "cosign sign ")],
    ["options", filled("-x ", "cosign sign ")],
    ["assignments", filled("A=$A$A\n")],
    ["different assignments", Array.from({ length: 60_000 }, (_, index) => `A${index}=x c`).join("\n")],
    ["alternatives", filled("true && A=$A$RANDOM\n")],
    ["quotes that end nowhere", filled("'\"")],
    ["double quotes", filled('"a" ')],
    ["single quotes", filled("'a' ")],
    ["quotes in quotes", filled('"\'"')],
    ["dollars", filled("$")],
    ["substitutions that end nowhere", filled("$(")],
    ["substitutions in substitutions", nested("$(", ")")],
    ["substitutions in quotes", nested('"$(', ')"')],
    ["substitutions", filled("$(a)")],
    ["braces that end nowhere", filled("${a:-")],
    ["braces in braces", filled("${a:-${a:-${a:-${a:-${a:-${a:-x}}}}}} ")],
    ["deep braces", filled("${a:-".repeat(300) + "}".repeat(300) + " ")],
    ["back quotes", filled("`a` ")],
    ["here-documents", filled("cat <<A\n")],
    ["here-documents on one line", filled("<<A ", "cat ", "\nA\n")],
    ["pipes", filled("a|")],
    ["xargs", filled("echo $X | xargs -I{} cosign sign {}{}{}{}{}{}\n")],
    ["loops in loops", filled("for a in 1 2; do ")],
    ["loops", filled("for a in b c; do cosign sign $a; done\n")],
    ["parentheses", filled("(")],
    ["closing parentheses", filled(")")],
    ["functions that call each other", `f() { ${"f;".repeat(1000)} }\n${filled("f\n").slice(0, 1_000_000)}`],
    ["functions that nothing calls", Array.from({ length: 40_000 }, (_, index) => `f${index}() { a; }`).join("\n")],
    ["evals in evals", filled("eval ", "", "a")],
    ["lines that go on", filled("\\\n")],
    ["files", filled("echo a >> f\n")],
    ["aliases", filled("alias a='b c d'\na\n")],
    ["comments", filled("# cosign sign r/web:1\n")],
    ["blanks", filled(" ")],
    ["carriage returns", filled("\r\n")],
    ["prints", filled("printf '%s%s%s%s' $A $B $C\n")],
    ["arrays", filled("a=(b c d)\n")],
    ["a long reference", `cosign sign ${filled("a.").slice(0, 1_000_000)}:1`],
    ["a long reference of variables", `cosign sign ${filled("$aaaa").slice(0, 1_000_000)}!`],
    ["at signs", `cosign sign ${filled("@").slice(0, 1_000_000)}`],
  ])("%s", (_, text) => {
    const started = cpuTime();
    pipelineFindings({ path: "a.sh", text }, nothing);
    expect(cpuTime() - started).toBeLessThan(2500);
  });
});

describe("so does a hostile file of another kind", () => {
  const inWorkflow = (text: string) => `jobs:\n  a:\n    steps:\n${text}`;
  it.each<[string, string, string]>([
    ["steps", ".github/workflows/a.yml", inWorkflow(filled("      - run: a\n").slice(0, 1_000_000))],
    [
      "expressions that end nowhere",
      ".github/workflows/a.yml",
      inWorkflow(`      - run: |\n          ${filled("${{").slice(0, 1_000_000)}`),
    ],
    [
      "expressions",
      ".github/workflows/a.yml",
      inWorkflow(`      - run: |\n          ${filled("${{a||b&&c}}").slice(0, 1_000_000)}`),
    ],
    [
      "an expression",
      ".github/workflows/a.yml",
      inWorkflow(`      - run: cosign sign \${{ ${filled("f(").slice(0, 1_000_000)} }}`),
    ],
    [
      "variables",
      ".github/workflows/a.yml",
      `env:\n${Array.from({ length: 30_000 }, (_, index) => `  A${index}: "\${{ env.A${index - 1} }}x"\n`).join("")}`,
    ],
    [
      "escapes",
      ".github/workflows/a.yml",
      inWorkflow(`      - run: "cosign sign r/web:${filled("\\u0041").slice(0, 999_996)}"`),
    ],
    ["nesting", ".gitlab-ci.yml", `a:\n  script: ${nested("[", "]")}`],
    [
      "aliases",
      ".gitlab-ci.yml",
      `.a: &a [x, x, x]\n${Array.from({ length: 900 }, (_, index) => `b${index}: { script: [*a, *a] }`).join("\n")}`,
    ],
    [
      "aliases of aliases",
      ".gitlab-ci.yml",
      Array.from(
        { length: 30 },
        (_, index) =>
          `.a${index}: &a${index} [${index === 0 ? "x" : Array.from({ length: 9 }, () => `*a${index - 1}`).join(", ")}]`,
      ).join("\n") + "\njob: { script: *a29 }\n",
    ],
    [
      "extensions",
      ".gitlab-ci.yml",
      Array.from(
        { length: 2000 },
        (_, index) =>
          `a${index}:\n  extends: [${Array.from({ length: 8 }, (_, next) => `a${(index + next) % 2000}`).join(", ")}]\n`,
      ).join(""),
    ],
    ["mappings", "azure-pipelines.yml", filled("a: b\n")],
    ["flow", "azure-pipelines.yml", filled("a,", "a: [", "a]")],
    [
      "variables of make",
      "Makefile",
      Array.from({ length: 30_000 }, (_, index) => `A${index} = $(A${index - 1})$(A${index - 1})\n`).join("") +
        "a:\n\tcosign sign $(A29999)\n",
    ],
    ["targets of make", "Makefile", filled("a: b c d\n\tcosign sign $(X)\n")],
    ["needs of make", "Makefile", filled("a ", "a: ")],
    ["colons of make", "Makefile", filled(":")],
    ["blanks of make", "Makefile", filled(" ", "a")],
    ["templates of just", "justfile", filled("{{")],
    ["recursion", "Taskfile.yml", filled("a: [b]\n")],
  ])("%s", (_, path, text) => {
    const started = cpuTime();
    pipelineFindings({ path, text }, nothing);
    expect(cpuTime() - started).toBeLessThan(2500);
  });
});

it("a script that calls itself is followed a few times", () => {
  const text = "./a.sh; ./a.sh; make -f a.sh; cosign sign r/web:1";
  const started = cpuTime();
  const found = pipelineFindings({ path: "a.sh", text }, (path) => (path === "a.sh" ? text : undefined));
  expect(found).toHaveLength(1);
  expect(cpuTime() - started).toBeLessThan(2500);
});

it.each([
  ["what is too large", "a.sh", "a".repeat(MEBIBYTE + 1), "is larger than 1 MiB"],
  ["what is no YAML", ".gitlab-ci.yml", "a: [", "is not valid YAML"],
  ["an alias of nothing", ".gitlab-ci.yml", "a: *b", "is not valid YAML"],
  ["what nests too deep", ".gitlab-ci.yml", nested("[", "]"), "nests deeper than 64 levels"],
  ["too many commands", "a.sh", "a\n".repeat(200_000), "runs more commands than are followed"],
])("%s is told, not skipped (law 3)", (_, path, text, why) => {
  expect(pipelineFindings({ path, text }, nothing)).toEqual({ why });
});

describe("whatever a file holds", () => {
  const piece = fc.constantFrom(
    ..."cosign|sign|attest|notation| |\n|\t|$|${|}|$(|)|(|`|'|\"|\\|#|;|&&|\\|\\||<<|<|>|>>|EOF|=|+=|A|$A|${A:-|%:*|@|:|r/web|sha256:|{{|}}|${{|steps.a.outputs.b|env.A|*a|&a|- run: |script:|jobs:|steps:|a:|[|]|{|,|for|in|do|done|if|then|fi|case|esac|while|read|xargs|-I{}|eval|bash -c|make|./a.sh|\u0000|\uD800|\uFFFC|🙂|".split(
      "|",
    ),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((all) => all.join(""));

  it("nothing is thrown, and every finding stands in the text and is safe to print (law 10)", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), text, (path, body) => {
        expect(typeof isPipelineFile(path, body)).toBe("boolean");
        const found = pipelineFindings({ path, text: body }, (name) =>
          name === "a.sh" || name === "Makefile" ? body : undefined,
        );
        if ("why" in found) return;
        for (const { line, column, message, remedy, path: at } of found) {
          expect(line).toBeLessThanOrEqual(body.split(/\r\n|\n|\r/).length);
          expect(column).toBeGreaterThan(0);
          expect(message + at + remedy.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
