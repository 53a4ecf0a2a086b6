import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

/** What the policies say of a Deployment whose tag points at an image that both keys have to sign. */
async function said(rule: object, tagged: boolean) {
  const { registry, trusted, stranger } = setting;
  const { host } = registry;
  const key = (publicKeyPem: string) => ({ cosign: { key: publicKeyPem, transparencyLog: "not-required" } });
  const document = {
    ...{ version: 1, signers: { release: key(trusted.publicKeyPem), security: key(stranger.publicKeyPem) } },
    images: [{ match: `${host}/team/*`, ...rule }],
    registries: [{ host, plainHttp: true }],
  };
  const policies = imagePolicies({ packFolder: "/none", environment: { DIGESTBOUND_CACHE: "off" }, preview: true });
  const { digest } = pushImage(registry, "team/web", "1.0");
  const image = `${host}/team/web${tagged ? ":1.0" : `@${digest}`}`;
  const violations = await analyze(policies, deployment(image), { config: { document } });
  return violations.map(({ policy, message }) => `${policy}: ${message}`).join("\n");
}

it.each([
  ["allOf", { allOf: ["security", "release"] }],
  ["atLeast", { signedBy: ["security", "release"], atLeast: 2 }],
])("%s rejects an image that one of them signed, and offers it once both did", async (_, rule) => {
  const { registry, trusted, stranger } = setting;
  const image = pushImage(registry, "team/web", "1.0");
  legacySignature(registry, "team/web", image.digest, { keyPair: trusted });
  expect(await said(rule, false)).toMatch(/^image-signed: [^]*trusted signatures? by [^]*release \(key /);
  expect(await said(rule, true)).not.toContain("Use ");
  signWithBundle(registry, "team/web", image, { keyPair: stranger });
  expect(await said(rule, false)).toBe("");
  expect(await said(rule, true)).toMatch(/signed by security, key \S+; release, key \S+\)/);
});
