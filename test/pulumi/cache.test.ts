import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { imagePolicies, type PackOptions } from "../../src/pulumi/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

let setting: Setting;
let folder: string;
beforeEach(async () => {
  setting = await startSetting();
  folder = mkdtempSync(join(tmpdir(), "digestbound-pack-cache-"));
});
afterEach(async () => {
  await setting.close();
  rmSync(folder, { recursive: true });
});

/** How many requests a pack of its own needs for a pinned and signed image. */
async function requests(options: Partial<PackOptions>): Promise<number> {
  const { host } = setting.registry;
  const { digest } = pushImage(setting.registry, "team/web", "1", { text: "web" });
  legacySignature(setting.registry, "team/web", digest, { keyPair: setting.trusted });
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
    registries: [{ host, plainHttp: true }],
  };
  const before = setting.registry.requests.length;
  const policies = imagePolicies({ packFolder: folder, preview: true, ...options });
  expect(await analyze(policies, deployment(`${host}/team/web@${digest}`), { config: { document } })).toEqual([]);
  return setting.registry.requests.length - before;
}

/** A pack is never closed, so it keeps what it read in the midst of its run. */
async function keptFiles(where = folder): Promise<number> {
  const isKept = (name: string) => /[0-9a-f]{64}$|pointers.[0-9a-f-]{36}$/.test(name);
  const count = () => readdirSync(where, { recursive: true, encoding: "utf8" }).filter(isKept).length;
  for (let turn = 0; turn < 400 && count() < 4; turn += 1) await delay(5);
  return count();
}

it("a pack keeps what it read in the cache folder that its environment names, and the next one asks nothing", async () => {
  const environment = { DIGESTBOUND_CACHE: folder };
  expect(await requests({ environment })).toBe(5);
  expect(await keptFiles()).toBe(4);
  expect(await requests({ environment })).toBe(0);
});

it("a folder in its options goes first, and DIGESTBOUND_CACHE=off keeps nothing (law 7)", async () => {
  const own = join(folder, "own");
  const environment = { DIGESTBOUND_CACHE: "off" };
  for (let round = 0; round < 2; round += 1) expect(await requests({ environment })).toBe(5);
  expect(readdirSync(folder)).toEqual([]);
  expect(await requests({ environment, cacheFolder: own })).toBe(5);
  expect(await keptFiles(own)).toBe(4);
  expect(await requests({ environment: { DIGESTBOUND_CACHE: join(folder, "other") }, cacheFolder: own })).toBe(0);
  expect(readdirSync(folder)).toEqual(["own"]);
});
