import { describe, expect, it } from "@jest/globals";
import { pushImage } from "../fixtures/index.ts";
import { reasons } from "./setting.ts";
import { MINUTE, WAYS, warmSetting, type Way } from "./warm-setting.ts";

/** The bundles are asked for first, which costs a legacy signature two requests. */
const COLD: Record<Way, number> = { legacy: 5, "bundle by the referrers API": 4, "bundle by the fallback tag": 5 };
const WITH_BYTES: Record<Way, number> = {
  legacy: 4,
  "bundle by the referrers API": 2,
  "bundle by the fallback tag": 3,
};

describe.each(WAYS)("a pinned image whose signature is a %s", (way) => {
  it("costs no request in a second run within the freshness, and has the same verdict", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    const cold = await setting.run([image]);
    expect(cold).toMatchObject({ statuses: ["accepted"], requests: COLD[way] });
    setting.clock.time += 10 * MINUTE - 1;
    const warm = await setting.run([image, image]);
    expect(warm.requests).toBe(0);
    expect(warm.verdicts[0]).toEqual(cold.verdicts[0]);
    expect(warm.statuses).toEqual(["accepted", "accepted"]);
  });

  it("costs only the pointers after that, as bytes do not age: the image's manifest and where its evidence is", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    setting.clock.time += 10 * MINUTE;
    const later = await setting.run([image]);
    expect(later.statuses).toEqual(["accepted"]);
    expect(later.requests).toBe(WITH_BYTES[way]);
    expect((await setting.run([image])).requests).toBe(0);
  });

  it("is asked for again where the clock was set back", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    setting.clock.time -= 1;
    expect((await setting.run([image])).requests).toBeGreaterThan(0);
  });

  it("named by its tag costs the one request that resolves the tag, which no run remembers (law 5)", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    const tagged = await setting.run([`${setting.registry.host}/team/web:1`]);
    expect(tagged).toMatchObject({ statuses: ["rejected"], requests: 1 });
    expect(tagged.verdicts[0] && reasons(tagged.verdicts[0])).toEqual(["image-pinned/mutable-tag"]);
    expect(tagged.verdicts[0]?.findings[0]?.suggestion).toMatchObject({ digest: image.split("@")[1], verified: true });
  });

  it("resolved by its tag costs nothing when it is pinned after that", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([`${setting.registry.host}/team/web:1`]);
    expect(await setting.run([image])).toMatchObject({ statuses: ["accepted"], requests: 0 });
  });

  it("is rejected under a policy that was tightened between two runs, with a warm cache (peers 2a.4)", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    const tightened = await setting.run([image], { policy: setting.policy(setting.stranger) });
    expect(tightened.statuses).toEqual(["rejected"]);
    expect(tightened.verdicts[0] && reasons(tightened.verdicts[0])).toEqual(["image-signed/untrusted-key"]);
    // The registry was asked: what is remembered may not reject.
    expect(tightened.requests).toBeGreaterThan(0);
  });

  it("is accepted by the signature that the changed policy trusts, although another one is remembered", async () => {
    const setting = await warmSetting(way);
    const pushed = setting.push();
    setting.sign("team/web", pushed);
    const image = `${setting.registry.host}/team/web@${pushed.digest}`;
    await setting.run([image]);
    setting.sign("team/web", pushed, setting.stranger);
    expect((await setting.run([image], { policy: setting.policy(setting.stranger) })).statuses).toEqual(["accepted"]);
  });

  it("is not accepted for the image that its tag was moved to (peers 2a.3)", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    const tag = `${setting.registry.host}/team/web:1`;
    await setting.run([tag, image]);
    const evil = pushImage(setting.registry, "team/web", "1", { text: "evil" });
    const [verdict] = (await setting.run([tag])).verdicts;
    expect(verdict?.status).toBe("rejected");
    expect(verdict && reasons(verdict)).toContain("image-signed/no-signature");
    expect(verdict?.findings.some(({ suggestion }) => suggestion !== undefined)).toBe(false);
    const pinned = await setting.run([`${setting.registry.host}/team/web@${evil.digest}`]);
    expect(pinned.statuses).toEqual(["rejected"]);
  });

  it("is accepted for another 10 minutes at most after its signature was taken away", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    setting.gone.add(".sig").add("/referrers/").add("/manifests/sha256-");
    expect((await setting.run([image])).statuses).toEqual(["accepted"]);
    setting.clock.time += 10 * MINUTE;
    const after = await setting.run([image]);
    expect(after.verdicts[0] && reasons(after.verdicts[0])).toEqual(["image-signed/no-signature"]);
    // And the rejection takes nothing back nor is it remembered: the signature is there again.
    setting.gone.clear();
    expect((await setting.run([image])).statuses).toEqual(["accepted"]);
  });

  it("does not become older by being used: the 10 minutes begin when the registry was asked", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    setting.clock.time += 6 * MINUTE;
    expect((await setting.run([image, `${setting.registry.host}/team/web:1`])).requests).toBe(1);
    setting.clock.time += 4 * MINUTE;
    expect((await setting.run([image])).requests).toBeGreaterThan(0);
  });
});

