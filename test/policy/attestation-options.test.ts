import { describe, expect, it } from "@jest/globals";
import {
  attested,
  built,
  cycloneDx,
  FINISHED,
  GENERATOR,
  generated,
  grype,
  sarif,
  scanned,
  spdx,
  trivy,
  V0_2,
  V1,
  WORKFLOW,
} from "../predicate/predicates.ts";
import { attestationFor, lackOf, NOW, requirementFor } from "./attested.ts";

const slsa = (more: object = {}) => ({ type: "slsa-provenance", by: ["ci"], ...more });
const scan = (more: object = {}) => ({ type: "vulnerabilities", by: ["scanner"], ...more });
const review = (...conditions: readonly object[]) => ({
  type: "https://acme.example/review/v1",
  by: ["key"],
  ...(conditions.length > 0 && { conditions }),
});
const approved = { approved: true, team: "platform", environment: "prod-eu", score: 5, image: "web" };

describe("each option of an attestation does something (law 7)", () => {
  it.each<readonly [string, unknown, object, object, string]>([
    ["builder", generated, slsa({ builder: GENERATOR }), slsa({ builder: GENERATOR.replace("v2", "v1") }), "builder"],
    [
      "builder as a glob",
      generated,
      slsa({ builder: { glob: GENERATOR.replace("v2.1.0", "v*") } }),
      slsa({ builder: { glob: GENERATOR.replace("v2.1.0", "x*") } }),
      "builder",
    ],
    [
      "sourceRepository",
      generated,
      slsa({ sourceRepository: "https://github.com/acme/{name}" }),
      slsa({ sourceRepository: "https://github.com/acme/api" }),
      "source repository",
    ],
    ["ref", generated, slsa({ ref: { glob: "refs/tags/v*" } }), slsa({ ref: "refs/heads/main" }), "ref"],
    ["workflow", generated, slsa({ workflow: WORKFLOW }), slsa({ workflow: ".github/workflows/x.yml" }), "workflow"],
  ])("%s", (_, predicate, holds, fails, words) => {
    expect(lackOf(holds, predicate, { type: V0_2 })).toBe("nothing");
    expect(lackOf(fails, predicate, { type: V0_2 })).toMatch(
      new RegExp(`^names the ${words} ".*", and .* is required$`),
    );
  });

  it("a glob on a folder holds of nothing that a URL reaches by leaving the folder again", () => {
    const from = (uri: string) => ({
      ...{ builder: { id: "https://ci.example" }, buildType: "x", invocation: { configSource: { uri } } },
    });
    const asked = slsa({ sourceRepository: { glob: "https://gitlab.com/acme/**" } });
    expect(lackOf(asked, from("https://gitlab.com/acme/a/web"), { type: V0_2 })).toBe("nothing");
    for (const way of ["..", "%2e%2E", "a/../.."]) {
      const uri = `https://gitlab.com/acme/${way}/evil/web`;
      expect(lackOf(asked, from(uri), { type: V0_2 })).toBe("names a source that is no plain URL");
    }
  });

  it.each<readonly [string, unknown, object, object, RegExp]>([
    ["maximumAge", scanned(trivy()), scan({ maximumAge: "8d" }), scan({ maximumAge: "7d" }), /longer ago than 7d$/],
    [
      "maximumSeverity of trivy",
      scanned(trivy("MEDIUM")),
      scan({ maximumSeverity: "medium" }),
      scan({ maximumSeverity: "low" }),
      /^reports "CVE-2026-0", which counts as medium, and at most low is let through$/,
    ],
    [
      "maximumSeverity of grype",
      scanned(grype("High")),
      scan({ maximumSeverity: "high" }),
      scan({ maximumSeverity: "negligible" }),
      /counts as high/,
    ],
    [
      "maximumSeverity of SARIF",
      scanned(sarif("1.0")),
      scan({ maximumSeverity: "low" }),
      scan({ maximumSeverity: "negligible" }),
      /counts as low/,
    ],
    [
      "equals",
      approved,
      review({ at: "/approved", equals: true }),
      review({ at: "/approved", equals: "true" }),
      /true/,
    ],
    ["in", approved, review({ at: "/team", in: ["platform", 1] }), review({ at: "/team", in: ["web"] }), /"web"/],
    [
      "glob",
      approved,
      review({ at: "/environment", glob: "prod-*" }),
      review({ at: "/environment", glob: "dev-*" }),
      /dev/,
    ],
    ["atLeast", approved, review({ at: "/score", atLeast: 5 }), review({ at: "/score", atLeast: 5.1 }), /at least 5.1/],
    ["atMost", approved, review({ at: "/score", atMost: 5 }), review({ at: "/score", atMost: 4 }), /at most 4/],
    ["above", approved, review({ at: "/score", above: 4 }), review({ at: "/score", above: 5 }), /above 5/],
    ["below", approved, review({ at: "/score", below: 6 }), review({ at: "/score", below: 5 }), /below 5/],
    [
      "at",
      approved,
      review({ at: "/team", equals: "platform" }),
      review({ at: "/team/0", equals: "platform" }),
      /nothing at/,
    ],
    [
      "a capture in equals",
      approved,
      review({ at: "/image", equals: "{name}" }),
      review({ at: "/image", equals: "{name}x" }),
      /"webx"/,
    ],
    [
      "a capture in in",
      approved,
      review({ at: "/image", in: ["a", "{name}"] }),
      review({ at: "/image", in: ["a", "{name}x"] }),
      /"a" or "webx"/,
    ],
    [
      "a capture in a glob",
      approved,
      review({ at: "/image", glob: "x*{name}" }),
      review({ at: "/image", glob: "y*{name}" }),
      /glob/,
    ],
  ])("%s", (name, predicate, holds, fails, words) => {
    const given = name === "a capture in a glob" ? { ...approved, image: "x-web" } : predicate;
    expect(lackOf(holds, given)).toBe("nothing");
    expect(lackOf(fails, given)).toMatch(words);
  });

  it("several tests of one value, and several conditions, all have to hold", () => {
    expect(lackOf(review({ at: "/score", atLeast: 1, atMost: 9 }), approved)).toBe("nothing");
    expect(lackOf(review({ at: "/score", atLeast: 1, below: 5 }), approved)).toMatch("below 5");
    expect(lackOf(review({ at: "/approved", equals: true }, { at: "/score", above: 9 }), approved)).toMatch("above 9");
  });

  it.each([
    ["sbom", ["spdx.dev/Document", "cyclonedx.org/bom"], []],
    ["spdx", ["spdx.dev/Document"], ["cyclonedx.org/bom"]],
    ["cyclonedx", ["cyclonedx.org/bom"], ["spdx.dev/Document"]],
    ["slsa-provenance", ["slsa.dev/provenance/v0.2", "slsa.dev/provenance/v1"], ["slsa.dev/provenance/v0.1"]],
    ["vulnerabilities", ["cosign.sigstore.dev/attestation/vuln/v1"], []],
    ["https://acme.example/review/v1", ["acme.example/review/v1"], ["slsa.dev/provenance/v1"]],
  ])("type: %s means %j and not %j", (type, meant, others) => {
    const { predicateTypes, name } = attestationFor({ type, by: ["ci"] });
    expect(name).toBe(type);
    expect(predicateTypes).toEqual(expect.arrayContaining(meant.map((uri) => `https://${uri}`)));
    for (const uri of others) expect(predicateTypes).not.toContain(`https://${uri}`);
  });

  it("by names the signers, bound to the image", () => {
    expect(attestationFor(slsa({ by: ["scanner", "ci"] })).anyOf.map(({ described }) => described)).toEqual([
      "scanner",
      expect.stringContaining('sourceRepository "https://github.com/acme/web"'),
    ]);
  });

  it("an SBOM is read as what its type says", () => {
    expect(lackOf({ type: "spdx", by: ["ci"] }, spdx)).toBe("nothing");
    expect(lackOf({ type: "spdx", by: ["ci"] }, cycloneDx)).toBe("is no SPDX document");
    expect(lackOf({ type: "sbom", by: ["ci"] }, cycloneDx)).toBe("nothing");
  });

  it("a rule without a required signature can require attestations", () => {
    const rule = {
      signedBy: undefined,
      signature: "not-required",
      because: "GitHub attests these",
      attestations: [slsa()],
    };
    expect(requirementFor(rule)).toMatchObject({
      kind: "signature-not-required",
      attestations: [{ name: "slsa-provenance" }],
    });
  });

  it("the same type twice is two requirements", () => {
    const rule = { attestations: [scan({ maximumAge: "7d" }), scan({ maximumSeverity: "low" })] };
    expect(requirementFor(rule).attestations).toHaveLength(2);
  });
});

