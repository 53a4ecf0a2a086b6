import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { levelsWithoutUpdate, readPolicyObject, told } from "../../src/policy/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { lockOf, signed } from "./lock-setting.ts";
import { reasons, startSetting, useOf, type Setting } from "./setting.ts";

// A lock file writes nothing into a resource: where a tag is let through, what runs is what the tag answers.

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

const name = (rest: string) => `${setting.registry.host}/team/${rest}`;
const NOW = Date.parse("2026-11-27T12:00:00Z");

interface Lifting {
  readonly digest?: string;
  readonly rule?: string;
}

function policyWith(lifting: readonly Lifting[], more: object = {}) {
  const { host } = setting.registry;
  const exemptions = lifting.map(({ digest, rule = "image-pinned" }) => ({
    image: `${name("web")}${digest === undefined ? "" : `@${digest}`}`,
    rule,
    because: "its owner is on holiday",
    owner: "team",
    until: "2026-12-31",
  }));
  return readPolicyObject(
    {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
      registries: [{ host, plainHttp: true }],
      ...(exemptions.length > 0 && { exemptions }),
      ...more,
    },
    "/",
    "test",
  );
}

async function judged(locked: string, lifting: readonly Lifting[], more: GateOptions = {}): Promise<Verdict> {
  const lock = lockOf({ [name("web:1")]: locked });
  const options = { environment: {}, now: () => NOW, limits: { retryDelay: 1 }, lock, ...more };
  const gate = createGate(policyWith(lifting), options);
  const [verdict] = await gate.check([useOf(name("web:1"))]);
  await gate.close();
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}

const poisoned = () => pushImage(setting.registry, "team/web", "1", { text: "poisoned" });

describe("a locked tag that an exemption lets through unpinned", () => {
  it("is exempt where it was not moved", async () => {
    const { digest } = signed(setting, "web");
    expect((await judged(digest, [{}])).status).toBe("exempt");
  });

  it("is rejected where it was moved to a digest that is not trusted, as it is without a lock file (law 1)", async () => {
    const { digest } = signed(setting, "web");
    const evil = poisoned();
    const verdict = await judged(digest, [{}]);
    expect(verdict.status).toBe("rejected");
    expect(reasons(verdict)).toEqual(["image-signed/no-signature", "image-lock/tag-moved"]);
    expect(verdict.findings[0]?.message).toContain(`the tag 1 points at ${evil.digest}, which carries no signature`);
    expect(verdict.findings[0]?.message).toMatch(
      /looks exactly like this\. The lock file has another digest for it\.$/,
    );
  });

  it("is exempt where it was moved to one that is trusted, too, and that is told", async () => {
    const { digest } = signed(setting, "web");
    signed(setting, "newer");
    const verdict = await judged(digest, [{}]);
    expect([verdict.status, reasons(verdict)]).toEqual(["exempt", ["image-lock/tag-moved"]]);
  });

  it("is rejected by a frozen lock where it was moved, as something else would run than was locked, and its digest is offered", async () => {
    const { digest } = signed(setting, "web");
    signed(setting, "newer");
    const lock = lockOf({ [name("web:1")]: digest }, true);
    const exempt = await judged(digest, [{}], { lock });
    expect(exempt).toMatchObject({ status: "rejected", findings: [{ reason: "tag-moved", blocks: true }] });
    const { findings } = await judged(digest, [], { lock });
    expect(findings[0]?.suggestion).toMatchObject({ digest, verified: true });
  });

  it("is rejected by a frozen lock where the tag did not answer and the policy asks for no signature (law 3)", async () => {
    const { digest } = signed(setting, "web", "2");
    const lock = (frozen: boolean) => lockOf({ [name("web:1")]: digest }, frozen);
    const images = [{ match: name("*"), signature: "not-required", because: "nobody signs these images" }];
    const statusOf = async (frozen: boolean) => {
      const policy = policyWith([{}], { images });
      const gate = createGate(policy, { environment: {}, now: () => NOW, lock: lock(frozen) });
      const [verdict] = await gate.check([useOf(name("web:1"))]);
      await gate.close();
      return verdict && [verdict.status, reasons(verdict)];
    };
    expect(await statusOf(false)).toEqual(["exempt", ["image-lock/locked-digest"]]);
    expect(await statusOf(true)).toEqual(["rejected", ["image-lock/tag-silent"]]);
  });

  it("is not signed by an exemption for the locked digest", async () => {
    const old = pushImage(setting.registry, "team/web", "1", { text: "old" });
    const lifting = [{}, { rule: "image-signed", digest: old.digest }];
    expect((await judged(old.digest, lifting)).status).toBe("exempt");
    poisoned();
    const verdict = await judged(old.digest, lifting);
    expect([verdict.status, reasons(verdict)]).toEqual([
      "rejected",
      ["image-signed/no-signature", "image-lock/tag-moved"],
    ]);
  });

  it("is undetermined where the tag did not answer, however the locked digest is trusted (law 3)", async () => {
    const { digest } = signed(setting, "web", "2");
    const verdict = await judged(digest, [{}]);
    expect([verdict.status, reasons(verdict)]).toEqual([
      "undetermined",
      ["image-checked/not-found", "image-lock/locked-digest"],
    ]);
  });
});

it("a tag that was moved to an untrusted digest is told as unsigned, whatever the level of image-pinned is", async () => {
  const { digest } = signed(setting, "web");
  const lock = lockOf({ [name("web:1")]: digest });
  poisoned();
  for (const level of ["disabled", "advisory"]) {
    const policy = policyWith([], { levels: { "image-pinned": level } });
    const gate = createGate(policy, { environment: {}, now: () => NOW, lock });
    const [verdict] = await gate.check([useOf(name("web:1"))]);
    await gate.close();
    const mandatory = verdict && told(verdict, levelsWithoutUpdate(policy, NOW)).findings;
    expect(mandatory?.filter((one) => one.level === "mandatory").map(({ rule }) => rule)).toEqual(["image-signed"]);
  }
});

it("what a frozen lock rejects is not told to be switched off, whatever the level of image-lock is", async () => {
  const { digest } = signed(setting, "web");
  const policy = policyWith([], { levels: { "image-lock": "disabled" } });
  const gate = createGate(policy, { environment: {}, now: () => NOW, lock: lockOf({}, true) });
  const [verdict] = await gate.check([useOf(name(`web@${digest}`))]);
  await gate.close();
  const shown = verdict && told(verdict, levelsWithoutUpdate(policy, NOW));
  expect(shown).toMatchObject({ findings: [{ reason: "not-locked", level: "mandatory" }], switchedOff: [] });
});
