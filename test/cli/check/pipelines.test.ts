import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { type Console, startConsole } from "../console.ts";
import { type Repository, startRepository } from "./repository.ts";

const SIGNS_A_TAG = "cosign sign --yes ghcr.io/acme/web:1.4\n";
const WORKFLOW = `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: docker push ghcr.io/acme/web:1.4
      - run: ./scripts/sign.sh
`;

let terminal: Console;
let repository: Repository;
beforeEach(async () => {
  terminal = await startConsole();
  repository = startRepository({
    ".github/workflows/release.yml": WORKFLOW,
    ".github/workflows/again.yml": WORKFLOW,
    "scripts/sign.sh": `#!/bin/sh\n${SIGNS_A_TAG}`,
  });
});
afterEach(async () => {
  repository.close();
  await terminal.close();
});

interface Told {
  readonly findings: readonly {
    readonly rule: string;
    readonly reason: string;
    readonly level?: string;
    readonly place?: { readonly file: string; readonly line: number };
    readonly remedy?: string;
  }[];
}

async function check(args: readonly string[] = [], cwd = repository.folder) {
  const { code, stdout } = await terminal.called(["check", "--format", "json", ...args], { cwd });
  const { findings } = JSON.parse(stdout) as Told;
  return { code, findings: findings.filter(({ rule }) => rule === "signing-by-tag") };
}

it("a script that two workflows call and that signs a tag is told once, and fails the check", async () => {
  const { code, findings } = await check();
  expect([code, findings]).toEqual([
    1,
    [
      expect.objectContaining({
        reason: "signed-by-tag",
        level: "mandatory",
        place: expect.objectContaining({ file: "scripts/sign.sh", line: 2 }),
      }),
    ],
  ]);
  expect(findings[0]?.remedy).toContain("@");
});

it("from a folder inside the repository its scripts are found, too, and shown from there", async () => {
  const { code, findings } = await check(["."], join(repository.folder, ".github"));
  expect([code, findings.map(({ place }) => place?.file)]).toEqual([1, ["../scripts/sign.sh"]]);
});

it.each([
  ["advisory", 0, 1],
  ["disabled", 0, 0],
])("the document's level decides: %s", async (level, code, count) => {
  repository.write({
    "digestbound.yaml": JSON.stringify({
      version: 1,
      images: [{ match: "ghcr.io/acme/*", signature: "not-required", because: "nothing is deployed here" }],
      levels: { "signing-by-tag": level },
    }),
  });
  const found = await check();
  expect([found.code, found.findings.length]).toEqual([code, count]);
});

it("of a change a script is told by itself, though the workflow that calls it stays as it was", async () => {
  repository.write({ "scripts/sign.sh": "#!/bin/sh\ntrue\n" });
  repository.commit();
  repository.git("tag", "base");
  expect(await check(["--changed-since", "base"])).toEqual({ code: 0, findings: [] });
  repository.write({ "scripts/sign.sh": `#!/bin/sh\n${SIGNS_A_TAG}` });
  const { code, findings } = await check(["--changed-since", "base"]);
  expect([code, findings.map(({ place }) => place?.file)]).toEqual([1, ["scripts/sign.sh"]]);
});

it("a pipeline that is larger than what is read fails the check: it may sign anything (law 3)", async () => {
  repository.write({ ".github/workflows/again.yml": `${WORKFLOW}# ${"x".repeat(1024 * 1024)}\n` });
  const { code, findings } = await check([".github/workflows/again.yml"]);
  expect([code, findings.map(({ reason, level }) => [reason, level])]).toEqual([
    1,
    [["unreadable-pipeline", "mandatory"]],
  ]);
});
