import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { CLEAN, NOW } from "../policy/lint/linted.ts";
import { startConsole, type CallOptions, type Console } from "./console.ts";

let console: Console;
beforeAll(async () => {
  console = await startConsole();
});
afterAll(() => console.close());
beforeEach(() => {
  write(CLEAN);
});

function write(text: string, name = "digestbound.yaml"): void {
  writeFileSync(join(console.folder, name), text);
}

const lint = async (args: readonly string[] = [], options: CallOptions = {}) =>
  console.called(["policy", "lint", ...args], { now: () => NOW, ...options });

const OPEN = CLEAN.replace("      ref: { glob: refs/tags/v* }\n", "");
const NOTED = CLEAN.replace("      workflow: .github/workflows/release.yml\n", "");
const WITH_EXEMPTION = `${CLEAN}longestExemption: 90d
exemptions:
  - { image: ghcr.io/acme/*, rule: image-signed, because: it is to be mended, owner: team, until: 2027-01-31 }
`;

describe("exit codes", () => {
  it.each([
    ["nothing found", CLEAN, 0],
    ["notes alone", NOTED, 0],
    ["an error", OPEN, 1],
    ["an invalid document", "version: 2\n", 2],
  ])("%s", async (_, text, code) => {
    write(text);
    expect((await lint()).code).toBe(code);
  });

  it("a document that does not load is told in the loader's own words", async () => {
    write(CLEAN.replace("signedBy: [ci]", "signedBy: [cii]"));
    expect(await lint()).toEqual({
      code: 2,
      stdout: "",
      stderr: `digestbound: ${join(console.folder, "digestbound.yaml")} is not a valid policy document (1 problem):
  ${join(console.folder, "digestbound.yaml")}:11: images[0].signedBy[0]: "cii" is no signer of this document.
    Did you mean "ci"? There are "ci".
`,
    });
  });

  it.each([
    ["no document", [], "there is no digestbound.yaml from here up to the repository root"],
    ["an unknown format", ["--format", "sarif"], "Allowed choices are pretty, json."],
    ["two documents", ["--policy", "a.yaml", "--policy", "b.yaml"], "It may be given once."],
    ["a file that is not there", ["nowhere.yaml"], "there is no file nowhere.yaml."],
  ])("usage: %s", async (what, args, message) => {
    const cwd = join(console.folder, "empty");
    mkdirSync(cwd, { recursive: true });
    const { code, stdout, stderr } = await lint(args, what === "no document" ? { cwd } : {});
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("tied rules are no finding: such a document is not valid", async () => {
    write(`${CLEAN}  - { match: "ghcr.io/acme/*", signature: not-required, because: nobody signs these }\n`);
    const { code, stderr } = await lint();
    expect([code, stderr]).toEqual([2, expect.stringContaining("neither is more specific")]);
  });
});

describe("the report", () => {
  it("as text", async () => {
    write(OPEN.replace("      workflow: .github/workflows/release.yml\n", ""));
    expect(await lint()).toEqual({
      code: 1,
      stderr: "",
      stdout: `digestbound.yaml:4: error [any-pull-request] signers.ci.cosign
    allows pull requests: what nobody has reviewed signs as well.
    Write ref: refs/heads/main, or ref: { glob: refs/tags/v* }, with what you release from.
digestbound.yaml:4: note [any-workflow] signers.ci.cosign
    allows any workflow of the repository.
    Write workflow: .github/workflows/release.yml with the one that releases.

1 error, 1 note.
`,
    });
  });

  it("says that there is nothing", async () => {
    expect(await lint()).toEqual({ code: 0, stderr: "", stdout: "digestbound.yaml: nothing to mend.\n" });
  });

  it("as JSON", async () => {
    write(NOTED);
    const { code, stdout } = await lint(["--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      policy: {
        source: "digestbound.yaml",
        digest: `sha256:${createHash("sha256").update(NOTED).digest("hex")}`,
      },
      findings: [
        {
          check: "any-workflow",
          severity: "note",
          source: "digestbound.yaml",
          path: "signers.ci.cosign",
          line: 4,
          message: "allows any workflow of the repository.",
          remedy: "Write workflow: .github/workflows/release.yml with the one that releases.",
        },
      ],
    });
  });

  it("of a base names its file and line, and that of the file beside it", async () => {
    mkdirSync(join(console.folder, "bases"), { recursive: true });
    write(WITH_EXEMPTION.replace("version: 1\n", "version: 1\nextends: bases/platform.yaml\n"));
    const exemption =
      "{ image: ghcr.io/acme/web, rule: image-signed, because: it is to be mended, owner: t, until: 2027-01-01 }";
    write(`version: 1\nexemptions:\n  - ${exemption}\n`, "bases/platform.yaml");
    expect((await lint()).stdout).toContain(
      "bases/platform.yaml:3: warning [duplicate-exemption] exemptions[0]\n" +
        "    exemptions[0] in digestbound.yaml, line 15 lifts all of it, and for as long.\n",
    );
    const { findings } = JSON.parse((await lint(["--format", "json"])).stdout) as { findings: object[] };
    expect(findings).toContainEqual(expect.objectContaining({ source: "bases/platform.yaml", path: "exemptions[0]" }));
  });

  it("holds nothing that a build service obeys (law 10)", async () => {
    write(
      CLEAN.replace("https://token.actions.githubusercontent.com", "https://ci.acme.example")
        .replace("https://github.com/acme/{name}", '{ glob: "https://git.acme.example/acme/##vso-task/*" }')
        .replace(/ {6}workflow.*\n/, "      subject: https://ci.acme.example/acme/release\n"),
    );
    for (const format of ["pretty", "json"]) {
      const { code, stdout, stderr } = await lint(["--format", format]);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/any-repository[^]*vso-task/)]);
      expect(stdout + stderr).not.toContain("##");
    }
  });

  it("is coloured for a terminal only", async () => {
    write(OPEN);
    const plain = await lint();
    const coloured = await lint([], { isTTY: true });
    expect(coloured.stdout).toContain("\u001b[31merror\u001b[39m [any-pull-request]");
    expect((await lint(["--no-color"], { isTTY: true })).stdout).toBe(plain.stdout);
    expect(plain.stdout).not.toContain("\u001b");
  });
});

