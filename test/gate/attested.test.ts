import { describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { attestationTag, pushReferrer, signatureBundle, signWithBundle, type PushedImage } from "../fixtures/index.ts";
import { attestedSetting, FORMS, MINUTE, PROVENANCE, REPOSITORY, SCAN, told, type Form } from "./attested-setting.ts";
import { reasons, useOf } from "./setting.ts";

type Setting = Awaited<ReturnType<typeof attestedSetting>>;

function signedAndAttested(setting: Setting, predicate?: object): PushedImage {
  const image = setting.push();
  setting.sign(image);
  setting.attest(image, predicate && { predicate });
  return image;
}

/** The image's manifest; a list, its entries and what they hold; or cosign's two tags and what they hold. */
const COLD: Record<Form, number> = {
  bundle: 1 + 1 + 2 + 2,
  "bundle under the fallback tag": 1 + 2 + 2 + 2,
  legacy: 1 + 2 + 2 + 2,
  "legacy as a referrer": 1 + 1 + 2 + 1 + 2,
};

describe.each(FORMS)("an image with a signature and an attestation as %s", (form) => {
  it("costs each manifest and each blob once, and no request in a second run within the freshness", async () => {
    const setting = await attestedSetting(form);
    const image = setting.named(signedAndAttested(setting));
    const cold = await setting.run(image);
    expect(told(cold.facts)).toEqual(["signed", "attested"]);
    expect(cold.requests).toHaveLength(COLD[form]);
    expect(new Set(cold.requests).size).toBe(COLD[form]);
    setting.clock.time += 10 * MINUTE - 1;
    const warm = await setting.run(image);
    expect(warm.requests).toEqual([]);
    expect(warm.facts).toEqual({ ...cold.facts, resolution: { ...cold.facts.resolution, recalled: true } });
    setting.clock.time += 1;
    expect((await setting.run(image)).requests.length).toBeGreaterThan(0);
  });

  it("is accepted from what was remembered only as long as the predicate holds", async () => {
    const setting = await attestedSetting(form);
    const image = setting.named(signedAndAttested(setting, { until: setting.clock.time + MINUTE }));
    await setting.run(image);
    setting.clock.time += MINUTE;
    expect((await setting.run(image)).requests).toEqual([]);
    setting.clock.time += 1;
    const later = await setting.run(image);
    expect(told(later.facts)).toEqual(["signed", "lacking: is too old"]);
    // The registry may have a newer one, so it was asked.
    expect(later.requests.length).toBeGreaterThan(0);
  });

  it("is not accepted from what was remembered under a rule that asks for more", async () => {
    const setting = await attestedSetting(form);
    const pushed = signedAndAttested(setting);
    const image = setting.named(pushed);
    await setting.run(image, { types: [] });
    expect(told((await setting.run(image)).facts)).toEqual(["signed", "attested"]);
    expect((await setting.run(image)).requests).toEqual([]);
    const more = await setting.run(image, { types: [PROVENANCE, SCAN] });
    expect(told(more.facts)).toEqual(["signed", "attested", "missing"]);
    setting.attest(pushed, { type: SCAN });
    const both = { types: [PROVENANCE, SCAN] };
    expect(told((await setting.run(image, both)).facts)).toEqual(["signed", "attested", "attested"]);
    expect((await setting.run(image, both)).requests).toEqual([]);
  });

  it("needs no signature where none is required, but its manifest", async () => {
    const setting = await attestedSetting(form);
    const pushed = setting.push();
    setting.attest(pushed);
    const waived = { signature: "not-required" } as const;
    const { facts, requests } = await setting.run(setting.named(pushed), waived);
    expect(told(facts)).toEqual(["not-required", "attested"]);
    expect(requests[0]).toBe(`/v2/${REPOSITORY}/manifests/${pushed.digest}`);
    expect((await setting.run(setting.named(pushed), waived)).requests).toEqual([]);
    const missing = setting.named({
      ...pushed,
      digest: pushed.digest.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    });
    const absent = await setting.run(missing, waived);
    expect(absent.facts.resolution).toMatchObject({ kind: "failed", error: { reason: "not-found" } });
    expect(told(absent.facts)).toEqual(["not-required", "unasked"]);
  });

  it("is not one with an attestation that says something else, is somebody else's, of another type, or of another image", async () => {
    const setting = await attestedSetting(form);
    const [first, other] = [setting.push("first"), setting.push("other")];
    const outcomes: string[][] = [];
    for (const more of [
      { predicate: { lacks: "was built elsewhere" } },
      { keyPair: setting.stranger },
      { type: SCAN },
      { digest: other.digest },
    ]) {
      const image = setting.push(JSON.stringify(Object.keys(more)));
      setting.sign(image);
      setting.attest(image, more);
      outcomes.push(told((await setting.run(setting.named(image))).facts));
    }
    expect(outcomes).toEqual([
      ["signed", "lacking: was built elsewhere"],
      ["signed", "untrusted: untrusted-key"],
      ["signed", "missing"],
      ["signed", "untrusted: other-digest"],
    ]);
    setting.sign(first);
    expect(told((await setting.run(setting.named(first))).facts)).toEqual(["signed", "missing"]);
  });

  it("is unsigned with an attestation alone, which is no signature", async () => {
    const setting = await attestedSetting(form);
    const image = setting.push();
    setting.attest(image);
    const unsigned = form.startsWith("bundle") ? "untrusted: not-a-signature" : "unsigned";
    expect(told((await setting.run(setting.named(image))).facts)).toEqual([unsigned, "attested"]);
    expect(told((await setting.run(setting.named(image), { types: [] })).facts)).toEqual([unsigned]);
  });
});

describe("the verdict", () => {
  const APPROVAL = "https://example.com/approval/v1";

  async function verdictOn(image: string, { registry, trusted }: Setting, isSigned = true) {
    const signed = { signedBy: ["key"] };
    const waived = { signature: "not-required", because: "a test says so, for what it is worth" };
    const document = {
      version: 1,
      signers: { key: { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [
        {
          match: `${registry.host}/team/*`,
          ...(isSigned ? signed : waived),
          attestations: [{ type: APPROVAL, by: ["key"], conditions: [{ at: "/approved", equals: true }] }],
        },
      ],
      registries: [{ host: registry.host, plainHttp: true }],
    };
    const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {} });
    const [verdict] = await gate.check([useOf(image)]);
    await gate.close();
    return [verdict?.status, ...(verdict === undefined ? [] : reasons(verdict)).map((one) => one.split("/")[0])];
  }

  it.each<[string, object | undefined, string[]]>([
    ["the attestation that the document requires", { approved: true }, ["accepted"]],
    ["an attestation that says something else", { approved: false }, ["rejected", "image-attested"]],
    ["only a signature", undefined, ["rejected", "image-attested"]],
  ])("on an image with %s", async (_, predicate, expected) => {
    const setting = await attestedSetting("bundle");
    const image = setting.push();
    if (predicate !== undefined) setting.attest(image, { type: APPROVAL, predicate });
    expect(await verdictOn(setting.named(image), setting, false)).toEqual(expected);
    setting.sign(image);
    expect(await verdictOn(setting.named(image), setting)).toEqual(expected);
  });

  it("on an image with an attestation alone is a rejection by image-signed: it is no signature", async () => {
    const setting = await attestedSetting("bundle");
    const image = setting.push();
    setting.attest(image, { type: APPROVAL, predicate: { approved: true } });
    expect(await verdictOn(setting.named(image), setting)).toEqual(["rejected", "image-signed"]);
  });

  it("on an image whose attestations could not be asked for is undetermined", async () => {
    const setting = await attestedSetting("bundle");
    const image = setting.push();
    setting.sign(image);
    setting.gone.set(".att", 500);
    expect(await verdictOn(setting.named(image), setting)).toEqual(["undetermined", "image-checked"]);
  });
});

describe("cosign's tag for attestations", () => {
  const setting = async (tag: (registry: Setting["registry"], digest: string) => void) => {
    const made = await attestedSetting("bundle");
    const image = made.push();
    made.sign(image);
    tag(made.registry, image.digest);
    return { made, image: made.named(image) };
  };

  it("is not asked for where no attestation is required", async () => {
    const made = await attestedSetting("legacy");
    const image = made.push();
    made.attest(image);
    const { requests } = await made.run(made.named(image), { types: [] });
    expect(requests.some((url) => url.endsWith(".att"))).toBe(false);
    expect(requests.some((url) => url.endsWith(".sig"))).toBe(true);
  });

  it.each([
    [500, "unavailable"],
    [403, "unauthorized"],
  ])(
    "that answers %i leaves the attestation undetermined, not missing, and the signature as it is (law 3)",
    async (status, reason) => {
      const { made, image } = await setting(() => undefined);
      made.gone.set(".att", status);
      expect(told((await made.run(image)).facts)).toEqual(["signed", `failed: ${reason}`]);
    },
  );

  it("that is an index is no answer", async () => {
    const { made, image } = await setting((registry, digest) => {
      const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] };
      registry.putManifest(REPOSITORY, attestationTag(digest), Buffer.from(JSON.stringify(index)), index.mediaType);
    });
    expect(told((await made.run(image)).facts)).toEqual(["signed", "failed: unsupported-manifest"]);
  });

  it("that holds 65 is looked at as far as 64 go", async () => {
    const made = await attestedSetting("legacy");
    const image = made.push();
    made.sign(image);
    made.attest(image);
    for (let count = 0; count < 64; count += 1) made.attest(image, { predicate: { lacks: `nothing ${count}` } });
    // The newest first: the one that would do is the oldest.
    expect(told((await made.run(made.named(image))).facts)).toEqual(["signed", "failed: too-many"]);
    made.attest(image);
    expect(told((await made.run(made.named(image))).facts)).toEqual(["signed", "attested"]);
  });
});

