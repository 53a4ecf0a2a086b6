import { describe, expect, it } from "@jest/globals";
import { finding, type Through } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { jsonReport, noPolicy, type Report } from "../../src/report/index.ts";
import { conforming, objections } from "../schema/schema.ts";
import {
  CANARIES,
  digest,
  place,
  policy,
  reportOf,
  signer,
  STATUSES,
  suggestion,
  verdictOn,
  verdictOnUnknown,
} from "./verdicts.ts";

/** Every report here is one that the schema takes, so that no member is added without one. */
const parsed = (report: Report) =>
  conforming("report-1.json", jsonReport(report)) as { uses: Record<string, unknown>[] };
const image = "ghcr.io/acme/web:1";

describe("version 1 of the JSON contract", () => {
  it("holds exactly what design.md shows, members in that order", () => {
    const verdict = verdictOn(image, "rejected", { digest, findings: [suggestion(true)], signers: [signer] });
    const expected = {
      version: 1,
      policy: { source: "digestbound.yaml", digest: policy.digest },
      uses: [
        {
          image,
          digest,
          role: "run",
          verdict: "rejected",
          exemption: null,
          place,
          findings: [
            {
              rule: "image-pinned",
              reason: "mutable-tag",
              severity: "high",
              level: "mandatory",
              message: "the tag 1 can be moved.",
              suggestion: { image: `${image}@${digest}`, verified: true, platforms: ["linux/amd64", "linux/arm64"] },
            },
          ],
          signers: [{ signer: "release-key", system: "cosign", identity: "key x" }],
        },
      ],
      findings: [],
      inputs: { read: 1, skipped: [] },
      summary: { uses: 1, accepted: 0, rejected: 1, undetermined: 0, unknown: 0, exempt: 0, lifted: 0 },
    };
    expect(jsonReport(reportOf(verdict))).toBe(`${JSON.stringify(expected, null, 2)}\n`);
  });

  it("tells which findings an exemption lifted, and by whose word", () => {
    const exemption = {
      rule: "image-pinned",
      because: "moves on Friday",
      owner: "team-a",
      until: "2027-01-31",
      end: 0,
    } as const;
    const lifted = [{ finding: finding("image-pinned", "mutable-tag", "the tag 1 can be moved."), exemption }];
    const inline = lifted.map((one) => ({ ...one, exemption: { ...exemption, inline: true as const } }));
    const report = parsed(
      reportOf(verdictOn(image, "exempt", { lifted }), verdictOn(image, "exempt", { lifted: inline })),
    );
    const told = {
      ...{ rule: "image-pinned", reason: "mutable-tag", message: "the tag 1 can be moved." },
      ...{ because: "moves on Friday", owner: "team-a", until: "2027-01-31" },
    };
    expect(report.uses[0]?.["exemption"]).toEqual({ lifted: [told] });
    expect(report.uses[1]?.["exemption"]).toEqual({ lifted: [{ ...told, inline: true }] });
    expect(report).toMatchObject({ summary: { exempt: 2, lifted: 2 } });
  });

  it("escapes what build services obey in the words of an exemption (law 10)", () => {
    const exemption = {
      ...{ rule: "image-pinned" as const, because: "##vso[task.complete]done", owner: "##[error]a" },
      ...{ until: "2027-01-31", end: 0 },
    } as const;
    const lifted = [{ finding: finding("image-pinned", "mutable-tag", "the tag 1 can be moved."), exemption }];
    expect(jsonReport(reportOf(verdictOn(image, "exempt", { lifted })))).not.toContain("##");
  });

  it("lists who attested what beside who signed, where anybody did", () => {
    const attestations = [{ type: "slsa-provenance", signer }];
    const [use] = parsed(reportOf(verdictOn(image, "accepted", { digest, attestations }))).uses;
    expect(use?.["attestations"]).toEqual([
      { type: "slsa-provenance", signer: "release-key", system: "cosign", identity: "key x" },
    ]);
  });

  it("holds an image's name whole, however long a reference may be", () => {
    const host = Array.from({ length: 4 }, () => "h".repeat(61)).join(".");
    const longest = `${host}.io:65535/${"r".repeat(255)}:${"t".repeat(128)}@sha512:${"0".repeat(128)}`;
    expect(() => parseImageReference(longest)).not.toThrow();
    expect(longest.length).toBeGreaterThan(770);
    expect(parsed(reportOf(verdictOn(longest, "accepted"))).uses).toMatchObject([{ image: longest }]);
    const most = "x".repeat(1024);
    expect(parsed(reportOf(verdictOn(most, "rejected"))).uses).toMatchObject([{ image: most }]);
    expect(parsed(reportOf(verdictOn(`${most}y`, "rejected"))).uses).toMatchObject([{ image: `${"x".repeat(1024)}…` }]);
  });

  it.each<[Through, object]>([
    [{ kind: "index", digest }, { index: digest }],
    [{ kind: "children", children: [{ digest, signer }] }, { children: [{ digest, signer: "release-key" }] }],
  ])("holds the digests that carry the signature, where it is not the image's: %j", (through, expected) => {
    const verdict = verdictOn(image, "accepted", { digest, signers: [signer], through });
    expect(parsed(reportOf(verdict)).uses).toMatchObject([{ through: expected }]);
  });

  it("tells no more of the policy than its source and digest", () => {
    const whole = { ...policy, signers: ["canary"] };
    expect(parsed({ ...reportOf(), policy: whole })).toMatchObject({ policy });
    expect(jsonReport({ ...reportOf(), policy: whole })).not.toContain("canary");
  });

  it("has null for a policy that is not there, and says so among the findings", () => {
    const report = { ...reportOf(), policy: undefined, findings: [noPolicy] };
    expect(parsed(report)).toMatchObject({ policy: null, findings: [{ rule: "no-policy", reason: "no-policy" }] });
  });

  it("has null for an image and a digest that nobody knows (law 6)", () => {
    const verdict = verdictOnUnknown(finding("image-known", "unknown", "It is not known yet."));
    expect(parsed(reportOf(verdict)).uses[0]).toMatchObject({
      image: null,
      digest: null,
      verdict: "unknown",
      place,
      findings: [{ rule: "image-known", reason: "unknown", severity: "low", message: "It is not known yet." }],
    });
  });

  it("keeps the role and the order of the uses", () => {
    const artifact = verdictOn("b", "accepted");
    const verdicts = [verdictOn("a", "accepted"), { ...artifact, use: { ...artifact.use, role: "artifact" as const } }];
    expect(parsed(reportOf(...verdicts)).uses.map((use) => [use["image"], use["role"]])).toEqual([
      ["a", "run"],
      ["b", "artifact"],
    ]);
  });

  it.each(STATUSES)("counts %s by its own name, and every use once", (status) => {
    const verdicts = [...STATUSES, status, status].map((one) => verdictOn("a", one));
    const summary = Object.fromEntries(STATUSES.map((one) => [one, one === status ? 3 : 1]));
    expect(parsed(reportOf(...verdicts))).toMatchObject({ summary: { uses: 7, ...summary }, inputs: { read: 7 } });
  });
});

