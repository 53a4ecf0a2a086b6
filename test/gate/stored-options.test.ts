import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readPolicyObject } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { HOST, type Elsewhere, type Flip } from "./every-option/flip.ts";
import * as rules from "./every-option/rule-flips.ts";
import * as signers from "./every-option/signer-flips.ts";
import { signManifest, type Place } from "../fixtures/sigstore/push-keyless.ts";
import { INSTANCE, WEB } from "./keyless-setting.ts";
import { storedSetting } from "./stored-setting.ts";

// Offline is just as strict as online: every option about signers and evidence that flips a verdict there flips it here, and whatever
// was stored lifts no rejection. One file less, or another byte in one, and nothing is accepted.

const TABLES: Readonly<Record<string, Readonly<Record<string, Flip | Elsewhere>>>> = {
  "a signer by key": signers.KEY_FLIPS,
  "a key with dates": signers.DATED_KEY_FLIPS,
  "a signer on GitHub Actions": signers.GITHUB_FLIPS,
  "a signer by issuer and subject": signers.ISSUER_FLIPS,
  "a signer by certificate authority": signers.AUTHORITY_FLIPS,
  "a mapping of witnesses": signers.WITNESS_FLIPS,
  "an image rule": rules.RULE_FLIPS,
  "an attestation of type slsa-provenance": rules.PROVENANCE_FLIPS,
  "an attestation of an SBOM": rules.SBOM_FLIPS,
  "an attestation of type vulnerabilities": rules.SCAN_FLIPS,
  "an attestation of a type of its own": rules.CUSTOM_FLIPS,
  "a condition": rules.CONDITION_FLIPS,
  "a binding to a build": rules.BUILD_BINDING_FLIPS,
};
const CASES = Object.entries(TABLES).flatMap(([what, flips]) =>
  Object.entries(flips).flatMap(([key, one]) =>
    "given" in one && /^image-(?:signed|attested)\//.test(one.reason) ? [{ what, key, flip: one }] : [],
  ),
);

async function world({ image: options, registry: registryOptions, given, judged, holds, fails }: Flip) {
  const setting = await storedSetting(registryOptions);
  const { registry } = setting;
  const image = pushImage(registry, "team/web", "1.0", { text: "web", ...options });
  const place = { registry, repository: "team/web", image };
  given(place);
  const policy = (document: object) =>
    readPolicyObject(JSON.parse(JSON.stringify(document).replaceAll(HOST, registry.host)), "/", "test");
  const name = judged?.(place) ?? `${registry.host}/team/web@${image.digest}`;
  return { setting, name, holds: policy(holds), fails: policy(fails) };
}

it("there are cases of every kind", () => {
  expect(new Set(CASES.map(({ what }) => what))).toEqual(new Set(Object.keys(TABLES)));
  expect(CASES.length).toBeGreaterThan(50);
});

describe("evidence that was stored under one policy", () => {
  it.each(CASES)("supports an acceptance by that one and no other: $what, $key", async ({ flip }) => {
    const { setting, name, holds, fails } = await world(flip);
    const online = await setting.store(holds, name);
    expect(online.status).toBe("accepted");

    const offline = await setting.offline(holds, name);
    expect(offline).toMatchObject({ status: "accepted", reasons: [], asked: [] });
    expect(offline.signers).toEqual(online.signers);
    expect(await setting.offline(fails, name)).toMatchObject({
      ...{ status: "undetermined", asked: [] },
      reasons: expect.arrayContaining(["image-checked/offline"]) as unknown,
    });
    // Online the registry tells what is wrong, in the same words as without stored evidence.
    const told = await setting.online(fails, name);
    const usual = await setting.online(fails, name, { evidence: setting.evidence(new Map()) });
    expect([told.reasons, told.message]).toEqual([usual.reasons, usual.message]);
    expect(told.reasons[0]).toBe(flip.reason);
  });
});

const by = (format: "legacy" | "bundle") => signers.signed({ certificate: WEB }, format);
function overTheManifest(place: Place): void {
  signManifest(place, { instance: INSTANCE, certificate: WEB });
}

/** One of each way in which an acceptance comes about. */
const WAYS: readonly { readonly way: string; readonly flip: Flip }[] = [
  { way: "a key", flip: rules.RULE_FLIPS.signedBy },
  { way: "an identity", flip: signers.GITHUB_FLIPS.workflow },
  { way: "an identity, legacy", flip: { ...signers.GITHUB_FLIPS.workflow, given: by("legacy") } },
  { way: "a bundle over the manifest itself", flip: { ...signers.GITHUB_FLIPS.workflow, given: overTheManifest } },
  {
    way: "a bundle under the fallback tag",
    flip: { ...signers.GITHUB_FLIPS.workflow, registry: { referrersApi: false } },
  },
  { way: "two signers", flip: rules.RULE_FLIPS.atLeast },
  { way: "a signed index", flip: rules.RULE_FLIPS.childOfSignedIndex },
  { way: "signed children", flip: rules.RULE_FLIPS.allChildren },
  { way: "a scan", flip: rules.SCAN_FLIPS.maximumAge },
  { way: "a build", flip: rules.BUILD_BINDING_FLIPS.within },
];

describe.each(WAYS)("evidence of $way", ({ flip }) => {
  it("is what is needed and no more: without one of the files, or with another byte in one, it supports nothing (law 2)", async () => {
    const { setting, name, holds } = await world(flip);
    await setting.store(holds, name);
    const files = setting.files();
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const bytes = readFileSync(file);
      const status = async () => (await setting.offline(holds, name)).status;
      rmSync(file);
      expect(await status()).toBe("undetermined");
      const changed = Buffer.from(bytes);
      changed[bytes.byteLength >> 1] = (changed[bytes.byteLength >> 1] ?? 0) ^ 1;
      writeFileSync(file, changed);
      expect(await status()).toBe("undetermined");
      writeFileSync(file, bytes.subarray(0, -1));
      expect(await status()).toBe("undetermined");
      writeFileSync(file, bytes);
      expect(await status()).toBe("accepted");
    }
  });

  it("is enough where the registry has nothing left but the image: one request, for that, after one for its tag", async () => {
    const { setting, name, holds } = await world(flip);
    await setting.store(holds, name);
    const digest = name.split("@")[1] ?? "";
    setting.forget((url) => !url.endsWith(`/manifests/${digest}`));
    const found = await setting.online(holds, name);
    const tag = parseImageReference(name).tag;
    const asked = [...(tag === undefined ? [] : [tag]), digest].map((one) => `/v2/team/web/manifests/${one}`);
    expect(found).toMatchObject({ status: "accepted", asked });
    // As a control: without it nobody vouches any more.
    expect((await setting.online(holds, name, { evidence: setting.evidence(new Map()) })).status).not.toBe("accepted");
  });

  it("does not help where the image itself is gone, or its bytes are others (law 1)", async () => {
    const { setting, name, holds } = await world(flip);
    await setting.store(holds, name);
    const digest = name.split("@")[1] ?? "";
    setting.forget((url) => url.endsWith(`/manifests/${digest}`));
    expect(await setting.online(holds, name)).toMatchObject({
      ...{ status: "undetermined", reasons: ["image-checked/not-found"] },
    });
  });
});
