import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { policyFor, reasons, startSetting, type Setting, useOf } from "./setting.ts";

let setting: Setting;
beforeAll(async () => {
  setting = await startSetting();
});
afterAll(() => setting.close());

const builtBy = "docker-build:index:Image";
const unknown: ImageUse = {
  kind: "unknown",
  place: { resource: "urn:web", path: "image" },
  role: "run",
  pinForm: "name@digest",
};

async function judged(use: ImageUse, builtInStack: "accepted" | "rejected"): Promise<Verdict> {
  const gate = createGate({ ...policyFor(setting.registry.host, setting.trusted), builtInStack }, { environment: {} });
  const [verdict] = await gate.check([use]);
  await gate.close();
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}

function pinned(repository: string, signed: boolean): ImageUse {
  const { digest } = pushImage(setting.registry, repository, "1", { text: repository });
  if (signed) legacySignature(setting.registry, repository, digest, { keyPair: setting.trusted });
  return useOf(`${setting.registry.host}/${repository}@${digest}`);
}

describe("an image that the program builds", () => {
  it.each([
    ["unsigned", "rejected", "rejected", ["image-signed/built-in-stack"]],
    ["unsigned", "accepted", "accepted", []],
    ["signed", "rejected", "accepted", []],
    ["signed", "accepted", "accepted", []],
  ] as const)("and that is %s, under builtInStack: %s", async (kind, option, status, findings) => {
    const verdict = await judged({ ...pinned(`team/${kind}`, kind === "signed"), builtBy }, option);
    expect([verdict.status, reasons(verdict)]).toEqual([status, findings]);
  });

  it("is told apart from one that it does not build, which the option never lifts (law 4)", async () => {
    const verdict = await judged(pinned("team/foreign", false), "accepted");
    expect([verdict.status, reasons(verdict)]).toEqual(["rejected", ["image-signed/no-signature"]]);
  });

  it("is judged in one run as it is used: accepted where it is built here, rejected where it is not", async () => {
    const use = pinned("team/both", false);
    const policy = { ...policyFor(setting.registry.host, setting.trusted), builtInStack: "accepted" } as const;
    const gate = createGate(policy, { environment: {} });
    const verdicts = await gate.check([{ ...use, builtBy }, use]);
    await gate.close();
    expect(verdicts.map(({ status }) => status)).toEqual(["accepted", "rejected"]);
  });

  it("is judged as it is used also where the rule asks for an attestation and no signature", async () => {
    const use = pinned("team/attested", false);
    const rule = {
      signature: "not-required",
      because: "a provenance says more",
      signedBy: undefined,
      attestations: [{ type: "sbom", by: ["release-key"] }],
    };
    const policy = policyFor(setting.registry.host, setting.trusted, rule);
    const gate = createGate({ ...policy, builtInStack: "accepted" }, { environment: {} });
    const verdicts = await gate.check([{ ...use, builtBy }, use]);
    await gate.close();
    expect(verdicts.map(({ status }) => status)).toEqual(["accepted", "rejected"]);
  });

  it.each([
    ["rejected", ["image-known/built-in-stack"]],
    ["accepted", []],
  ] as const)("and that is unknown yet stays unknown, under builtInStack: %s (law 6)", async (option, findings) => {
    const verdict = await judged({ ...unknown, builtBy }, option);
    expect([verdict.status, reasons(verdict)]).toEqual(["unknown", findings]);
  });

  it("is still told to be pinned, and to come from a repository of the policy", async () => {
    pinned("team/tagged", false);
    const tagged = await judged({ ...useOf(`${setting.registry.host}/team/tagged:1`), builtBy }, "accepted");
    expect(reasons(tagged)).toEqual(["image-pinned/mutable-tag"]);
    const foreign = await judged({ ...useOf(`registry.example/x@sha256:${"1".repeat(64)}`), builtBy }, "accepted");
    expect(reasons(foreign)).toEqual(["image-registry/no-match"]);
  });
});

it("a tag's bytes are not asked for again by their digest in the same run", async () => {
  const { digest } = pushImage(setting.registry, "team/once", "1", { text: "once" });
  const name = `${setting.registry.host}/team/once`;
  const gate = setting.gate();
  await gate.check([useOf(`${name}:1`)]);
  const before = setting.registry.requests.length;
  await gate.check([useOf(`${name}:1@${digest}`)]);
  expect(setting.registry.requests.length).toBe(before);
});
