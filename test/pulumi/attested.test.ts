import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { rules } from "../../src/rules/index.ts";
import { legacySignature, pushImage, signWithBundle, type PushedImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

const APPROVAL = "https://example.com/approval/v1";
const ROUTE = "/v2/team/web/manifests/sha256-";
let setting: Setting;
let isAway = false;
beforeEach(async () => {
  isAway = false;
  setting = await startSetting({
    intercept: (request, response) => {
      const isGone = isAway && request.url?.startsWith(ROUTE) === true && request.url.endsWith(".att");
      if (isGone) response.writeHead(503).end();
      return isGone;
    },
  });
});
afterEach(() => setting.close());

/** What these policies say of a Deployment of a signed image, by rule. */
async function saidOf(disabled: readonly string[] = [], more: object = {}, preview = true) {
  const { registry, trusted } = setting;
  const { host } = registry;
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"], ...more }],
    registries: [{ host, plainHttp: true }],
  };
  const policies = imagePolicies({
    packFolder: "/none",
    environment: { DIGESTBOUND_CACHE: "off" },
    limits: { retryDelay: 1 },
    preview,
  });
  const image = `${host}/team/web@${pushed().digest}`;
  const violations = await analyze(policies, deployment(image), { config: { document }, disabled });
  return violations.map(({ policy, message }) => `${policy}: ${message.split(":")[0] ?? ""}`);
}

const ATTESTED = { attestations: [{ type: APPROVAL, by: ["release-key"] }] };
const pushed = (): PushedImage => {
  const image = pushImage(setting.registry, "team/web", "1.0");
  legacySignature(setting.registry, "team/web", image.digest, { keyPair: setting.trusted });
  return image;
};

describe("an image that has to be attested", () => {
  it("is let through with its attestation", async () => {
    signWithBundle(setting.registry, "team/web", pushed(), { keyPair: setting.trusted, predicateType: APPROVAL });
    expect(await saidOf([], ATTESTED)).toEqual([]);
  });

  it("is rejected without it by image-attested alone: its signature is trusted", async () => {
    expect((await saidOf([], ATTESTED)).map((text) => text.split(":")[0])).toEqual(["image-attested"]);
    expect(await saidOf()).toEqual([]);
  });

  it("is rejected by image-attested with every other rule switched off", async () => {
    const others = rules.map(({ id }) => id as string).filter((id) => id !== "image-attested");
    expect(await saidOf([...others, "no-policy"], ATTESTED)).toHaveLength(1);
  });

  it.each([
    ["preview", true],
    ["update", false],
  ])("that could not be checked is not let through at %s by switching other rules off (law 3)", async (_, preview) => {
    isAway = true;
    const disabled = ["image-checked", "image-signed"];
    const said = await saidOf(disabled, ATTESTED, preview);
    expect(said.map((text) => text.split(":")[0])).toEqual(["image-attested"]);
    // Whoever requires no attestation is not told of any.
    expect(await saidOf(disabled, {}, preview)).toEqual([]);
  });

  it("that could not be checked is told once at preview, by image-checked", async () => {
    isAway = true;
    expect((await saidOf([], ATTESTED)).map((text) => text.split(":")[0])).toEqual(["image-checked"]);
  });
});

it("what could not be checked of an image that needs no attestation is not told by image-attested", async () => {
  const { host } = setting.registry;
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
    registries: [{ host, plainHttp: true }],
  };
  const policies = imagePolicies({ packFolder: "/none", environment: { DIGESTBOUND_CACHE: "off" }, preview: true });
  const image = `${host}/team/gone@sha256:${"1".repeat(64)}`;
  const violations = await analyze(policies, deployment(image), { config: { document }, disabled: ["image-checked"] });
  expect(violations.map(({ policy }) => policy)).toEqual(["image-signed"]);
});