describe("what is not remembered", () => {
  it("that an image has no signature: it is asked for again, and found when it is there (law 5)", async () => {
    const setting = await warmSetting();
    const pushed = setting.push();
    const image = `${setting.registry.host}/team/web@${pushed.digest}`;
    const first = await setting.run([image]);
    expect(first.statuses).toEqual(["rejected"]);
    expect((await setting.run([image])).requests).toBe(first.requests);
    setting.sign("team/web", pushed);
    expect((await setting.run([image])).statuses).toEqual(["accepted"]);
  });

  it("that an image is not there, or that a registry did not answer", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    setting.gone.add("/v2/");
    expect((await setting.run([image])).statuses).toEqual(["undetermined"]);
    setting.gone.clear();
    expect((await setting.run([image])).statuses).toEqual(["accepted"]);
  });

  it("a signature that nobody trusts", async () => {
    const setting = await warmSetting();
    const pushed = setting.push();
    setting.sign("team/web", pushed, setting.stranger);
    const image = `${setting.registry.host}/team/web@${pushed.digest}`;
    expect((await setting.run([image])).statuses).toEqual(["rejected"]);
    expect(setting.files().filter((path) => path.includes("pointers"))).toEqual([]);
  });

  it("a name of a registry, a repository or a tag, in the names of the files", async () => {
    const setting = await warmSetting();
    await setting.run([setting.signed("secret-product", "team/secret-product")]);
    const paths = setting.files();
    expect(
      paths.filter(
        (path) => !/^registry\/(ledger|pointers\/[0-9a-f-]{36}|sha256\/([0-9a-f])\/\2[0-9a-f]{63})$/.test(path),
      ),
    ).toEqual([]);
    expect(paths.filter((path) => path.includes("pointers"))).toHaveLength(1);
  });
});

describe("a pointer counts only for the place that it was made for", () => {
  it("not for another repository with the same digest", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    await setting.run([image]);
    const [, digest = ""] = image.split("@");
    const other = await setting.run([`${setting.registry.host}/team/other@${digest}`]);
    expect(other).toMatchObject({ statuses: ["undetermined"] });
    setting.push("web", "team/other");
    expect((await setting.run([`${setting.registry.host}/team/other@${digest}`])).statuses).toEqual(["rejected"]);
  });

  it("not for the same host with other settings, as over TLS (law 7)", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    await setting.run([image]);
    const policy = setting.policy();
    const registries = new Map([...policy.registries].map(([host, rest]) => [host, { ...rest, plainHttp: false }]));
    expect((await setting.run([image], { policy: { ...policy, registries } })).statuses).toEqual(["undetermined"]);
  });

  it("not for an image that the policy does not name any more", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    await setting.run([image]);
    const { verdicts } = await setting.run([image], { policy: { ...setting.policy(), images: [] } });
    expect(verdicts[0] && reasons(verdicts[0])).toEqual(["image-registry/no-match"]);
  });
});

describe("switched off", () => {
  it("without a folder nothing is kept or used", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    await setting.run([image], { cache: null });
    expect(setting.files()).toEqual([]);
    await setting.run([image]);
    const kept = setting.files();
    expect((await setting.run([image], { cache: null })).requests).toBe(COLD.legacy);
    expect(setting.files()).toEqual(kept);
  });

  it("with freshness 0 bytes are kept and no pointers", async () => {
    const setting = await warmSetting();
    const image = setting.signed();
    const policy = { ...setting.policy(), freshness: 0 };
    await setting.run([image], { policy });
    expect(setting.files().filter((path) => path.includes("pointers"))).toEqual([]);
    expect((await setting.run([image], { policy })).requests).toBe(WITH_BYTES.legacy);
    await setting.run([image]);
    expect((await setting.run([image], { policy })).requests).toBe(WITH_BYTES.legacy);
    expect((await setting.run([image])).requests).toBe(0);
  });
});

it("200 images, cold and warm, each with its own verdict", async () => {
  const setting = await warmSetting();
  const images = Array.from({ length: 200 }, (_, index) => setting.signed(`app ${index}`, `team/app${index}`));
  const cold = await setting.run(images);
  const warm = await setting.run(images);
  expect(warm.requests).toBe(0);
  expect(warm.verdicts).toEqual(cold.verdicts);
  expect(new Set(warm.statuses)).toEqual(new Set(["accepted"]));
});
