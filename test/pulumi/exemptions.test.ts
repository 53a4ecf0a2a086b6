import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { analyze, deployment } from "./analyze.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

const BEFORE = Date.parse("2026-11-27T12:00:00Z");
const ENTRY = { because: "signed from next year on", owner: "team-legacy", until: "2026-12-05" };

async function said(rest: string, rules: readonly string[], { preview = true, now = BEFORE, uses = 1 } = {}) {
  const { registry, trusted } = setting;
  const { host } = registry;
  const { digest } = pushImage(registry, "team/web", "1.0");
  const document = {
    version: 1,
    signers: { ci: { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    exemptions: rules.map((rule) => ({ image: `${host}/team/web`, rule, ...ENTRY })),
  };
  const policies = imagePolicies({
    packFolder: "/none",
    environment: { DIGESTBOUND_CACHE: "off" },
    now: () => now,
    preview,
  });
  const image = `${host}/team/web${rest === "" ? `@${digest}` : rest}`;
  const violations = await analyze(policies, deployment(...Array<string>(uses).fill(image)), { config: { document } });
  return violations.map(({ policy, message }) => ({ policy, message: message.replaceAll(host, "HOST") }));
}

it("what does not fit in one answer is counted: no exemption is used in silence", async () => {
  const { host } = setting.registry;
  const { digest } = pushImage(setting.registry, "team/web", "1.0");
  const document = {
    version: 1,
    signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    exemptions: [{ image: `${host}/team/web`, rule: "image-signed", ...ENTRY }],
  };
  const policies = imagePolicies({
    packFolder: "/none",
    environment: { DIGESTBOUND_CACHE: "off" },
    now: () => BEFORE,
    preview: true,
  });
  const images = Array.from({ length: 5000 }, () => `${host}/team/web@${digest}`);
  const violations = await analyze(policies, deployment(...images), { config: { document } });
  const told = violations.filter(({ policy }) => policy === "exemptions");
  expect(told).toHaveLength(violations.length);
  const left = /^(\d+) more findings that an exemption lifts do not fit in one answer\.$/.exec(
    told.at(-1)?.message ?? "",
  );
  expect(Number(left?.[1]) + told.length - 1).toBe(5000);
});

describe.each([
  ["preview", true],
  ["update", false],
])("an exemption at %s", (_, preview) => {
  it("lets the image through, and is shown with its owner, its reason and its end", async () => {
    const shown = await said("", ["image-signed"], { preview });
    expect(shown.map(({ policy }) => policy)).toEqual(["exemptions"]);
    expect(shown[0]?.message).toMatch(
      /^spec\.template\.spec\.containers\[0\]\.image: HOST\/team\/web@sha256:[0-9a-f]{64}: image-signed \(no-signature\) is lifted until 2026-12-05 by team-legacy: signed from next year on\. It ends in 8 days\.$/,
    );
  });

  it("that has ended lets nothing through, and the violation says so", async () => {
    const shown = await said("", ["image-signed"], { preview, now: Date.parse("2026-12-06T00:00:00Z") });
    expect(shown.map(({ policy }) => policy)).toEqual(["image-signed", "exemptions"]);
    expect(shown[0]?.message).toContain("An exemption by team-legacy ended: it was valid until 2026-12-05.");
    expect(shown[1]?.message).toMatch(/ lifted nothing: it ended, and can be removed\.$/);
  });

  it("that lifts nothing is told once, though its image is used twice", async () => {
    const shown = await said("", ["image-signed", "image-pinned"], { preview, uses: 2 });
    const unused = shown.filter(({ message }) => message.includes("lifted nothing"));
    expect(unused).toEqual([
      {
        policy: "exemptions",
        message:
          "The exemption from image-pinned for HOST/team/web by team-legacy until 2026-12-05 lifted nothing: " +
          "the rule found nothing. Where that is so in every stack, it can be removed.",
      },
    ]);
    expect(shown).toHaveLength(3);
  });

  it("lifts one rule of two: both are told apart", async () => {
    const shown = await said(":1.0", ["image-signed"], { preview });
    expect(shown.map(({ policy }) => policy)).toEqual(["image-pinned", "exemptions"]);
    expect(shown[0]?.message).toContain("vouched for by nobody");
  });
});

it("nothing is said to be unused where not everything could be judged: that may be what it is for (law 3)", async () => {
  const { host } = setting.registry;
  const document = {
    version: 1,
    images: [{ match: `${host}/vendor/*`, signature: "not-required", because: "the vendor signs nothing" }],
    exemptions: [{ image: `${host}/vendor/app`, rule: "image-signed", ...ENTRY }],
  };
  const unused = async (...more: readonly unknown[]) => {
    const policies = imagePolicies({
      packFolder: "/none",
      environment: { DIGESTBOUND_CACHE: "off" },
      now: () => BEFORE,
    });
    const pinned = deployment(`${host}/vendor/app@sha256:${"a".repeat(64)}`);
    const others = more.map((props, index) => ({ name: `other${index}`, props }));
    const violations = await analyze(policies, [pinned, ...others], { config: { document } });
    return violations.filter(({ message }) => message.includes("lifted nothing")).map(({ policy }) => policy);
  };
  const deep = Array.from({ length: 200 }).reduce<object>((inner) => ({ inner }), {});
  expect(await unused()).toEqual(["exemptions"]);
  expect(await unused(deep)).toEqual([]);
});