describe("what a provenance does not say is a lack", () => {
  const externalParameters = { request: {} };
  const without = { ...built, buildDefinition: { ...built.buildDefinition, externalParameters } };

  it.each([
    [{ sourceRepository: "https://github.com/acme/web" }, "names no source repository, and"],
    [{ ref: "refs/tags/v1.2.3" }, "names no ref, and"],
    [{ workflow: WORKFLOW }, "names no workflow, and"],
  ])("%j", (options, words) => {
    expect(lackOf(slsa(options), without, { type: V1 })).toMatch(words);
  });

  it("GitHub's repositories are compared without letter case, and others with it", () => {
    const gitlab = {
      ...attested,
      buildDefinition: { ...attested.buildDefinition, externalParameters: { source: "https://gitlab.com/acme/web" } },
    };
    expect(lackOf(slsa({ sourceRepository: "https://github.com/Acme/WEB" }), attested)).toBe("nothing");
    expect(lackOf(slsa({ sourceRepository: "https://gitlab.com/acme/web" }), gitlab)).toBe("nothing");
    expect(lackOf(slsa({ sourceRepository: "https://gitlab.com/acme/Web" }), gitlab)).toMatch("source repository");
  });

  it("a captured name is that name and no wildcard", () => {
    const asked = slsa({ sourceRepository: "https://github.com/acme/{name}" });
    expect(lackOf(asked, attested, { image: "ghcr.io/acme/api" })).toMatch('"https://github.com/acme/api" is required');
  });

  it("what a message shows of it is printable", () => {
    const hostile = { ...generated, builder: { id: "https://evil.example/\u202e\n::error::\u001b[2K\u0430" } };
    const lack = lackOf(slsa({ builder: GENERATOR }), hostile, { type: V0_2 });
    expect(lack).toMatch(/^[ -~]+$/);
    expect(lack).toContain("\\u{202e}");
  });
});

