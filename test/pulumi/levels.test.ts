import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createGate } from "../../src/gate/index.ts";
import { levelsWithoutUpdate, loadPolicyFile } from "../../src/policy/index.ts";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { exitCode } from "../../src/report/index.ts";
import { packRules } from "../../src/rules/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startSetting, useOf, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

let setting: Setting;
let packFolder: string;
let unsigned: string;
beforeEach(async () => {
  setting = await startSetting();
  packFolder = mkdtempSync(join(tmpdir(), "digestbound-levels-"));
  unsigned = `${setting.registry.host}/team/evil@${pushImage(setting.registry, "team/evil", "1.0").digest}`;
});
afterEach(async () => {
  await setting.close();
  rmSync(packFolder, { recursive: true });
});

const NOW = Date.parse("2026-11-27T12:00:00Z");
const environment = { DIGESTBOUND_CACHE: "off" };
const ADVISORY = { "image-signed": "advisory" };

function documentWith(levels?: object): object {
  const { host } = setting.registry;
  return {
    version: 1,
    signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    ...(levels && { levels }),
  };
}

function written(document: object | string): string {
  const file = join(packFolder, "digestbound.yaml");
  writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
  return file;
}

const pack = (now = NOW, preview = true) =>
  imagePolicies({ packFolder, environment, preview, now: () => now }) as ResourceValidationPolicy[];
const levelsOf = (policies: readonly ResourceValidationPolicy[]) =>
  Object.fromEntries(policies.map(({ name, enforcementLevel }) => [name, enforcementLevel]));

const OWN = { ...Object.fromEntries(packRules.map(({ id, level }) => [id, level])) };
const AROUND = {
  digestbound: "mandatory",
  "no-policy": "advisory",
  "trusted-root": "advisory",
  exemptions: "advisory",
  "locked-digests": "advisory",
};

describe("a pack whose file sets levels", () => {
  it("registers its rules with them, and everything else as ever", () => {
    const levels = { "image-signed": "advisory", "image-known": "mandatory", "image-unlisted": "disabled" };
    written(documentWith({ ...levels, "image-pinned": "remediate" }));
    expect(levelsOf(pack())).toEqual({ ...AROUND, ...OWN, ...levels, "image-pinned": "remediate" });
  });

  it.each([
    ["2026-11-27", "mandatory"],
    ["2026-11-28", "advisory"],
    ["2020-01-01", "mandatory"],
  ])("a date of %s counts from its first moment on: today the rule is %s", (from, level) => {
    written(documentWith({ "image-signed": { level: "mandatory", from } }));
    expect(levelsOf(pack())["image-signed"]).toBe(level);
    expect(levelsOf(pack(Date.parse(from) - 1))["image-signed"]).toBe("advisory");
    expect(levelsOf(pack(Date.parse(from)))["image-signed"]).toBe("mandatory");
  });

  it("remediates only from the date on", () => {
    written(documentWith({ "image-pinned": { level: "remediate", from: "2027-01-31" } }));
    expect(levelsOf(pack())["image-pinned"]).toBe("advisory");
    expect(levelsOf(pack(Date.parse("2027-01-31")))["image-pinned"]).toBe("remediate");
  });

  it("tells a date that is ahead once, with the rule", async () => {
    written(documentWith({ "image-signed": { level: "mandatory", from: "2027-01-31" } }));
    const violations = await analyze(pack(), deployment(unsigned, unsigned));
    const told = violations.filter(({ message }) => message.includes("mandatory from 2027-01-31 on"));
    expect(violations).toHaveLength(2);
    expect(told.map(({ policy }) => policy)).toEqual(["image-signed"]);
  });

  it.each([
    ["that is not valid", "version: 2\n"],
    ["whose levels are not valid", JSON.stringify({ version: 1, images: [], levels: { "image-signed": "off" } })],
    ["that is no YAML", "images: [\n"],
  ])("and %s leaves the rules their own levels, and the run fails as ever", async (_, text) => {
    written(text);
    const policies = pack();
    expect(levelsOf(policies)).toEqual({ ...AROUND, ...OWN });
    const violations = await analyze(policies, deployment(unsigned));
    expect(violations.map(({ policy }) => policy)).toContain("digestbound");
  });

  it("takes levels and judgement from one and the same reading of the file", async () => {
    const file = written(documentWith(ADVISORY));
    const policies = pack();
    rmSync(file);
    const violations = await analyze(policies, deployment(unsigned));
    expect(violations.map(({ policy }) => policy)).toEqual(["image-signed"]);
  });
});

