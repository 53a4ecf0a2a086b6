import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createGate, createRefusingGate } from "../../src/gate/index.ts";
import { legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import type { EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { reasons, startSetting, useOf, type Setting } from "./setting.ts";

let setting: Setting | undefined;
afterEach(async () => {
  await setting?.close();
  setting = undefined;
});

async function started(options: EmbeddedRegistryOptions = {}): Promise<Setting> {
  setting = await startSetting(options);
  return setting;
}

describe("a registry that does not answer well never makes an image pass (law 3)", () => {
  const answers = [
    ["401", 401, "unauthorized"],
    ["403", 403, "unauthorized"],
    ["429", 429, "rate-limited"],
    ["500", 500, "unavailable"],
    ["418", 418, "protocol"],
  ] as const;

  it.each(answers)("status %s on everything is undetermined", async (_, status, reason) => {
    const { registry, check } = await started({
      intercept: (_request, response) => {
        response.writeHead(status, { "retry-after": "0" }).end("{}");
        return true;
      },
    });
    const [verdict] = await check([`${registry.host}/team/web@sha256:${"1".repeat(64)}`]);
    expect(verdict?.status).toBe("undetermined");
    expect(verdict && reasons(verdict)).toEqual([`image-checked/${reason}`]);
  });

  it.each(["/referrers/", ".sig"])("status 500 on %s alone is undetermined, not unsigned", async (part) => {
    const { registry, check } = await started({
      intercept: (request, response) => {
        if (request.url?.includes(part) !== true) return false;
        response.writeHead(500, { "retry-after": "0" }).end();
        return true;
      },
    });
    const { digest } = pushImage(registry, "team/web", "1");
    const [verdict] = await check([`${registry.host}/team/web@${digest}`]);
    expect(verdict?.status).toBe("undetermined");
  });

  it("status 500 on the referrers does not hide a trusted signature elsewhere", async () => {
    const { registry, check, trusted } = await started({
      intercept: (request, response) => {
        if (request.url?.includes("/referrers/") !== true) return false;
        response.writeHead(500, { "retry-after": "0" }).end();
        return true;
      },
    });
    const { digest } = pushImage(registry, "team/web", "1");
    legacySignature(registry, "team/web", digest, { keyPair: trusted });
    const [verdict] = await check([`${registry.host}/team/web@${digest}`]);
    expect(verdict?.status).toBe("accepted");
  });

  it("other bytes under the pinned digest are rejected as tampering (law 2, CVE-2023-47630)", async () => {
    const { registry, check } = await started({
      intercept: (request, response) => {
        const { digest } = registry.manifest("team/web", "good") ?? {};
        if (request.url?.endsWith(`/manifests/${digest ?? ""}`) !== true) return false;
        const evil = registry.manifest("team/web", "evil");
        response.writeHead(200, { "content-type": evil?.mediaType, "docker-content-digest": digest }).end(evil?.bytes);
        return true;
      },
    });
    const good = pushImage(registry, "team/web", "good");
    pushImage(registry, "team/web", "evil", { text: "evil" });
    const [verdict] = await check([`${registry.host}/team/web@${good.digest}`]);
    expect(verdict?.status).toBe("rejected");
    expect(verdict && reasons(verdict)).toEqual(["image-checked/digest-mismatch"]);
  });

  it("a host where nothing listens is undetermined", async () => {
    const { registry, check } = await started();
    const { digest } = pushImage(registry, "team/web", "1");
    await registry.close();
    const [verdict] = await check([`${registry.host}/team/web@${digest}`]);
    expect(verdict && reasons(verdict)).toEqual(["image-checked/unreachable"]);
  });

  it("a registry that never answers ends at the image's deadline", async () => {
    const { registry, check } = await started({ intercept: () => true });
    const [verdict] = await check([`${registry.host}/team/web:1`], { limits: { deadline: 200 } });
    expect(verdict && reasons(verdict)).toEqual(["image-pinned/mutable-tag", "image-checked/timeout"]);
  });

  it("an interrupt ends everything that is under way", async () => {
    const { registry, check } = await started({ intercept: () => true });
    const interrupt = new AbortController();
    const verdicts = check([`${registry.host}/team/web@sha256:${"1".repeat(64)}`], { signal: interrupt.signal });
    setTimeout(() => {
      interrupt.abort();
    }, 50);
    expect((await verdicts).map(reasons)).toEqual([["image-checked/aborted"]]);
  });
});

it("a tag that answers another digest each time is judged by the one answer that was verified (CVE-2022-47633)", async () => {
  let turn = 0;
  const { registry, check, trusted } = await started({
    intercept: (request, response) => {
      if (request.url?.endsWith("/manifests/1") !== true) return false;
      turn += 1;
      const stored = registry.manifest("team/web", turn === 1 ? "good" : "evil");
      response.writeHead(200, { "content-type": stored?.mediaType }).end(stored?.bytes);
      return true;
    },
  });
  const good = pushImage(registry, "team/web", "good", { text: "good" });
  pushImage(registry, "team/web", "evil", { text: "evil" });
  signWithBundle(registry, "team/web", good, { keyPair: trusted });
  const verdicts = await check(Array.from({ length: 5 }, () => `${registry.host}/team/web:1`));
  const suggested = verdicts.map(({ findings }) => findings[0]?.suggestion?.digest);
  expect(suggested).toEqual(Array.from({ length: 5 }, () => good.digest));
  expect(turn).toBe(1);
});

it("a verifier that throws makes nothing pass", async () => {
  const fail = (): never => {
    throw new TypeError("surprise");
  };
  const { registry, check, trusted } = await started();
  const { digest } = pushImage(registry, "team/web", "1");
  legacySignature(registry, "team/web", digest, { keyPair: trusted });
  const verifier = { legacy: fail, bundle: fail, attestation: fail };
  const [verdict] = await check([`${registry.host}/team/web@${digest}`], { verifier });
  expect(verdict?.status).toBe("undetermined");
  expect(verdict && reasons(verdict)).toEqual(["image-checked/internal-error"]);
});

it("200 images with random delays get the same verdicts as one by one, in the order asked (connaisseur 68f1da48)", async () => {
  const { registry, gate, trusted } = await started({ delayMs: 1 });
  const images = Array.from({ length: 200 }, (_, index) => {
    const { digest } = pushImage(registry, `team/app${index}`, "1", { text: `app ${index}` });
    if (index % 3 === 0) legacySignature(registry, `team/app${index}`, digest, { keyPair: trusted });
    return {
      image: `${registry.host}/team/app${index}@${digest}`,
      digest,
      status: index % 3 === 0 ? "accepted" : "rejected",
    };
  });
  const verdicts = await gate().check(images.map(({ image }, index) => useOf(image, index)));
  expect(verdicts.map(({ image, digest, status }) => ({ image, digest, status }))).toEqual(images);
});

describe("without a usable policy", () => {
  const digest = `sha256:${createHash("sha256").digest("hex")}`;
  it.each([
    ["nginx", "rejected", ["image-pinned/no-tag"]],
    ["nginx:1.29", "rejected", ["image-pinned/mutable-tag"]],
    [`nginx@${digest}`, "accepted", []],
    ["nginx@foo", "rejected", ["image-reference/digest-syntax"]],
  ])("no document: %s is %s", async (image, status, expected) => {
    const [verdict] = await createGate(undefined).check([useOf(image)]);
    expect(verdict?.status).toBe(status);
    expect(verdict && reasons(verdict)).toEqual(expected);
  });

  it("an invalid document leaves everything undetermined", async () => {
    const [verdict] = await createRefusingGate("policy-invalid", "no").check([useOf(`nginx@${digest}`)]);
    expect(verdict?.status).toBe("undetermined");
  });
});