describe("the time of a scan", () => {
  const at = (time: string) => lackOf(scan({ maximumAge: "1h" }), scanned(trivy(), time));

  it.each([
    ["2026-11-27T12:00:00Z", "nothing"],
    ["2026-11-27T11:00:00Z", "nothing"],
    ["2026-11-27T12:05:00Z", "nothing"],
    ["2026-11-27T10:59:59Z", "longer ago than 1h"],
    ["2026-11-27T12:05:01Z", "in the future"],
    ["2999-01-01T00:00:00Z", "in the future"],
    ["0001-01-01T00:00:00Z", "longer ago than 1h"],
  ])("%s, seen at noon: %s", (time, words) => {
    expect(at(time)).toMatch(words);
  });

  it("in the future is a lack although no age is asked for, and a clock that stands still lets nothing through", () => {
    expect(lackOf(scan(), scanned(trivy(), "2999-01-01T00:00:00Z"))).toMatch("in the future");
    expect(lackOf(scan(), scanned(trivy()), { now: new Date(Number.NaN) })).toMatch("in the future");
    expect(lackOf(scan(), scanned(trivy(), FINISHED), { now: NOW })).toBe("nothing");
  });

  it("of a report that cannot be read counts, and its severity does not", () => {
    expect(lackOf(scan({ maximumAge: "8d" }), scanned({ tool: "own" }))).toBe("nothing");
    expect(lackOf(scan({ maximumSeverity: "high" }), scanned({ tool: "own" }))).toMatch("cannot be read");
  });
});

describe("a condition compares what is there", () => {
  it.each<readonly [object, unknown, string]>([
    [{ equals: true }, "true", 'holds "true" at'],
    [{ equals: true }, 1, "holds 1 at"],
    [{ equals: 5 }, "5", 'holds "5" at'],
    [{ equals: "x" }, ["x"], "holds a list at"],
    [{ equals: "x" }, { x: 1 }, "holds an object at"],
    [{ in: [false, 0] }, null, "holds null at"],
    [{ glob: "1*" }, 10, "holds 10 at"],
    [{ glob: "a*" }, "a\nb", "holds"],
    [{ glob: "a*" }, "a/b", "holds"],
    [{ glob: "a*" }, "ba", "holds"],
    [{ atLeast: 5 }, "5", 'holds "5" at'],
    [{ atLeast: 5 }, [9], "holds a list at"],
    [{ atLeast: 0 }, true, "holds true at"],
    [{ atMost: 5 }, null, "holds null at"],
    [{ below: 5 }, undefined, "holds nothing at"],
  ])("%j of %j", (test, value, words) => {
    expect(lackOf(review({ at: "/x", ...test }), { x: value })).toMatch(words);
  });

  it.each([null, undefined, "text", 5, [], {}])("of a predicate that is %j is a lack", (predicate) => {
    expect(lackOf(review({ at: "/x", equals: true }), predicate)).toMatch("holds nothing at");
  });
});
