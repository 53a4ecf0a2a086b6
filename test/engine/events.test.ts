import { afterAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEventLog } from "./events.ts";

const folder = mkdtempSync(join(tmpdir(), "digestbound-events-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(text: string) {
  const file = join(folder, "events.json");
  writeFileSync(file, text);
  return readEventLog(file);
}

const violation = {
  policyEvent: {
    resourceUrn: "urn:pulumi:dev::p::t::n",
    message: "<{%reset%}>First.\nSecond.<{%reset%}>\n",
    color: "raw",
    policyName: "image-pinned",
    policyPackName: "digestbound",
    policyPackVersion: "0.1.0",
    enforcementLevel: "mandatory",
  },
};

const NOTHING = { policyEvents: [], remediations: [], diagnostics: [] };

describe("the engine's event log", () => {
  it("yields violations without colour marks", () => {
    expect(read(`${JSON.stringify(violation)}\n`).policyEvents).toEqual([
      {
        urn: "urn:pulumi:dev::p::t::n",
        policyName: "image-pinned",
        policyPackName: "digestbound",
        enforcementLevel: "mandatory",
        severity: undefined,
        message: "First.\nSecond.",
      },
    ]);
  });

  it("yields what a remediation changed", () => {
    const fields = {
      resourceUrn: "urn:pulumi:dev::p::t::n",
      policyName: "image-pinned",
      policyPackName: "digestbound",
    };
    const event = { ...fields, color: "raw", before: { image: "web:1" }, after: { image: "web@sha256:0" } };
    expect(read(`${JSON.stringify({ policyRemediationEvent: event })}\n`).remediations).toEqual([
      {
        urn: "urn:pulumi:dev::p::t::n",
        policyName: "image-pinned",
        policyPackName: "digestbound",
        before: { image: "web:1" },
        after: { image: "web@sha256:0" },
      },
    ]);
  });

  it("yields what was printed, without debug lines", () => {
    const lines = ["debug", "info#err", "error"].map((severity) =>
      JSON.stringify({ diagnosticEvent: { severity, message: "m\n", prefix: "<{%fg 1%}>error: <{%reset%}>" } }),
    );
    expect(read(`${lines.join("\n")}\n`).diagnostics).toEqual([
      { urn: undefined, severity: "info#err", message: "error: m" },
      { urn: undefined, severity: "error", message: "error: m" },
    ]);
  });

  it.each([
    ["is empty", ""],
    ["ends in half a line, as a killed engine leaves it", '{"policyEvent":{"reso'],
    ["has other events only", '{"sequence":0,"preludeEvent":{"config":{}}}\n'],
  ])("yields nothing where it %s", (_, text) => {
    expect(read(text)).toEqual(NOTHING);
  });

  it("yields nothing where the engine never wrote it", () => {
    expect(readEventLog(join(folder, "missing.json"))).toEqual(NOTHING);
  });
});