describe("many referrers", () => {
  /** Bundles that look like provenance and are none that is trusted. */
  function junk({ registry, stranger }: Setting, image: PushedImage, count: number, predicateType = PROVENANCE) {
    for (let index = 0; index < count; index += 1) {
      signWithBundle(registry, REPOSITORY, image, { keyPair: stranger, predicateType, predicate: { index } });
    }
  }

  it.each([
    ["62 that look alike", 62, PROVENANCE, ["signed", "attested"]],
    ["64 that look alike", 64, PROVENANCE, ["failed: too-many", "failed: too-many"]],
    ["64 of another type", 64, SCAN, ["signed", "attested"]],
  ])("before the wanted ones: %s", async (_, count, type, expected) => {
    const setting = await attestedSetting("bundle");
    const image = setting.push();
    junk(setting, image, count, type);
    setting.sign(image);
    setting.attest(image);
    expect(told((await setting.run(setting.named(image))).facts)).toEqual(expected);
  });

  it("an attestation of many megabytes leaves no image undetermined where a signature is asked for", async () => {
    const setting = await attestedSetting("bundle");
    const image = setting.push();
    const { trusted: keyPair, registry } = setting;
    const predicate = { text: "x".repeat(9_000_000) };
    const bundle = signatureBundle({ digest: image.digest, keyPair, predicateType: PROVENANCE, predicate });
    const { digest, mediaType, size } = image;
    pushReferrer(registry, REPOSITORY, { subject: { digest, mediaType, size }, bundle, predicateType: "unknown" });
    expect(told((await setting.run(setting.named(image), { types: [] })).facts)).toEqual(["untrusted: too-large"]);
    // It is an attestation, and as large as those of large images are.
    expect(told((await setting.run(setting.named(image))).facts)).toEqual(["untrusted: too-large", "attested"]);
    setting.sign(image);
    expect(told((await setting.run(setting.named(image), { types: [] })).facts)).toEqual(["signed"]);
    expect(told((await setting.run(setting.named(image))).facts)).toEqual(["signed", "attested"]);
  });
});
