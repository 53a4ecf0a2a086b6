import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { IPolicyValidationContext } from "aws-cdk-lib";
import packageJson from "../../package.json";
import { type askGate, GateFailure } from "../../src/cdk/ask-gate.ts";
import { ImagePolicy } from "../../src/cdk/index.ts";
import { rules } from "../../src/rules/index.ts";

const context = (...templatePaths: readonly string[]) => ({ templatePaths }) as unknown as IPolicyValidationContext;
const report = { success: true, violations: [] };

/** The plugin, and what it asks the gate. */
function asking(options: ConstructorParameters<typeof ImagePolicy>[0]) {
  const asked: unknown[] = [];
  const ask = ((question: unknown, kind: unknown, more: { deadline: number; folder: string }) => {
    asked.push({ question, kind, ...more });
    return { kind: "judged", report };
  }) as typeof askGate;
  return { plugin: new ImagePolicy(options, ask), asked };
}

describe("the plugin", () => {
  it("says what it is, in words that the CDK takes as a prefix", () => {
    const { name, version, ruleIds } = new ImagePolicy();
    expect({ name, version, ruleIds }).toEqual({
      name: "digestbound",
      version: packageJson.version,
      ruleIds: rules.map(({ id }) => id),
    });
  });

  it("asks the gate once about all templates, by what it was told", () => {
    const { plugin, asked } = asking({ policy: "p.yaml", lock: "l", frozen: true, offline: true, timeoutSeconds: 7 });
    expect(plugin.validate(context("/a/A.template.json", "out/B.template.json"))).toEqual({
      ...report,
      pluginVersion: packageJson.version,
    });
    const templates = ["/a/A.template.json", resolve("out/B.template.json")];
    const question = { kind: "judge", policy: "p.yaml", lock: "l", frozen: true, offline: true, templates };
    expect(asked).toEqual([{ question, kind: "judged", deadline: 7, folder: process.cwd() }]);
  });

  it("asks by the document of the folder that it was made in, wherever the app goes then (law 8)", () => {
    const made = process.cwd();
    const { plugin, asked } = asking({});
    try {
      process.chdir(tmpdir());
      plugin.validate(context("/a/A.template.json"));
    } finally {
      process.chdir(made);
    }
    expect(asked).toMatchObject([{ folder: made }]);
  });

  it("hands a failure on to the CDK, which fails the synthesis", () => {
    const plugin = new ImagePolicy({}, () => {
      throw new GateFailure("no");
    });
    expect(() => plugin.validate(context())).toThrow("no");
  });

  it.each([0, -1, NaN, Infinity, 86_401])("takes no deadline of %s s (law 7)", (timeoutSeconds) => {
    expect(() => new ImagePolicy({ timeoutSeconds })).toThrow(RangeError);
  });
});

it("imports nothing of the CDK but its types", () => {
  const folder = join(__dirname, "../../src/cdk");
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const imports = sources.flatMap((text) =>
    [...text.matchAll(/^import (?!type )[^;]*?"([^"]+)"/gm)].map(([, name]) => name),
  );
  expect(imports.filter((name) => /aws-cdk-lib|constructs/.test(name ?? ""))).toEqual([]);
});
