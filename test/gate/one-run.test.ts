import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { createGate, createRefusingGate } from "../../src/gate/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import type { EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { policyFor, reasons, startSetting, useOf, type Setting } from "./setting.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function started(options: EmbeddedRegistryOptions = {}): Promise<Setting> {
  const setting = await startSetting(options);
  cleanups.push(setting.close);
  return setting;
}

function signedImage({ registry, trusted }: Setting, repository = "web"): string {
  const { digest } = pushImage(registry, `team/${repository}`, "1", { text: repository });
  legacySignature(registry, `team/${repository}`, digest, { keyPair: trusted });
  return `${registry.host}/team/${repository}@${digest}`;
}

const place = { resource: "urn:test", path: "spec.image" };
const usage = { role: "run", pinForm: "name@digest", place } as const;
const pinned = `nginx@sha256:${"1".repeat(64)}`;

describe("what no registry is asked about", () => {
  it.each([
    ["an unknown value", { ...usage, kind: "unknown" }, "unknown", ["image-known/unknown"]],
    [
      "a value that cannot be read",
      { ...usage, kind: "unreadable", why: "is a number" },
      "rejected",
      ["image-reference/unreadable"],
    ],
    [
      "a chart whose images nobody can see",
      { ...usage, kind: "hidden", why: "names a Helm chart" },
      "rejected",
      ["image-inspectable/hidden"],
    ],
  ] as const)("%s is told by its own rule, with and without a policy (laws 3 and 6)", async (_, use, status, rules) => {
    const { gate } = await started();
    for (const one of [gate(), createGate(undefined)]) {
      const [verdict] = await one.check([use]);
      expect(verdict).toMatchObject({ use, image: null, status, signers: [] });
      expect(verdict && reasons(verdict)).toEqual(rules);
    }
  });

  it("without a policy a pinned image is accepted with the digest that it names", async () => {
    expect(await createGate(undefined).check([useOf(pinned)])).toMatchObject([
      { status: "accepted", image: pinned, digest: pinned.split("@")[1], findings: [], signers: [] },
    ]);
  });

  it("a gate that could not be set up leaves every kind of use undetermined, for its reason (law 3)", async () => {
    const uses = [
      useOf(pinned),
      { ...usage, kind: "unknown" },
      { ...usage, kind: "unreadable", why: "is a number" },
      { ...usage, kind: "hidden", why: "names a Helm chart" },
    ] satisfies ImageUse[];
    const verdicts = await createRefusingGate("policy-invalid", "No.").check(uses);
    expect(verdicts.map(({ status, image }) => [status, image])).toEqual([
      ["undetermined", pinned],
      ["undetermined", null],
      ["undetermined", null],
      ["undetermined", null],
    ]);
    expect(verdicts.flatMap(reasons)).toEqual(Array.from({ length: 4 }, () => "image-checked/policy-invalid"));
  });
});

describe("a throw outside the check of one image is undetermined and hides no neighbour (law 3)", () => {
  it("in the policy's match", async () => {
    const { registry, trusted } = await started();
    const policy = policyFor(registry.host, trusted);
    const gate = createGate({ ...policy, images: [...policy.images, ...policy.images] }, { environment: {} });
    cleanups.push(() => gate.close());
    const verdicts = await gate.check([useOf(`${registry.host}/team/web:1`), useOf("nginx:1")]);
    expect(verdicts.map(({ status }) => status)).toEqual(["undetermined", "rejected"]);
    expect(verdicts[0] && reasons(verdicts[0])).toEqual(["image-checked/internal-error"]);
    expect(registry.requests).toEqual([]);
  });

  it("in the reading of a value that is no text although its type says so", async () => {
    const { gate } = await started();
    for (const one of [gate(), createGate(undefined)]) {
      const verdicts = await one.check([useOf(42 as unknown as string), useOf("nginx@foo")]);
      expect(verdicts.map(({ status }) => status)).toEqual(["undetermined", "rejected"]);
    }
  });
});

describe("the registries' settings", () => {
  it("a host is spoken to over plain HTTP only where the policy says so (laws 7 and 9)", async () => {
    const setting = await started();
    const image = signedImage(setting);
    const { host } = setting.registry;
    const policy = policyFor(host, setting.trusted);
    const statuses: (string | undefined)[] = [];
    for (const plainHttp of [true, false]) {
      const registries = new Map(
        [...policy.registries.keys()].map((name) => [name, { plainHttp, privateNetwork: true, mirrors: [] }]),
      );
      const gate = createGate({ ...policy, registries }, { environment: {} });
      cleanups.push(() => gate.close());
      statuses.push((await gate.check([useOf(image)]))[0]?.status);
    }
    expect(statuses).toEqual(["accepted", "undetermined"]);
  });

  it("credentials are looked for where the environment handed in says, else where the process's own says", async () => {
    const setting = await started({ auth: "basic", username: "ci", password: "hunter2" });
    const image = signedImage(setting);
    const { host } = setting.registry;
    const folder = mkdtempSync(join(tmpdir(), "digestbound-docker-"));
    cleanups.push(() => {
      rmSync(folder, { recursive: true });
    });
    const auth = Buffer.from("ci:hunter2").toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
    const before = process.env["DOCKER_CONFIG"];
    cleanups.push(() => {
      if (before === undefined) delete process.env["DOCKER_CONFIG"];
      else process.env["DOCKER_CONFIG"] = before;
    });
    const status = async (options: Parameters<typeof createGate>[1]) => {
      const gate = createGate(policyFor(host, setting.trusted), options);
      cleanups.push(() => gate.close());
      return (await gate.check([useOf(image)]))[0]?.status;
    };
    process.env["DOCKER_CONFIG"] = join(folder, "elsewhere");
    expect(await status({ environment: { DOCKER_CONFIG: folder } })).toBe("accepted");
    expect(await status({})).toBe("undetermined");
    process.env["DOCKER_CONFIG"] = folder;
    expect(await status({})).toBe("accepted");
    expect(await status({ environment: { DOCKER_CONFIG: join(folder, "elsewhere") } })).toBe("undetermined");
  });
});

describe("one run", () => {
  it("checks 24 images of a registry at the same time, and no more", async () => {
    const most = 24;
    const waiting: (() => void)[] = [];
    let peak = 0;
    const setting = await started({
      intercept: (_, response) => {
        waiting.push(() => response.writeHead(404).end());
        // Answers only when as many wait as may: fewer at a time would wait until the deadline.
        if (waiting.length === most) void answerAll();
        return true;
      },
    });
    const answerAll = async () => {
      for (let turn = 0; turn < 200; turn += 1) await setImmediate();
      peak = Math.max(peak, waiting.length);
      for (const answer of waiting.splice(0)) answer();
    };
    const images = Array.from({ length: 3 * most }, (_, index) => `${setting.registry.host}/team/app${index}:1`);
    const verdicts = await setting.check(images, { limits: { deadline: 5000 } });
    expect(verdicts.map((verdict) => reasons(verdict)[1])).toEqual(images.map(() => "image-checked/not-found"));
    expect(peak).toBe(most);
  });

  it("asks nothing any more when it is closed", async () => {
    const setting = await started();
    const image = signedImage(setting);
    const gate = setting.gate();
    await gate.check([useOf(image)]);
    const before = setting.registry.requests.length;
    await gate.close();
    const [verdict] = await gate.check([useOf(signedImage(setting, "api"))]);
    expect(verdict?.status).toBe("undetermined");
    expect(setting.registry.requests).toHaveLength(before);
  });
});
