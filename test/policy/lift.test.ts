import { describe, expect, it } from "@jest/globals";
import { finding, lift, type Decision, type Finding } from "../../src/policy/index.ts";
import { digestOf } from "../../src/reference/index.ts";
import { readTaken } from "../schema/schema.ts";
import { repositoryOf } from "./repository.ts";

const IMAGE = "quay.io/legacy/app";
const found = (rule: Finding["rule"]) => finding(rule, "some-reason", "It is so.");

/** What becomes of a decision by exemptions from these rules, at a moment. */
function lifted(decision: Partial<Decision>, rules: readonly string[], now: number, until = "2027-01-31") {
  const exemptions = rules.map((rule) => ({
    ...{ image: IMAGE, rule, because: "signed from next year on", owner: "team-legacy" },
    ...(rule === "image-checked" ? { reasons: ["undetermined"], until: "2026-11-28T09:00Z" } : { until }),
  }));
  const images = [{ match: "quay.io/**", signature: "not-required", because: "nobody signs these" }];
  const policy = readTaken({ version: 1, images, exemptions }, "/", "test");
  const subject = { repository: repositoryOf(IMAGE), digest: digestOf(Buffer.from("app")), resource: "urn:app" };
  const whole: Decision = { status: "rejected", findings: [], signers: [], ...decision };
  return lift(whole, subject, { policy, now });
}

const NOW = Date.parse("2026-11-27T12:00:00Z");

describe("an exemption", () => {
  const signed = { findings: [found("image-signed")] };

  it("is in force up to the last millisecond of its last day, and no longer", () => {
    const end = Date.parse("2027-02-01T00:00:00Z");
    expect(lifted(signed, ["image-signed"], end - 1).status).toBe("exempt");
    expect(lifted(signed, ["image-signed"], end).status).toBe("rejected");
  });

  it.each([
    ["2027-01-17T23:59:59.999Z", undefined],
    ["2027-01-18T00:00:00Z", 13],
    ["2027-01-30T23:59:59Z", 1],
    ["2027-01-31T00:00:00Z", 0],
  ])("is told at %s to end in %p days: two weeks before the end, and not earlier", (now, endsIn) => {
    expect(lifted(signed, ["image-signed"], Date.parse(now)).lifted?.[0]?.endsIn).toBe(endsIn);
  });

  it("from the tag leaves rejected what came as other bytes than its digest says (law 2)", () => {
    const decision = { tampered: true, findings: [found("image-pinned"), found("image-checked")] } as const;
    const result = lifted(decision, ["image-pinned", "image-checked"], NOW);
    expect([result.status, result.findings.map(({ rule }) => rule)]).toEqual(["rejected", ["image-checked"]]);
    const honest = lifted({ findings: decision.findings }, ["image-pinned"], NOW);
    expect(honest.status).toBe("undetermined");
  });

  it("leaves unknown what is not known yet (law 6)", () => {
    const decision = { status: "unknown", findings: [found("image-pinned"), found("image-known")] } as const;
    expect(lifted(decision, ["image-pinned"], NOW)).toMatchObject({
      ...{ status: "unknown", findings: [{ rule: "image-known" }], lifted: [{ finding: { rule: "image-pinned" } }] },
    });
  });
});
