import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GateOptions, Verdict } from "../../src/gate/index.ts";
import { digestOf } from "../../src/reference/index.ts";
import { legacySignature, OCI_INDEX, pushImage, type PushedImage } from "../fixtures/index.ts";
import { reasons, startSetting, useOf, type Setting } from "./setting.ts";

// peers.md §2a 7 and 14: what a registry tells of a pinned image beside its signature; it never changes the verdict.

const REPOSITORY = "team/web";
const BOTH = ["linux/amd64", "linux/arm64"];
let answer: (request: IncomingMessage, response: ServerResponse) => boolean;
let setting: Setting;
beforeEach(async () => {
  answer = () => false;
  setting = await startSetting({ intercept: (request, response) => answer(request, response) });
});
afterEach(() => setting.close());

function pushed(text: string, platforms?: readonly string[], tag = "1", attestations = false): PushedImage {
  const image = pushImage(setting.registry, REPOSITORY, tag, { text, attestations, ...(platforms && { platforms }) });
  for (const { digest } of [image, ...image.children]) sign(digest);
  return image;
}
function sign(digest: string): void {
  legacySignature(setting.registry, REPOSITORY, digest, { keyPair: setting.trusted });
}
const at = (digest: string, tag = ":1") => `${setting.registry.host}/${REPOSITORY}${tag}@${digest}`;

async function judge(image: string, platform?: string, options?: GateOptions): Promise<Verdict> {
  const use = { ...useOf(image), ...(platform !== undefined && { platform }) };
  const [verdict] = await setting.gate(options).check([use]);
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}
const messages = ({ findings }: Verdict) => findings.map(({ message }) => message);
const manifestsAsked = () =>
  setting.registry.requests.flatMap(({ url }) => /manifests\/([^.]*)$/.exec(url)?.[1] ?? []).filter(isImages);
/** Without the fallback tag of referrers. */
const isImages = (name: string) => !name.startsWith("sha256-");

