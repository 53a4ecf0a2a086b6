import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/gate/index.ts";
import { legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import { reasons, startSetting, useOf, type Setting } from "./setting.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

const name = (rest: string) => `${setting.registry.host}/team/${rest}`;
const suggestionOf = ({ findings }: Verdict) => findings.find(({ suggestion }) => suggestion !== undefined)?.suggestion;

function signed(repository: string, format: "legacy" | "bundle" = "legacy", key = setting.trusted) {
  const image = pushImage(setting.registry, `team/${repository}`, "1.0", {
    text: repository,
    platforms: ["linux/amd64", "linux/arm64"],
  });
  if (format === "legacy") legacySignature(setting.registry, `team/${repository}`, image.digest, { keyPair: key });
  else signWithBundle(setting.registry, `team/${repository}`, image, { keyPair: key });
  return image;
}

describe("a pinned image", () => {
  it.each(["legacy", "bundle"] as const)(
    "is accepted with a trusted %s signature, and says who signed",
    async (format) => {
      const { digest } = signed("web", format);
      const [verdict] = await setting.check([name(`web@${digest}`)]);
      expect(verdict).toMatchObject({
        status: "accepted",
        digest,
        findings: [],
        signers: [{ signer: "release-key", format }],
      });
    },
  );

  it.each(["legacy", "bundle"] as const)("is rejected with a %s signature by another key", async (format) => {
    const { digest } = signed("web", format, setting.stranger);
    const [verdict] = await setting.check([name(`web@${digest}`)]);
    expect(verdict).toMatchObject({ status: "rejected", signers: [] });
    expect(verdict && reasons(verdict)).toEqual(["image-signed/untrusted-key"]);
  });

  it("is rejected without any signature", async () => {
    const { digest } = pushImage(setting.registry, "team/web", "1.0");
    const [verdict] = await setting.check([name(`web@${digest}`)]);
    expect(verdict?.status).toBe("rejected");
    expect(verdict && reasons(verdict)).toEqual(["image-signed/no-signature"]);
  });

  it.each(["legacy", "bundle"] as const)(
    "is rejected where a trusted %s signature was copied to it from another digest",
    async (format) => {
      const good = signed("web", format);
      const evil = pushImage(setting.registry, "team/web", "1.0", { text: "evil" });
      if (format === "legacy")
        legacySignature(setting.registry, "team/web", evil.digest, {
          keyPair: setting.trusted,
          signedDigest: good.digest,
        });
      else signWithBundle(setting.registry, "team/web", evil, { keyPair: setting.trusted, digest: good.digest });
      const [verdict] = await setting.check([name(`web@${evil.digest}`)]);
      expect(verdict?.status).toBe("rejected");
      expect(verdict && reasons(verdict)).toEqual(["image-signed/other-digest"]);
    },
  );

  it("is judged by its digest although its tag names another image (law 1)", async () => {
    const evil = pushImage(setting.registry, "team/web", "evil", { text: "evil" });
    signed("web");
    const [verdict] = await setting.check([name(`web:1.0@${evil.digest}`)]);
    expect(verdict?.status).toBe("rejected");
  });

  it("is undetermined, not accepted, when the registry has lost it", async () => {
    const [verdict] = await setting.check([name(`web@sha256:${"0".repeat(64)}`)]);
    expect(verdict?.status).toBe("undetermined");
    expect(verdict && reasons(verdict)).toEqual(["image-checked/not-found"]);
  });
});

describe("a tag", () => {
  it("of a trusted digest is rejected with that digest as verified suggestion, and its platforms", async () => {
    const { digest } = signed("web");
    const [verdict] = await setting.check([name("web:1.0")]);
    expect(verdict?.status).toBe("rejected");
    expect(verdict && reasons(verdict)).toEqual(["image-pinned/mutable-tag"]);
    expect(verdict && suggestionOf(verdict)).toEqual({
      digest,
      verified: true,
      platforms: ["linux/amd64", "linux/arm64"],
    });
  });

  it.each(["no signature", "a stranger's signature"])(
    "of a digest with %s is rejected and nothing is suggested (law 4)",
    async (kind) => {
      if (kind === "no signature") pushImage(setting.registry, "team/web", "1.0");
      else signed("web", "legacy", setting.stranger);
      const [verdict] = await setting.check([name("web:1.0")]);
      expect(verdict?.findings.map(({ rule }) => rule)).toEqual(["image-pinned", "image-signed"]);
      expect(verdict && suggestionOf(verdict)).toBeUndefined();
      expect(JSON.stringify(verdict?.findings[0])).not.toContain("sha256:");
    },
  );

  it("moved to a poisoned image after signing offers nothing (the attack this project began with)", async () => {
    signed("web");
    const evil = pushImage(setting.registry, "team/web", "1.0", { text: "evil" });
    const [verdict] = await setting.check([name("web:1.0")]);
    expect(verdict?.digest).toBe(evil.digest);
    expect(verdict?.findings[1]?.message).toContain("No digest is suggested");
  });

  it("of an image that needs no signature carries a suggestion that says it is unverified (law 4)", async () => {
    const { digest } = pushImage(setting.registry, "vendor/db", "9");
    const [verdict] = await setting.check([`${setting.registry.host}/vendor/db:9`]);
    expect(verdict?.status).toBe("rejected");
    expect(verdict && suggestionOf(verdict)).toMatchObject({ digest, verified: false });
  });

  it("is resolved once per run, however often and in whatever spelling it is used (CVE-2022-47633)", async () => {
    signed("web");
    const gate = setting.gate();
    await gate.check(Array.from({ length: 20 }, () => useOf(name("web:1.0"))));
    await gate.check([useOf(name("web:1.0"))]);
    expect(setting.registry.requests.filter(({ url }) => url.endsWith("/manifests/1.0"))).toHaveLength(1);
  });
});

describe("what is not asked", () => {
  it("no packet is sent for an image that no match covers (law 9)", async () => {
    const [tag, pinned] = await setting.check([
      `${setting.registry.host}/other/web:1`,
      `${setting.registry.host}/other/web@sha256:${"a".repeat(64)}`,
    ]);
    expect(tag && reasons(tag)).toEqual(["image-registry/no-match", "image-pinned/mutable-tag"]);
    expect(pinned && reasons(pinned)).toEqual(["image-registry/no-match"]);
    expect(setting.registry.requests).toEqual([]);
  });

  it("a pinned image that needs no signature costs no request", async () => {
    const [verdict] = await setting.check([`${setting.registry.host}/vendor/db@sha256:${"a".repeat(64)}`]);
    expect(verdict?.status).toBe("accepted");
    expect(setting.registry.requests).toEqual([]);
  });

  it("a pinned image with a legacy signature costs 3 requests once the format is known, with a bundle 3", async () => {
    const images = [signed("a"), signed("b")];
    const gate = setting.gate();
    await gate.check([useOf(name(`a@${images[0]?.digest ?? ""}`))]);
    const before = setting.registry.requests.length;
    await gate.check([useOf(name(`b@${images[1]?.digest ?? ""}`))]);
    expect(setting.registry.requests.length - before).toBe(3);
  });
});

describe("what is no image", () => {
  const place = { resource: "urn:test", path: "spec.image" };
  it("an unknown value is a verdict of its own and hides no neighbour (law 6)", async () => {
    const { digest } = signed("web");
    const uses = [
      { kind: "unknown", place, role: "run", pinForm: "name@digest" } as const,
      useOf(name(`web@${digest}`)),
    ];
    const verdicts = await setting.gate().check(uses);
    expect(verdicts.map(({ status }) => status)).toEqual(["unknown", "accepted"]);
  });

  it.each(["nginx@foo", "nginx@sha256:x", "a b", ""])(
    "%j is rejected as a reference without a request",
    async (image) => {
      const [verdict] = await setting.check([image]);
      expect(verdict?.status).toBe("rejected");
      expect(verdict?.findings.map(({ rule }) => rule)).toEqual(["image-reference"]);
    },
  );

  it("a value that cannot be read is rejected", async () => {
    const [verdict] = await setting
      .gate()
      .check([{ kind: "unreadable", why: "is a number", place, role: "run", pinForm: "name@digest" }]);
    expect(verdict?.status).toBe("rejected");
  });
});
