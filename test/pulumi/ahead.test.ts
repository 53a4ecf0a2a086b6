import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { recordOf } from "../../src/pulumi/preview-record.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, analyzeResource, deployment } from "./analyze.ts";

let setting: Setting;
let folder: string;
let document: object;
beforeEach(async () => {
  setting = await startSetting();
  folder = mkdtempSync(join(tmpdir(), "digestbound-ahead-"));
  const { host } = setting.registry;
  document = {
    version: 1,
    signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
    registries: [{ host, plainHttp: true }],
    // The requests tell what was verified; within the freshness there would be none.
    freshness: "0",
  };
});
afterEach(async () => {
  await setting.close();
  rmSync(folder, { recursive: true });
});

const STACK = { PULUMI_NODEJS_ORGANIZATION: "acme", PULUMI_NODEJS_PROJECT: "shop", PULUMI_NODEJS_STACK: "dev" };
const environment = () => ({ ...STACK, DIGESTBOUND_CACHE: folder });
const pack = (preview: boolean) => imagePolicies({ packFolder: folder, environment: environment(), preview });
const root = { type: "pulumi:pulumi:Stack", name: "shop-dev", props: {} };

function signed(): string {
  const { digest } = pushImage(setting.registry, "team/web", "1", { text: "web" });
  legacySignature(setting.registry, "team/web", digest, { keyPair: setting.trusted });
  return `${setting.registry.host}/team/web@${digest}`;
}

describe("the next run of a stack", () => {
  it("begins to verify what the last one judged before the engine shows it", async () => {
    const image = signed();
    const config = { document };
    expect(await analyze(pack(true), [root, deployment(image)], { config })).toEqual([]);
    const update = pack(false);
    const before = setting.registry.requests.length;
    await analyzeResource(update, root, { config });
    for (let turn = 0; turn < 1000 && setting.registry.requests.length < before + 3; turn += 1) await delay(5);
    expect(setting.registry.requests.length).toBeGreaterThanOrEqual(before + 3);
    expect(await analyzeResource(update, deployment(image), { config })).toEqual([]);
    expect(setting.registry.requests.length).toBeLessThanOrEqual(2 * before);
  });

  it("asks nobody about what its policy does not name (law 9)", async () => {
    const image = signed();
    await analyze(pack(true), [root, deployment(image)], { config: { document } });
    const before = setting.registry.requests.length;
    const other = { ...document, images: [{ match: "registry.example/**", signedBy: ["release-key"] }] };
    await analyzeResource(pack(false), root, { config: { document: other } });
    await delay(100);
    expect(setting.registry.requests.length).toBe(before);
  });
});

it("remediation asked before the document was read changes nothing, and spoils nothing that comes after", async () => {
  const image = signed();
  const policies = pack(true);
  const pinned = (policies as readonly ResourceValidationPolicy[]).find(({ name }) => name === "image-pinned");
  const { props } = deployment(`${setting.registry.host}/team/web:1`);
  const args = { type: "kubernetes:apps/v1:Deployment", name: "early", urn: "urn:early", props };
  expect(await pinned?.remediateResource?.(args as unknown as ResourceValidationArgs)).toBeUndefined();
  expect(await analyze(policies, [root, deployment(image)], { config: { document } })).toEqual([]);
});

describe("the record of a stack", () => {
  it.each([
    ["no project", { PULUMI_NODEJS_STACK: "dev" }],
    ["no stack", { PULUMI_NODEJS_PROJECT: "shop" }],
    ["nothing", {}],
  ])("is none where the engine names %s, as in policy analyze", (_, named) => {
    expect(recordOf({ ...named, DIGESTBOUND_CACHE: folder })).toBeUndefined();
  });

  it("is none where there is no cache folder", () => {
    expect(recordOf({ ...STACK, DIGESTBOUND_CACHE: "off" })).toBeUndefined();
  });

  it("is the same under both of the engine's spellings", () => {
    const other = {
      PULUMI_ORGANIZATION: "acme",
      PULUMI_PROJECT: "shop",
      PULUMI_STACK: "dev",
      DIGESTBOUND_CACHE: folder,
    };
    recordOf(environment())?.rememberReferences(["nginx:1"]);
    expect(recordOf(other)?.references()).toEqual(["nginx:1"]);
  });
});