describe("a tag beside a digest", () => {
  it("costs nothing where it agrees: the tag's bytes prove the digest", async () => {
    const { digest } = pushed("web");
    const bare = await judge(at(digest, ""));
    const asked = setting.registry.requests.length;
    const tagged = await judge(at(digest));
    expect([bare.status, tagged.status]).toEqual(["accepted", "accepted"]);
    expect([...messages(bare), ...messages(tagged)]).toEqual([]);
    expect(manifestsAsked()).toEqual([digest, "1"]);
    expect(setting.registry.requests).toHaveLength(2 * asked);
  });

  it("is told where it answers another digest, and the named one is judged (law 1)", async () => {
    const old = pushed("old");
    const moved = pushed("new");
    const verdict = await judge(at(old.digest));
    expect(verdict).toMatchObject({ status: "accepted", digest: old.digest });
    expect(reasons(verdict)).toEqual(["image-lock/tag-disagrees"]);
    expect(verdict.findings[0]).toEqual({
      rule: "image-lock",
      reason: "tag-disagrees",
      severity: "medium",
      message:
        `for the tag 1 ${setting.registry.host}/team/web answers ${moved.digest}, and the digest written beside it is ${old.digest}. ` +
        "The digest is what runs; the tag tells readers something else.",
    });
    expect(manifestsAsked()).toEqual(["1", old.digest]);
  });

  it("that was moved to a signed image lends the named digest nothing (law 1)", async () => {
    const old = pushImage(setting.registry, REPOSITORY, "1", { text: "old" });
    pushed("new");
    const verdict = await judge(at(old.digest));
    expect(verdict.status).toBe("rejected");
    expect(reasons(verdict)).toEqual(["image-signed/no-signature", "image-lock/tag-disagrees"]);
  });

  it.each<[string, number | undefined]>([
    ["is gone", 404],
    ["is refused", 401],
    ["is limited", 429],
    ["breaks the registry", 503],
    ["is no manifest", undefined],
  ])("that %s is nobody's business, and is asked for once", async (_, status) => {
    const { digest } = pushed("web");
    answer = ({ url = "" }, response) => {
      if (!url.endsWith("/manifests/1")) return false;
      response.writeHead(status ?? 200, { "content-type": OCI_INDEX }).end("{}");
      return true;
    };
    const verdict = await judge(at(digest));
    expect([verdict.status, messages(verdict)]).toEqual(["accepted", []]);
    expect(manifestsAsked()).toEqual(["1", digest]);
  });

  it("that never answers takes a quarter of the image's time, and the digest has the rest", async () => {
    const { digest } = pushed("web");
    answer = ({ url = "" }) => url.endsWith("/manifests/1");
    const began = performance.now();
    const verdict = await judge(at(digest), undefined, { limits: { deadline: 2_000 } });
    expect([verdict.status, messages(verdict)]).toEqual(["accepted", []]);
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it("that answers as much as a manifest may be takes nothing of what the digest may cost", async () => {
    const { digest } = pushed("web");
    const size = 200 * 1024;
    const padding = randomBytes(size / 4).toString("hex");
    const big = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [], padding }));
    setting.registry.putManifest(REPOSITORY, "1", big, OCI_INDEX);
    const verdict = await judge(at(digest), undefined, { limits: { bytes: 150 * 1024 } });
    expect([verdict.status, reasons(verdict)]).toEqual(["accepted", ["image-lock/tag-disagrees"]]);
  });

  it("lets nobody pass bytes off as the digest: what the digest itself answers is hashed (law 2)", async () => {
    const named = pushed("old");
    const evil = pushed("evil", undefined, "2");
    const bytes = setting.registry.manifest(REPOSITORY, evil.digest)?.bytes;
    answer = ({ url = "" }, response) => {
      if (!url.includes(`/manifests/${named.digest}`) && !url.endsWith("/manifests/1")) return false;
      response.writeHead(200, { "content-type": evil.mediaType, "docker-content-digest": named.digest }).end(bytes);
      return true;
    };
    const verdict = await judge(at(named.digest));
    expect([verdict.status, reasons(verdict)]).toEqual(["rejected", ["image-checked/digest-mismatch"]]);
  });

  it("is asked for once in a run, whoever names it (law 1)", async () => {
    const old = pushed("old");
    const moved = pushed("new");
    const images = [at(old.digest), `${setting.registry.host}/${REPOSITORY}:1`, at(moved.digest), at(old.digest)];
    const verdicts = await setting.check(images);
    expect(verdicts.map(({ status }) => status)).toEqual(["accepted", "rejected", "accepted", "accepted"]);
    expect(verdicts.map(({ digest }) => digest)).toEqual([old.digest, moved.digest, moved.digest, old.digest]);
    expect(manifestsAsked().sort()).toEqual(["1", old.digest].sort());
  });

  it("that failed once is asked for again by whoever has no digest", async () => {
    const { digest } = pushed("web");
    let failures = 1;
    answer = ({ url = "" }, response) => {
      const fails = url.endsWith("/manifests/1") && failures-- > 0;
      if (fails) response.writeHead(404).end();
      return fails;
    };
    const gate = setting.gate();
    await gate.check([useOf(at(digest))]);
    const [verdict] = await gate.check([useOf(`${setting.registry.host}/${REPOSITORY}:1`)]);
    expect(verdict?.findings[0]?.suggestion).toMatchObject({ digest, verified: true });
  });

  it("is not asked about beside a digest of another algorithm, which it cannot be compared with", async () => {
    const { digest } = pushed("web");
    const bytes = setting.registry.manifest(REPOSITORY, digest)?.bytes ?? Buffer.alloc(0);
    await judge(at(digestOf(bytes, "sha512")));
    expect(manifestsAsked()).not.toContain("1");
  });

  it("is not asked about where the policy asks for nothing", async () => {
    const { digest } = pushImage(setting.registry, "vendor/web", "1", { text: "web" });
    expect((await judge(`${setting.registry.host}/vendor/web:1@${digest}`)).status).toBe("accepted");
    expect(setting.registry.requests).toEqual([]);
  });
});

describe("an image of an index", () => {
  const child = ({ children }: PushedImage, index = 0) => children[index]?.digest ?? "";

  it("is told where the tag points at the index, whose digest is no suggestion (law 4)", async () => {
    const index = pushed("web", BOTH);
    const verdict = await judge(at(child(index)));
    expect([verdict.status, reasons(verdict)]).toEqual(["accepted", ["image-lock/single-platform"]]);
    expect(messages(verdict)).toEqual([
      `it is pinned to one platform (linux/amd64) of a multi-platform image: for the tag 1 ${setting.registry.host}/team/web answers ` +
        `the index ${index.digest}, which lists this digest and 1 more and was not judged.`,
    ]);
    expect(verdict.findings[0]?.suggestion).toBeUndefined();
  });

  it("is not where the resource runs on just that platform, and is where on another one", async () => {
    const index = pushed("web", BOTH);
    expect(messages(await judge(at(child(index)), "linux/amd64"))).toEqual([]);
    const [message] = messages(await judge(at(child(index, 1)), "linux/amd64"));
    expect(message).toMatch(/^it is pinned to one platform \(linux\/arm64\).* The resource runs it on linux\/amd64\.$/);
  });

  it("is not where the index lists nothing else but attestations", async () => {
    const index = pushed("web", ["linux/amd64"], "1", true);
    expect(messages(await judge(at(child(index))))).toEqual([]);
  });

  it.each([
    ["size", { size: 1 }],
    ["type", { mediaType: OCI_INDEX }],
  ])("is none of an index that is wrong about its %s, which anybody may write", async (_, lie) => {
    const index = pushed("web", BOTH, "real");
    const entries = index.children.map(({ mediaType, size, digest }) => ({ mediaType, size, digest, ...lie }));
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries }));
    setting.registry.putManifest(REPOSITORY, "1", bytes, OCI_INDEX);
    expect(reasons(await judge(at(child(index))))).toEqual(["image-lock/tag-disagrees"]);
  });

  it("is told by what the tag's index says of it, however many platforms that claims", async () => {
    const index = pushed("web", BOTH, "real");
    const [own, other] = index.children.map(({ mediaType, size, digest }) => ({ mediaType, size, digest }));
    const claims = Array.from({ length: 900 }, (_, at) => ({
      ...own,
      platform: { os: "linux", architecture: `a${at}` },
    }));
    const manifests = [...claims, other];
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
    setting.registry.putManifest(REPOSITORY, "1", bytes, OCI_INDEX);
    const [message = ""] = messages(await judge(at(child(index))));
    expect(message).toContain(
      "one platform (linux/a0, linux/a1, linux/a2, linux/a3, linux/a4, linux/a5, linux/a6, linux/a7 and 892 more)",
    );
  });
});

