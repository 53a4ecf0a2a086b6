import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate, type GateOptions } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { legacySignature, OCI_INDEX, OCI_MANIFEST, pushImage, signWithBundle } from "../fixtures/index.ts";
import { attested, COMMIT } from "../predicate/predicates.ts";
import { startSetting, useOf, type Setting } from "./setting.ts";

let setting: Setting;
let cacheFolder: string;
beforeEach(async () => {
  setting = await startSetting();
  cacheFolder = mkdtempSync(join(tmpdir(), "digestbound-described-"));
});
afterEach(async () => {
  await setting.close();
  rmSync(cacheFolder, { recursive: true });
});

const V1 = "https://slsa.dev/provenance/v1";

function signed(name = "web", options: Parameters<typeof pushImage>[3] = {}) {
  const image = pushImage(setting.registry, `team/${name}`, "1", { text: name, ...options });
  legacySignature(setting.registry, `team/${name}`, image.digest, { keyPair: setting.trusted });
  return { image, name: `${setting.registry.host}/team/${name}` };
}

/** Judged by a document of its own, where a rule is given. */
async function judge(image: string, options: GateOptions = {}, rule?: object) {
  const { host } = setting.registry;
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"], ...rule }],
    registries: [{ host, plainHttp: true }],
  };
  const gate =
    rule === undefined
      ? setting.gate({ describe: true, ...options })
      : createGate(readPolicyObject(document, "/", "test"), { environment: {}, describe: true, ...options });
  const [verdict] = await gate.check([useOf(image)]);
  await gate.close();
  return verdict?.described;
}

describe("a digest is described", () => {
  it.each(["tag", "digest"])("by its media type, its platforms and who vouches for it, named by its %s", async (by) => {
    const { image, name } = signed("web", { platforms: ["linux/amd64", "linux/arm64"], attestations: true });
    expect(await judge(by === "tag" ? `${name}:1` : `${name}@${image.digest}`)).toEqual({
      ...{ kind: "described", digest: image.digest, mediaType: OCI_INDEX, isEarned: true },
      platforms: ["linux/amd64", "linux/arm64"],
      vouchers: [expect.objectContaining({ signer: "release-key" })],
    });
  });

  it("with nobody where nothing is required, and the manifest is asked for all the same", async () => {
    const { digest } = pushImage(setting.registry, "vendor/app", "1");
    const image = `${setting.registry.host}/vendor/app@${digest}`;
    expect(await judge(image)).toEqual({
      ...{ kind: "described", digest, mediaType: OCI_MANIFEST, platforms: [], isEarned: true, vouchers: [] },
    });
    expect(await judge(image.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toMatchObject({
      ...{ kind: "failed", error: { reason: "not-found" } },
    });
  });

  it("with nobody where it is not trusted, whoever signed it", async () => {
    const { digest } = pushImage(setting.registry, "team/web", "1");
    legacySignature(setting.registry, "team/web", digest, { keyPair: setting.stranger });
    expect(await judge(`${setting.registry.host}/team/web:1`)).toMatchObject({ isEarned: false, vouchers: [] });
  });

  it("with nobody where it is signed, and lacks something else that the policy asks for", async () => {
    const { name } = signed();
    const rule = { attestations: [{ type: "slsa-provenance", by: ["release-key"], builder: "https://ci.example/x" }] };
    expect(await judge(`${name}:1`, {}, rule)).toMatchObject({ isEarned: false, vouchers: [] });
  });

  it("as often as a tag and its digest are judged in one run, by one request", async () => {
    const { image, name } = signed();
    const gate = setting.gate({ describe: true });
    const verdicts = await gate.check([useOf(`${name}:1`)]);
    const before = setting.registry.requests.length;
    const again = await gate.check([useOf(`${name}:1@${image.digest}`)]);
    expect(again[0]?.described).toEqual(verdicts[0]?.described);
    expect(setting.registry.requests.length).toBe(before);
  });

  it("from the registry also where its signature is remembered from another run", async () => {
    const { image, name } = signed();
    const pinned = `${name}@${image.digest}`;
    await judge(pinned, { cacheFolder });
    const before = setting.registry.requests.length;
    expect(await judge(pinned, { cacheFolder })).toMatchObject({ kind: "described", mediaType: OCI_MANIFEST });
    expect(setting.registry.requests.length - before).toBe(1);
  });

  it("by the provenance that is required: whoever made it vouches where no signature is asked for", async () => {
    const image = pushImage(setting.registry, "team/web", "1");
    const { trusted: keyPair } = setting;
    signWithBundle(setting.registry, "team/web", image, { keyPair, predicateType: V1, predicate: attested });
    const rule = {
      ...{ signedBy: undefined, signature: "not-required", because: "provenance is enough" },
      attestations: [{ type: "slsa-provenance", by: ["release-key"], builder: attested.runDetails.builder.id }],
    };
    expect(await judge(`${setting.registry.host}/team/web:1`, {}, rule)).toMatchObject({
      isEarned: true,
      vouchers: [{ signer: "release-key" }],
      source: { repository: "https://github.com/acme/web", commit: COMMIT, ref: "refs/tags/v1.2.3" },
    });
  });

  it("nowhere else: no request more is sent, and no verdict says more", async () => {
    const { image, name } = signed();
    expect(await judge(`${name}@${image.digest}`, { describe: false })).toBeUndefined();
    expect(await judge(`${setting.registry.host}/vendor/app@${image.digest}`, { describe: false })).toBeUndefined();
  });
});