describe("a suggestion in JSON", () => {
  it.each([true, false])("says whether it was verified: %p (law 4)", (verified) => {
    const [use] = parsed(reportOf(verdictOn(image, "rejected", { findings: [suggestion(verified)] }))).uses;
    expect(use).toMatchObject({ findings: [{ suggestion: { image: `${image}@${digest}`, verified } }] });
  });

  it("is left out where there is none, or no text that it could change", () => {
    const findings = [finding("image-signed", "no-signature", "No."), suggestion(true)];
    const [first, second] = parsed(
      reportOf(verdictOn(image, "rejected", { findings }), verdictOnUnknown(...findings)),
    ).uses;
    const has = (use: Record<string, unknown> | undefined) =>
      (use?.["findings"] as object[]).map((one) => Object.keys(one).includes("suggestion"));
    expect([has(first), has(second)]).toEqual([
      [false, true],
      [false, false],
    ]);
  });

  it("is written in the form that the platform takes", () => {
    const verdict = verdictOn(image, "rejected", { findings: [suggestion(true)] });
    const [use] = parsed(reportOf({ ...verdict, use: { ...verdict.use, pinForm: "name@digest" } })).uses;
    expect(use).toMatchObject({ findings: [{ suggestion: { image: `ghcr.io/acme/web@${digest}` } }] });
  });
});

it.each(CANARIES)("%s in an image does not reach the JSON's reader (law 10)", (_, hostile, canary) => {
  const [use] = parsed(reportOf(verdictOn(hostile, "rejected"))).uses;
  expect(use?.["image"]).not.toMatch(canary);
});

describe("schema/report-1.json", () => {
  const whole = verdictOn(image, "rejected", { digest, findings: [suggestion(true)], signers: [signer] });
  const report = parsed(reportOf(whole)) as object;

  it("takes a report of every verdict", () => {
    expect(parsed(reportOf(...STATUSES.map((status) => verdictOn(image, status)))).uses).toHaveLength(STATUSES.length);
  });

  it.each([
    ["a member that nobody described", { ...report, more: 1 }],
    ["a verdict that is none", { ...report, uses: [{ ...parsed(reportOf(whole)).uses[0], verdict: "passed" }] }],
    ["a use with another member", { ...report, uses: [{ ...parsed(reportOf(whole)).uses[0], more: 1 }] }],
    ["a report without a summary", { ...report, summary: undefined }],
    ["another version", { ...report, version: 2 }],
  ])("objects to %s", (_, value) => {
    expect(objections("report-1.json", JSON.parse(JSON.stringify(value)))).not.toEqual([]);
  });
});