describe("the platform that a resource runs an image on", () => {
  it.each([
    ["is listed", BOTH, "linux/arm64", []],
    ["is listed with a variant", ["linux/arm64/v8"], "linux/arm64", []],
    ["has a variant, and the index none", ["linux/arm64"], "linux/arm64/v8", []],
    ["has a later variant", ["linux/arm/v6"], "linux/arm/v7", []],
    ["runs what is listed, too", ["linux/386"], "linux/amd64", []],
    ["is not listed", BOTH, "linux/s390x", ["image-lock/platform-missing"]],
    ["has an earlier variant", ["linux/arm/v7"], "linux/arm/v6", ["image-lock/platform-missing"]],
    ["is of another system", ["windows/amd64"], "linux/amd64", ["image-lock/platform-missing"]],
  ])("%s", async (_, platforms, platform, expected) => {
    const index = pushed("web", platforms);
    const verdict = await judge(at(index.digest), platform);
    expect([verdict.status, reasons(verdict)]).toEqual(["accepted", expected]);
  });

  it("is told with what there is", async () => {
    const index = pushed("web", BOTH);
    expect(messages(await judge(at(index.digest), "linux/s390x"))).toEqual([
      "the resource runs it on linux/s390x, and its index lists linux/amd64, linux/arm64 only.",
    ]);
    const [, message] = messages(await judge(`${setting.registry.host}/${REPOSITORY}:1`, "linux/s390x"));
    expect(message).toBe(
      "the resource runs it on linux/s390x, and the index that the tag 1 points at lists linux/amd64, linux/arm64 only.",
    );
  });

  it("is not among attestations, whose platform is unknown/unknown", async () => {
    const index = pushed("web", ["linux/amd64"], "1", true);
    expect(messages(await judge(at(index.digest), "linux/arm64"))).toEqual([
      "the resource runs it on linux/arm64, and its index lists linux/amd64 only.",
    ]);
  });

  it("is not missed in a single image, whose platform is not in its manifest, nor where an entry names none", async () => {
    expect(messages(await judge(at(pushed("single").digest), "linux/arm64"))).toEqual([]);
    const [own] = pushed("web", ["linux/amd64"], "2").children.map(({ mediaType, size, digest }) => ({
      mediaType,
      size,
      digest,
    }));
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [own] }));
    const digest = setting.registry.putManifest(REPOSITORY, "1", bytes, OCI_INDEX);
    sign(digest);
    expect(messages(await judge(at(digest), "linux/arm64"))).toEqual([]);
  });

  it("counts for each resource by itself, although the image is asked about once", async () => {
    const index = pushed("web", ["linux/amd64"]);
    const uses = ["linux/amd64", "linux/arm64", undefined].map((platform) => ({
      ...useOf(at(index.digest)),
      ...(platform !== undefined && { platform }),
    }));
    const verdicts = await setting.gate().check(uses);
    expect(verdicts.map(reasons)).toEqual([[], ["image-lock/platform-missing"], []]);
    expect(manifestsAsked()).toEqual(["1"]);
  });
});

it("what is told is one step less severe of what is only built on", async () => {
  const old = pushed("old");
  pushed("new");
  const [verdict] = await setting.gate().check([{ ...useOf(at(old.digest)), role: "build-from" }]);
  expect(verdict?.findings).toMatchObject([{ rule: "image-lock", severity: "low" }]);
});
