import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import { readTaken } from "../schema/schema.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { reasons, startSetting, type Setting, useOf } from "./setting.ts";

let setting: Setting;
let digest: string;
const NOW = Date.parse("2026-11-27T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;

beforeAll(async () => {
  setting = await startSetting();
  ({ digest } = pushImage(setting.registry, "team/web", "1", { text: "web" }));
  const { digest: strange } = pushImage(setting.registry, "team/strange", "1", { text: "strange" });
  legacySignature(setting.registry, "team/strange", strange, { keyPair: setting.stranger });
});
afterAll(() => setting.close());

const image = (rest = "", repository = "team/web") => `${setting.registry.host}/${repository}${rest}`;
const pinned = () => image(`@${digest}`);

const TERMS = { because: "signed from next year on", owner: "team-legacy", until: "2027-01-31" };

/** An exemption for `team/web`, and what differs. */
function exemption(more: object = {}): object {
  return { image: image(), rule: "image-signed", ...TERMS, ...more };
}

interface Case {
  readonly exemptions: readonly object[];
  readonly use?: ImageUse;
  readonly now?: number;
  readonly rest?: object;
  readonly limits?: object;
}

async function judged({
  exemptions,
  use = useOf(pinned()),
  now = NOW,
  rest = {},
  limits = {},
}: Case): Promise<Verdict> {
  const { host } = setting.registry;
  const key = setting.trusted.publicKeyPem;
  const document = {
    version: 1,
    signers: { ci: { cosign: { key, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    exemptions,
    ...rest,
  };
  const policy = readTaken(document, "/", "test");
  const gate = createGate(policy, { environment: {}, now: () => now, limits: { retryDelay: 1, ...limits } });
  const [verdict] = await gate.check([use]);
  await gate.close();
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}

const told = async (one: Case) => {
  const verdict = await judged(one);
  return [verdict.status, reasons(verdict), (verdict.lifted ?? []).map(({ finding }) => finding.rule)];
};

describe("an exemption lifts its rule", () => {
  it.each<[string, () => Case, string]>([
    ["for the repository that it names", () => ({ exemptions: [exemption()] }), "exempt"],
    ["for a pattern of repositories", () => ({ exemptions: [exemption({ image: image("", "team/w*") })] }), "exempt"],
    ["for the digest that it names", () => ({ exemptions: [exemption({ image: pinned() })] }), "exempt"],
    ["for the resource that it names", () => ({ exemptions: [exemption({ resource: "urn:*" })] }), "exempt"],
    ["on its last day", () => ({ exemptions: [exemption({ until: "2026-11-27" })] }), "exempt"],
    [
      "within the longest exemption",
      () => ({ exemptions: [exemption()], rest: { longestExemption: "90d" } }),
      "exempt",
    ],
    ["not for another repository", () => ({ exemptions: [exemption({ image: image("", "team/other") })] }), "rejected"],
    ["not for another registry", () => ({ exemptions: [exemption({ image: "quay.io/team/web" })] }), "rejected"],
    [
      "not for another digest",
      () => ({ exemptions: [exemption({ image: image(`@sha256:${"0".repeat(64)}`) })] }),
      "rejected",
    ],
    ["not for another resource", () => ({ exemptions: [exemption({ resource: "urn:other*" })] }), "rejected"],
    ["not for another rule", () => ({ exemptions: [exemption({ rule: "image-pinned" })] }), "rejected"],
    ["not on the day after its last one", () => ({ exemptions: [exemption({ until: "2026-11-26" })] }), "rejected"],
    [
      "not beyond the longest exemption",
      () => ({ exemptions: [exemption()], rest: { longestExemption: "30d" } }),
      "rejected",
    ],
    [
      "where another one for the same image is void",
      () => ({ exemptions: [exemption({ until: "2026-01-01" }), exemption()] }),
      "exempt",
    ],
  ])("%s", async (_, given, status) => {
    expect((await told(given()))[0]).toBe(status);
  });

  it("and no other: a tag that nobody signed stays a tag (law 4, GHSA-gg4x-fgg2-h9w9)", async () => {
    const use = useOf(image(":1"));
    expect(await told({ use, exemptions: [exemption()] })).toEqual([
      "rejected",
      ["image-pinned/mutable-tag"],
      ["image-signed"],
    ]);
    expect(await told({ use, exemptions: [exemption({ rule: "image-pinned" })] })).toEqual([
      "rejected",
      ["image-signed/no-signature"],
      ["image-pinned"],
    ]);
    const both = [exemption(), exemption({ rule: "image-pinned" })];
    expect(await told({ use, exemptions: both })).toEqual(["exempt", [], ["image-pinned", "image-signed"]]);
  });

  it("and offers a digest that nobody vouches for as what it is (law 4)", async () => {
    const verdict = await judged({ use: useOf(image(":1")), exemptions: [exemption()] });
    expect(verdict.findings[0]?.suggestion).toMatchObject({ digest, verified: false });
    const without = await judged({ use: useOf(image(":1")), exemptions: [], rest: { exemptions: undefined } });
    expect(without.findings[0]?.suggestion).toBeUndefined();
  });

  it("also of an image that a stranger signed, and of one that no match covers, which is not asked", async () => {
    const strange = useOf(image(`:1`, "team/strange"));
    const own = { image: image("", "team/strange") };
    expect(
      (await told({ use: strange, exemptions: [exemption(own), exemption({ ...own, rule: "image-pinned" })] }))[0],
    ).toBe("exempt");
    const elsewhere = useOf(`quay.io/legacy/app@sha256:${"a".repeat(64)}`);
    const lifted = exemption({ image: "quay.io/legacy/app", rule: "image-registry" });
    expect(await told({ use: elsewhere, exemptions: [lifted] })).toEqual(["exempt", [], ["image-registry"]]);
  });

  it("by the digest that the image names, also where no registry was asked or answered", async () => {
    const elsewhere = `quay.io/legacy/app@sha256:${"a".repeat(64)}`;
    const lifted = (image: string) => [exemption({ image, rule: "image-registry" })];
    expect((await told({ use: useOf(elsewhere), exemptions: lifted(elsewhere) }))[0]).toBe("exempt");
    const other = `quay.io/legacy/app@sha256:${"b".repeat(64)}`;
    expect((await told({ use: useOf(elsewhere), exemptions: lifted(other) }))[0]).toBe("rejected");
    expect((await told({ use: useOf("quay.io/legacy/app:1"), exemptions: lifted(elsewhere) }))[0]).toBe("rejected");
    const glass = { rule: "image-checked", reasons: ["undetermined"], until: "2026-11-28T09:00Z" };
    const unreached = { limits: { requests: 0 }, exemptions: [exemption({ ...glass, image: pinned() })] };
    expect((await told(unreached))[0]).toBe("exempt");
  });

  it("of a resource whose images nobody sees, by the resource's name", async () => {
    const use: ImageUse = {
      ...{ kind: "hidden", why: "names a Helm chart", role: "run", pinForm: "name:tag@digest" },
      place: { resource: "urn:pulumi:dev::shop::kubernetes:helm.sh/v3:Release::redis", path: "chart" },
    };
    const hidden = (resource: string) => ({ rule: "image-inspectable", resource, ...TERMS });
    expect((await told({ use, exemptions: [hidden("*::redis")] }))[0]).toBe("exempt");
    expect((await told({ use, exemptions: [hidden("*::redis-2")] }))[0]).toBe("rejected");
    expect((await told({ exemptions: [hidden("*")] }))[0]).toBe("rejected");
  });
});

describe("an exemption that is void says so where it would have counted", () => {
  it.each([
    ["ended", { until: "2026-11-26" }, {}, "An exemption by team-legacy ended: it was valid until 2026-11-26."],
    [
      "too long",
      {},
      { longestExemption: "30d" },
      "An exemption by team-legacy is void: it is valid until 2027-01-31, and at most 30 days ahead are allowed.",
    ],
  ])("%s", async (_, more, rest, message) => {
    const { findings } = await judged({ exemptions: [exemption(more)], rest });
    expect(findings[0]?.message.endsWith(message)).toBe(true);
  });

  it.each([
    [NOW, undefined],
    [Date.parse("2027-01-20T00:00:00Z"), 11],
    [Date.parse("2027-01-31T10:00:00Z"), 0],
  ])("and two weeks before, at %d, in how many days it ends", async (now, endsIn) => {
    expect((await judged({ exemptions: [exemption()], now })).lifted?.[0]?.endsIn).toBe(endsIn);
  });
});

describe("breaking the glass", () => {
  const glass = (until: string) => exemption({ rule: "image-checked", reasons: ["undetermined"], until });
  const unreached = { limits: { requests: 0 } };
  const AT = (milliseconds: number) => new Date(NOW + milliseconds).toISOString().replace(/:\d\d\.\d+Z$/, "Z");

  it.each([
    ["for a day at most", AT(DAY), "exempt"],
    ["not for longer", AT(DAY + 60_000), "undetermined"],
    ["not afterwards", AT(-60_000), "undetermined"],
  ])("lifts what could not be found out %s", async (_, until, status) => {
    expect((await judged({ ...unreached, exemptions: [glass(until)] })).status).toBe(status);
  });

  it("lifts nothing beside what is known to be bad", async () => {
    const use = useOf(image(":1"));
    const [status, , lifted] = await told({ ...unreached, use, exemptions: [glass(AT(DAY))] });
    expect([status, lifted]).toEqual(["rejected", []]);
    const both = [glass(AT(DAY)), exemption({ rule: "image-pinned" })];
    expect((await told({ ...unreached, use, exemptions: both }))[0]).toBe("exempt");
  });

  it("lifts no bytes that are not what they were asked by, whatever else could not be read before (law 2)", async () => {
    const hostile = await startSetting({
      intercept: (request, response) => {
        if (request.url?.includes("/referrers/") === true) response.writeHead(500).end();
        else if (request.url?.includes("/blobs/") === true) response.writeHead(200).end("{}");
        else return false;
        return true;
      },
    });
    const web = pushImage(hostile.registry, "team/web", "1", { text: "web" });
    legacySignature(hostile.registry, "team/web", web.digest, { keyPair: hostile.trusted });
    const { host } = hostile.registry;
    const at = { image: `${host}/team/web`, rule: "image-checked", reasons: ["undetermined"], until: AT(DAY) };
    const policy = readTaken(
      {
        version: 1,
        images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
        signers: { ci: { cosign: { key: hostile.trusted.publicKeyPem, transparencyLog: "not-required" } } },
        registries: [{ host, plainHttp: true }],
        exemptions: [{ ...TERMS, ...at }],
      },
      "/",
      "test",
    );
    const gate = createGate(policy, { environment: {}, now: () => NOW, limits: { retryDelay: 1 } });
    const [verdict] = await gate.check([useOf(`${host}/team/web@${web.digest}`)]);
    await gate.close();
    await hostile.close();
    expect([verdict?.status, verdict && reasons(verdict)]).toEqual(["rejected", ["image-checked/digest-mismatch"]]);
  });

  it("lifts no bytes that are not what they were asked by (law 2)", async () => {
    const other = await startSetting({
      intercept: (request, response) => {
        if (request.url?.endsWith(`/manifests/${digest}`) !== true) return false;
        const evil = other.registry.manifest("team/web", "evil");
        response.writeHead(200, { "content-type": evil?.mediaType }).end(evil?.bytes);
        return true;
      },
    });
    pushImage(other.registry, "team/web", "evil", { text: "evil" });
    const { host } = other.registry;
    const at = { image: `${host}/team/web`, rule: "image-checked", reasons: ["undetermined"], until: AT(DAY) };
    const policy = readTaken(
      {
        version: 1,
        images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
        signers: { ci: { cosign: { key: other.trusted.publicKeyPem, transparencyLog: "not-required" } } },
        registries: [{ host, plainHttp: true }],
        exemptions: [{ ...TERMS, ...at }],
      },
      "/",
      "test",
    );
    const gate = createGate(policy, { environment: {}, now: () => NOW });
    const [verdict] = await gate.check([useOf(`${host}/team/web@${digest}`)]);
    await gate.close();
    await other.close();
    expect([verdict?.status, verdict && reasons(verdict)]).toEqual(["rejected", ["image-checked/digest-mismatch"]]);
  });
});
