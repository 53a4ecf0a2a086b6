import { describe, expect, it } from "@jest/globals";
import { finding, type Status, type Through } from "../../src/policy/index.ts";
import { exitCode, noPolicy, PLAIN, prettyReport } from "../../src/report/index.ts";
import { ruleOf } from "../../src/rules/index.ts";
import {
  CANARIES,
  digest,
  place,
  reportOf,
  signer,
  STATUSES,
  suggestion,
  verdictOn,
  verdictOnUnknown,
} from "./verdicts.ts";

const image = "ghcr.io/acme/web:1";
const child = { digest, signer };
const unsigned = finding("image-signed", "no-signature", "it carries no signature.");
const { why, remedy } = ruleOf("image-pinned");

describe("the report for people", () => {
  it("shows an accepted image with its signer", () => {
    const verdict = verdictOn(image, "accepted", { digest, signers: [signer] });
    expect(prettyReport(reportOf(verdict), PLAIN)).toBe(
      `✓ accepted  ${image}\n  signed by release-key (key x)\n\n1 checked: 1 accepted.\n`,
    );
  });

  it("shows a rejected image with its place, the reason, the verified suggestion, why and what to do", () => {
    const verdict = verdictOn(image, "rejected", { digest, findings: [suggestion(true)], signers: [signer] });
    expect(prettyReport(reportOf(verdict), PLAIN)).toBe(
      [
        `✗ rejected  ${image}`,
        "  signed by release-key (key x)",
        `  error[image-pinned] (high) spec.containers[0].image: ${image}`,
        "    the tag 1 can be moved.",
        `    Use ${image}@${digest}`,
        "        (linux/amd64, linux/arm64; signed by release-key, key x)",
        `    Why: ${why}`,
        `    What to do: ${remedy}`,
        "",
        "1 checked: 1 rejected.",
        "",
      ].join("\n"),
    );
  });

  it("shows what is told beside a verdict as a note, also beside a rejection", () => {
    const note = finding("image-lock", "tag-disagrees", "the tag tells readers something else.");
    const rule = ruleOf("image-lock");
    const accepted = verdictOn(image, "accepted", { digest, findings: [note], signers: [signer] });
    const rejected = verdictOn(image, "rejected", { digest, findings: [unsigned, note] });
    const lines = prettyReport(reportOf(accepted, rejected), PLAIN).split("\n");
    expect(lines.slice(0, 6)).toEqual([
      `✓ accepted  ${image}`,
      "  signed by release-key (key x)",
      `  advisory[image-lock] (medium) spec.containers[0].image: ${image}`,
      "    the tag tells readers something else.",
      `    Why: ${rule.why}`,
      `    What to do: ${rule.remedy}`,
    ]);
    expect(lines.filter((line) => /^ {2}(?:error|advisory)\[/.test(line)).map((line) => line.split(" (")[0])).toEqual([
      "  advisory[image-lock]",
      "  error[image-signed]",
      "  advisory[image-lock]",
    ]);
    expect(exitCode(reportOf(accepted))).toBe(0);
  });

  it("shows a chart whose images nobody can see with its place, why and what to do", () => {
    const use = { kind: "hidden", why: "names a chart", place, role: "run", pinForm: "name@digest" } as const;
    const findings = [finding("image-inspectable", "hidden", "names a chart.")];
    const rule = ruleOf("image-inspectable");
    expect(prettyReport(reportOf({ use, image: null, status: "rejected", findings, signers: [] }), PLAIN)).toBe(
      [
        "✗ rejected  an image",
        "  error[image-inspectable] (high) spec.containers[0].image",
        "    names a chart.",
        `    Why: ${rule.why}`,
        `    What to do: ${rule.remedy}`,
        "",
        "1 checked: 1 rejected.",
        "",
      ].join("\n"),
    );
  });

  it("shows who attested what, and that a provenance vouches where nobody signed", () => {
    const attestations = [{ type: "slsa-provenance", signer }];
    const verdict = verdictOn(image, "rejected", { findings: [suggestion(true, [])], attestations });
    const text = prettyReport(reportOf(verdict), PLAIN);
    expect(text).toContain(`${image}\n  slsa-provenance attested by release-key (key x)\n`);
    expect(text).toContain("(single platform; slsa-provenance attested by release-key, key x)");
    expect(text).not.toContain("signed by");
  });

  it.each<[string, Through]>([
    [`through the index ${digest} that lists it`, { kind: "index", digest }],
    ["through the one manifest that it lists", { kind: "children", children: [{ digest, signer }] }],
    ["through all 2 manifests that it lists", { kind: "children", children: [child, child] }],
  ])("says where the signature is, if not on the digest itself: %s", (words, through) => {
    const parts = { digest, signers: [signer], through };
    const accepted = prettyReport(reportOf(verdictOn(image, "accepted", parts)), PLAIN);
    expect(accepted).toContain(`  signed by release-key (key x)\n  ${words}\n`);
    const offered = verdictOn(image, "rejected", { ...parts, findings: [suggestion(true, [])] });
    expect(prettyReport(reportOf(offered), PLAIN)).toContain(
      `(single platform; signed by release-key, key x ${words})`,
    );
  });

  it("says of an unverified suggestion that nobody vouches for it (law 4)", () => {
    const verdict = verdictOn(image, "rejected", { findings: [suggestion(false, [])] });
    const text = prettyReport(reportOf(verdict), PLAIN);
    expect(text).toContain("(single platform; what this registry answered just now, vouched for by nobody)");
    expect(text).not.toContain("signed by");
  });

  it("shows a value that nobody knows by its path (law 6)", () => {
    const text = prettyReport(reportOf(verdictOnUnknown(finding("image-known", "unknown", "Not yet."))), PLAIN);
    expect(text).toContain("? unknown  an image\n  error[image-known] (low) spec.containers[0].image\n    Not yet.");
  });

  it("explains each rule once, and every further finding in one line and its suggestion", () => {
    const verdict = verdictOn(image, "rejected", { findings: [suggestion(true), unsigned], signers: [signer] });
    const text = prettyReport(reportOf(verdict, verdict), PLAIN);
    for (const rule of ["image-pinned", "image-signed"] as const) {
      expect(text.split(`Why: ${ruleOf(rule).why}`)).toHaveLength(2);
      expect(text.split(`What to do: ${ruleOf(rule).remedy}`)).toHaveLength(2);
    }
    expect(text).toContain(`(high) spec.containers[0].image: ${image}: the tag 1 can be moved.`);
    expect(text.split(`    Use ${image}@${digest}\n`)).toHaveLength(3);
  });

  it("begins anew with every report", () => {
    const report = reportOf(verdictOn(image, "rejected", { findings: [unsigned] }));
    expect(prettyReport(report, PLAIN)).toBe(prettyReport(report, PLAIN));
  });

  it("tells what is about no image, and counts only what there is", () => {
    const verdicts = [...STATUSES, "accepted" as const].map((status) => verdictOn("a", status));
    const text = prettyReport({ ...reportOf(...verdicts), findings: [noPolicy] }, PLAIN);
    expect(text).toContain(`note[no-policy]: ${noPolicy.message}`);
    expect(text).toContain("6 checked: 2 accepted, 1 rejected, 1 undetermined, 1 unknown, 1 exempt.\n");
  });

  it("counts what exemptions lifted, and marks what a resource asked for itself", () => {
    const terms = { because: "moves on Friday", owner: "team-a", until: "2027-01-31", end: 0 } as const;
    const exemption = { rule: "image-signed", ...terms } as const;
    const lifted = [{ finding: unsigned, exemption }];
    const one = prettyReport(reportOf(verdictOn(image, "exempt", { lifted })), PLAIN);
    expect(one).toContain("image-signed (no-signature) is lifted until 2027-01-31 by team-a: moves on Friday.\n");
    expect(one).toContain("\n1 checked: 1 exempt. Exemptions lifted 1 finding.\n");
    const inline = [...lifted, { finding: unsigned, exemption: { ...exemption, inline: true as const } }];
    const two = prettyReport(reportOf(verdictOn(image, "exempt", { lifted: inline })), PLAIN);
    expect(two).toContain(
      "image-signed (no-signature) is lifted inline until 2027-01-31 by team-a: moves on Friday.\n",
    );
    expect(two).toContain("\n1 checked: 1 exempt. Exemptions lifted 2 findings.\n");
  });

  it.each<[Status, string, number]>([
    ["accepted", "✓", 32],
    ["exempt", "○", 32],
    ["rejected", "✗", 31],
    ["undetermined", "?", 33],
    ["unknown", "?", 33],
  ])("marks %s by %s, and by colour only where that is wanted", (status, mark, colour) => {
    const report = reportOf(verdictOn("a", status));
    expect(prettyReport(report, PLAIN)).toContain(`${mark} ${status}  a`);
    expect(prettyReport(report, PLAIN)).not.toContain("\u001b");
    expect(prettyReport(report, { ...PLAIN, colour: true })).toContain(
      `\u001b[${colour}m${mark} ${status}\u001b[39m  a`,
    );
  });
});

describe("escaping (law 10)", () => {
  it.each(CANARIES)("%s in an image reaches no line", (_, hostile, canary) => {
    const findings = [unsigned, unsigned];
    const text = prettyReport(reportOf(verdictOn(hostile, "rejected", { findings })), PLAIN);
    expect(text).toContain("✗ rejected  ");
    expect(text).not.toMatch(canary);
  });

  it.each(CANARIES)("%s begins no line that a log viewer acts upon", (_, hostile) => {
    const text = prettyReport(reportOf(verdictOn(hostile, "rejected", { findings: [unsigned, unsigned] })), {
      ...PLAIN,
      colour: true,
    });
    expect(text.split(/\r\n|[\n\r\u2028]/u).filter((line) => /^\s*(?:::|##\[)/u.test(line))).toEqual([]);
  });
});