describe("images in use", () => {
  const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: web, image: ghcr.io/acme/web:1 }, { name: odd, image: "not an image" }] }
`;

  it.each([
    ["as arguments", ["ghcr.io/acme/web:1"], {}],
    ["in a file", ["pod.yaml"], {}],
    ["on standard input", ["-"], { stdin: "ghcr.io/acme/web:1\nghcr.io/acme/web:2\n" }],
  ])("%s show that an exemption is too wide", async (_, args, options) => {
    write(POD, "pod.yaml");
    write(WITH_EXEMPTION);
    expect(await lint()).toMatchObject({ code: 0, stdout: "digestbound.yaml: nothing to mend.\n" });
    const { code, stdout } = await lint(
      args.map((name) => (name === "pod.yaml" ? join(console.folder, name) : name)),
      options,
    );
    expect(code).toBe(0);
    expect(stdout).toContain(
      "digestbound.yaml:14: warning [wide-exemption] exemptions[0].image\n    is wider than the images given: of these only ghcr.io/acme/web is meant.\n    Write image: ghcr.io/acme/web.\n",
    );
  });

  it("that cannot be read are named, and pass for none (law 3)", async () => {
    write(POD, "pod.yaml");
    const { code, stderr } = await lint([join(console.folder, "pod.yaml")]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^Passed over: v1 Pod web spec\.containers\[1\]\.image is no image/),
    ]);
  });

  it("are looked at without a request: the document is judged, and no image is", async () => {
    write(
      `${CLEAN}  - { match: "${console.setting.registry.host}/**", signature: not-required, because: nobody signs these }\n`,
    );
    await lint([`${console.setting.registry.host}/team/web:1`]);
    expect(console.setting.registry.requests).toEqual([]);
  });
});

it("asks what day it is of the terminal", async () => {
  write(WITH_EXEMPTION);
  const now = () => Date.parse("2027-02-01T00:00:00Z");
  expect((await lint([], { now })).stdout).toContain("[ended-exemption]");
});

it("--policy names the document, and --help shows examples and exit codes", async () => {
  write(OPEN, "other.yaml");
  const file = join(console.folder, "other.yaml");
  expect(await lint(["--policy", file])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${file}:4: error`),
  });
  const { code, stdout } = await lint(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("pulumi stack export | digestbound policy lint -");
  expect(stdout).toContain("  1    at least one error");
});