describe("a document in policy config", () => {
  const judged = async (document: object) => {
    const policies = pack();
    const violations = await analyze(policies, deployment(unsigned), { config: { document } });
    return { levels: levelsOf(policies), violations };
  };
  const recorder = ({ violations }: Awaited<ReturnType<typeof judged>>) =>
    violations.filter(({ policy }) => policy === "digestbound").map(({ message }) => message);

  it("cannot carry levels, and says where they go", async () => {
    const result = await judged(documentWith(ADVISORY));
    expect(recorder(result)).toEqual([
      "The policy document in policy config sets levels, and Pulumi asks a pack for its levels before it hands that over. " +
        'Write them in policy config, beside "digestbound" and by the names of the rules: { "digestbound": { "document": … }, "image-signed": "advisory" }.',
    ]);
    expect(result.levels).toEqual({ ...AROUND, ...OWN });
  });

  it("beside a file that sets levels judges nothing: levels come from the document that judges, or from policy config", async () => {
    written(documentWith({ "image-signed": "disabled" }));
    const result = await judged(documentWith());
    expect(recorder(result)).toEqual([expect.stringContaining("the document in the pack's folder sets levels")]);
    expect(result.violations.map(({ policy }) => policy)).toContain("image-checked");
  });

  it.each([
    ["without levels", () => documentWith()],
    ["that is not valid, and so set none", () => "version: 2\n"],
  ])("stands in the place of a file %s", async (_, file) => {
    written(file());
    const result = await judged(documentWith());
    expect(result.violations.map(({ policy }) => policy)).toEqual(["image-signed"]);
  });
});

const STANDINGS = [
  "accepted false",
  "accepted true",
  "rejected true",
  "rejected false",
  "undetermined true",
  "undetermined false",
];

it("the command line is as strict as an update in the pack, whatever the levels are (law 3)", async () => {
  const { registry, trusted } = setting;
  const good = pushImage(registry, "team/web", "1.0", { text: "web" });
  legacySignature(registry, "team/web", good.digest, { keyPair: trusted });
  const at = (rest: string) => `${registry.host}/team/${rest}`;
  pushImage(registry, "team/web", "other", { text: "what the digest beside the tag is not" });
  const images = [
    at(`web@${good.digest}`),
    at("web:1.0"),
    at(`web:other@${good.digest}`),
    at("evil:1.0"),
    unsigned,
    at(`gone@sha256:${"1".repeat(64)}`),
    at("gone:1"),
    `registry.example/app@${good.digest}`,
    "registry.example/app:1",
    "nginx@foo",
  ];
  const judging = ["image-reference", "image-registry", "image-pinned", "image-checked", "image-signed", "image-lock"];
  const levels = fc.record(
    Object.fromEntries(judging.map((rule) => [rule, fc.constantFrom("advisory", "mandatory", "disabled")])),
    { requiredKeys: [] },
  );
  const seen = new Set<string>();
  const compare = async (set: object, image: string) => {
    const file = written(documentWith(Object.keys(set).length === 0 ? undefined : set));
    const policies = pack(NOW, false);
    const registered = levelsOf(policies);
    const disabled = policies.map(({ name }) => name).filter((name) => registered[name] === "disabled");
    const violations = await analyze([...policies], deployment(image), { disabled });
    const blocked = violations.some(({ policy }) => registered[policy] === "mandatory");
    const policy = loadPolicyFile(file);
    const gate = createGate(policy, { environment, now: () => NOW });
    const verdicts = await gate.check([useOf(image)]);
    await gate.close();
    const code = exitCode({ verdicts, levels: levelsWithoutUpdate(policy, NOW) });
    expect([image, set, code !== 0]).toEqual([image, set, blocked]);
    seen.add(`${verdicts[0]?.status ?? ""} ${String(blocked)}`);
  };
  await fc.assert(
    fc.asyncProperty(levels, async (set) => {
      for (const image of images) await compare(set, image);
    }),
    {
      numRuns: 10,
      examples: [[{}], [{ "image-lock": "mandatory" }], [{ "image-signed": "disabled", "image-checked": "disabled" }]],
    },
  );
  expect([...seen].sort()).toEqual(expect.arrayContaining(STANDINGS));
}, 60_000);
