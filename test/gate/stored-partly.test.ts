import { dirname, join } from "node:path";
import { rmSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readPolicyObject } from "../../src/policy/index.ts";
import { generateKeyPair, legacyAttestation, legacySignature, pushImage, type PushedImage } from "../fixtures/index.ts";
import { policyOf } from "./cover-setting.ts";
import { policyFor } from "./setting.ts";
import { storedSetting } from "./stored-setting.ts";

const REVIEW = "https://acme.example/review/v1";

async function world() {
  const setting = await storedSetting();
  const { registry } = setting;
  const key = generateKeyPair("p256");
  const image = pushImage(registry, "team/web", "1", { text: "web", platforms: ["linux/amd64"] });
  const sign = (digest: string) => legacySignature(registry, "team/web", digest, { keyPair: key });
  const attest = (of: PushedImage, predicate: object) =>
    legacyAttestation(registry, "team/web", of, { keyPair: key, predicateType: REVIEW, predicate });
  const at = (digest = image.digest, tag = "") => `${registry.host}/team/web${tag}@${digest}`;
  return { ...setting, key, image, sign, attest, at };
}

describe("what stored evidence does not answer is asked of the registry", () => {
  it("alone: a signature that is stored and cleaned up, and an attestation that is newer than what is stored", async () => {
    const { key, image, sign, attest, at, registry, ...setting } = await world();
    const by = { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } };
    const policy = (round: number) =>
      readPolicyObject(
        {
          ...{ version: 1, signers: { key: by }, registries: [{ host: registry.host, plainHttp: true }] },
          images: [
            {
              ...{ match: `${registry.host}/team/*`, signedBy: ["key"] },
              attestations: [{ type: REVIEW, by: ["key"], conditions: [{ at: "/round", atLeast: round }] }],
            },
          ],
        },
        "/",
        "test",
      );
    sign(image.digest);
    attest(image, { round: 1 });
    await setting.store(policy(1), at());
    attest(image, { round: 2 });
    setting.forget((url) => url.endsWith(".sig"));
    expect((await setting.online(policy(1), at())).asked).toHaveLength(1);
    const found = await setting.online(policy(2), at());
    expect(found.status).toBe("accepted");
    expect(found.asked.filter((url) => url.includes(".sig"))).toEqual([]);
    // As a control: the registry alone has no signature, what is stored alone is too old.
    expect((await setting.online(policy(2), at(), { evidence: setting.evidence(new Map()) })).reasons).toEqual([
      "image-signed/no-signature",
    ]);
    expect((await setting.offline(policy(2), at())).reasons).toEqual(["image-checked/offline"]);
    expect((await setting.online(policy(3), at())).reasons).toEqual(["image-attested/predicate-lacks"]);
  });
});

describe("an index that is stored", () => {
  it("stands for the image that it lists where the reference names a tag, as with a registry, and for no other image", async () => {
    const { key, image, sign, at, registry, ...setting } = await world();
    const policy = policyOf(registry.host, { release: key }, { childOfSignedIndex: "accepted" });
    sign(image.digest);
    const child = image.children[0]?.digest ?? "";
    await setting.store(policy, at(child, ":1"));
    expect((await setting.offline(policy, at(child, ":1"))).status).toBe("accepted");
    expect((await setting.offline(policy, at(child, ":other"))).status).toBe("accepted");
    expect((await setting.offline(policy, at(child))).status).toBe("undetermined");
    expect((await setting.offline(policyFor(registry.host, key), at(child, ":1"))).status).toBe("undetermined");
    // Somebody says that it stands for another image.
    const [entry] = setting.lock.values();
    const other = pushImage(registry, "team/web", "2", { text: "other" });
    await setting.store(policyFor(registry.host, generateKeyPair("p256")), at(other.digest, ":2"));
    if (entry === undefined) throw new Error("nothing is locked");
    setting.lock.set(at(other.digest, ":2"), { ...entry, digest: other.digest as typeof entry.digest });
    expect((await setting.offline(policy, at(other.digest, ":2"))).reasons).toEqual(["image-checked/offline"]);
    expect((await setting.online(policy, at(other.digest, ":2"))).reasons).toEqual(["image-signed/no-signature"]);
  });

  it("is still enough where the tag has moved on, and the registry alone would not do", async () => {
    const { key, image, sign, at, registry, ...setting } = await world();
    const policy = policyOf(registry.host, { release: key }, { childOfSignedIndex: "accepted" });
    sign(image.digest);
    const child = at(image.children[0]?.digest ?? "", ":1");
    await setting.store(policy, child);
    pushImage(registry, "team/web", "1", { text: "newer" });
    expect((await setting.online(policy, child, { evidence: setting.evidence(new Map()) })).status).toBe("rejected");
    expect((await setting.online(policy, child)).status).toBe("accepted");
  });
});

describe("bytes", () => {
  it("are hashed by the gate itself, whoever keeps them (law 2)", async () => {
    const { key, image, sign, at, registry, ...setting } = await world();
    const policy = policyFor(registry.host, key);
    sign(image.digest);
    await setting.store(policy, at());
    const right = setting.evidence();
    const lying = {
      ...right,
      get: async (...asked: Parameters<typeof right.get>) => {
        const bytes = await right.get(...asked);
        return bytes && Buffer.concat([bytes, Buffer.from(" ")]);
      },
    };
    expect((await setting.offline(policy, at(), { evidence: right })).status).toBe("accepted");
    expect((await setting.offline(policy, at(), { evidence: lying })).reasons).toEqual(["image-checked/offline"]);
  });

  it("that are stored need not be in the cache: within the freshness nothing is asked", async () => {
    const { key, image, sign, at, registry, evidenceFolder, ...setting } = await world();
    const policy = policyFor(registry.host, key);
    const cacheFolder = join(dirname(evidenceFolder), "cache");
    sign(image.digest);
    await setting.store(policy, at());
    expect((await setting.online(policy, at(), { cacheFolder })).asked).toHaveLength(1);
    expect(await setting.online(policy, at(), { cacheFolder })).toMatchObject({ status: "accepted", asked: [] });
    rmSync(evidenceFolder, { recursive: true });
    expect((await setting.online(policy, at(), { cacheFolder })).asked.length).toBeGreaterThan(1);
  });
});
