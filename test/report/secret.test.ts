import { describe, expect, it } from "@jest/globals";
import { jsonReport, Narrator, PLAIN, prettyReport } from "../../src/report/index.ts";
import { digest, reportOf, signer, suggestion, verdictOn } from "./verdicts.ts";

const offered = { ...suggestion(true), message: "canary-team/web can be moved." };
const open = verdictOn("r.example/canary-team/web:1", "rejected", { findings: [offered], signers: [signer] });
const secret = { ...open, use: { ...open.use, secret: true as const } };

describe("a verdict on a secret image (law 10)", () => {
  it.each([
    ["as text", () => prettyReport(reportOf(secret), PLAIN)],
    ["as JSON", () => jsonReport(reportOf(secret))],
    ["to Pulumi", () => new Narrator().tell(secret, offered)],
  ])("%s tells the reason and no part of the image", (_, show) => {
    expect(show()).not.toContain("canary");
    expect(show()).toContain("mutable-tag");
  });

  it("tells the digest to add", () => {
    expect(new Narrator().tell(secret, offered)).toContain(`Add the digest ${digest}`);
  });

  it("is told apart from one that is none", () => {
    for (const text of [prettyReport(reportOf(open), PLAIN), jsonReport(reportOf(open))])
      expect(text).toContain("canary");
  });
});
