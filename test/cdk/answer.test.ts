import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { answerTo } from "../../src/cdk/answer.ts";
import { task } from "./judged.ts";

let app: string;
beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), "digestbound-cdk-"));
  mkdirSync(join(app, "cdk.out"));
  mkdirSync(join(app, ".git"));
  write("cdk.out/manifest.json", { artifacts: {} });
  write("cdk.out/Web.template.json", { Resources: { T: task("ghcr.io/acme/web:1.4") } });
});
afterEach(() => {
  rmSync(app, { recursive: true, force: true });
});

function write(path: string, content: unknown): void {
  writeFileSync(join(app, path), typeof content === "string" ? content : JSON.stringify(content));
}

const env = { DIGESTBOUND_CACHE: "off" };
const ask = (more: object = {}, environment: NodeJS.ProcessEnv = env) => {
  const templates = [join(app, "cdk.out/Web.template.json")];
  return answerTo({ kind: "judge", templates, ...more }, { env: environment, cwd: () => app });
};
const DOCUMENT = {
  version: 1,
  images: [{ match: "registry.example/**", signature: "not-required", because: "it is a test" }],
};
const path = (name: string) => ({ policy: join(app, name) });

describe("a synthesised app", () => {
  it("without a document is judged as far as that goes, and told so", async () => {
    expect(await ask()).toMatchObject({
      kind: "judged",
      report: { success: false, violations: [{ severity: "fatal" }, { ruleName: "no-policy", severity: "warning" }] },
    });
  });

  it("of pinned images passes where there is no document", async () => {
    write("cdk.out/Web.template.json", { Resources: { T: task(`ghcr.io/acme/web@sha256:${"a".repeat(64)}`) } });
    expect(await ask()).toMatchObject({ kind: "judged", report: { success: true } });
  });

  it("is judged by the document that is named, and says by which", async () => {
    write("mine.yaml", DOCUMENT);
    const answer = await ask(path("mine.yaml"));
    expect(answer).toMatchObject({
      kind: "judged",
      report: { success: false, metadata: { policy: expect.stringMatching(/mine\.yaml sha256:[0-9a-f]{64}$/) } },
    });
  });

  it("goes by the levels of the document, and says what is only advice", async () => {
    write("mine.yaml", { ...DOCUMENT, levels: { "image-pinned": "advisory", "image-registry": "advisory" } });
    const answer = await ask(path("mine.yaml"));
    expect(answer).toMatchObject({ kind: "judged", report: { success: true } });
    expect(answer.kind === "judged" ? answer.report.violations.map(({ severity }) => severity) : []).toEqual([
      "warning",
      "warning",
    ]);
  });

  it("whose template is not there fails", async () => {
    rmSync(join(app, "cdk.out/Web.template.json"));
    expect(await ask()).toMatchObject({ kind: "judged", report: { success: false } });
  });

  it("tells no path of this machine (law 10)", async () => {
    rmSync(join(app, "cdk.out/manifest.json"));
    const answer = await ask();
    const told =
      answer.kind === "judged" ? answer.report.violations.map(({ description, fix }) => [description, fix]) : [];
    expect(JSON.stringify(told)).toContain("cdk.out/manifest.json");
    expect(JSON.stringify(told)).not.toContain(app);
  });
});

describe("nothing is judged, and that is a failure (law 3)", () => {
  it.each<[string, () => object, NodeJS.ProcessEnv, RegExp]>([
    ["a document that is not there", () => path("none.yaml"), env, /does not exist/],
    [
      "a document that is wrong",
      () => {
        write("bad.yaml", { version: 2 });
        return path("bad.yaml");
      },
      env,
      /version/,
    ],
    ["a lock file that is not there", () => ({ lock: join(app, "none.lock") }), env, /does not exist/],
    ["frozen without a lock file", () => ({ frozen: true }), env, /frozen needs a lock file/],
    [
      "an environment that is neither online nor offline",
      () => ({}),
      { ...env, DIGESTBOUND_OFFLINE: "yes" },
      /neither true nor false/,
    ],
    ["a question that cannot be read", () => ({ templates: null }), env, /internal-error/],
  ])("by %s", async (_, given, environment, message) => {
    expect(await ask(given(), environment)).toEqual({
      kind: "failed",
      message: expect.stringMatching(message),
    });
  });
});
