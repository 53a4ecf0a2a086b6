import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  attested,
  GENERATOR,
  cycloneDx,
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
import { attestationFor, NOW, run } from "./attested.ts";

/** Names that the readers look for, so that arbitrary JSON reaches behind the first of them. */
const names = [
  ...[
    "builder",
    "id",
    "buildType",
    "invocation",
    "configSource",
    "uri",
    "digest",
    "sha1",
    "entryPoint",
    "materials",
    "metadata",
  ],
  ...[
    "buildDefinition",
    "externalParameters",
    "workflow",
    "repository",
    "ref",
    "path",
    "source",
    "resolvedDependencies",
  ],
  ...[
    "runDetails",
    "invocationId",
    "scanner",
    "result",
    "scanFinishedOn",
    "SchemaVersion",
    "Results",
    "Class",
    "matches",
  ],
  ...[
    "descriptor",
    "name",
    "vulnerability",
    "severity",
    "version",
    "runs",
    "tool",
    "driver",
    "rules",
    "results",
    "ruleId",
  ],
  ...[
    "spdxVersion",
    "packages",
    "bomFormat",
    "components",
    "approved",
    "score",
    "0",
    "length",
    "__proto__",
    "constructor",
    "",
  ],
];
const leaves = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    2,
    1e308,
    "",
    "grype",
    "2.1.0",
    "SPDX-2.3",
    "CycloneDX",
    "os-pkgs",
  ),
  fc.constantFrom(
    "refs/tags/v1.2.3",
    "https://github.com/acme/web",
    "git+https://github.com/acme/web@",
    V1,
    "\u202e\n",
  ),
  fc.string(),
  fc.double(),
);
const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaves,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom(...names), tie("value")), { maxLength: 4 }).map(Object.fromEntries),
    ),
  }))
  .value.map((value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? "null"));

const by = ["ci"];
const provenance = (builder: unknown) => ({
  ...{ type: "slsa-provenance", by, builder, sourceRepository: "https://github.com/acme/{name}", workflow: WORKFLOW },
  ref: { glob: "refs/tags/v*" },
});
const review = {
  ...{ type: "https://acme.example/review/v1", by },
  conditions: [
    { at: "/approved", equals: true },
    { at: "/score", atLeast: 5 },
  ],
};

/** Predicates that are as required, with the attestation that requires them. */
const good: readonly (readonly [string, object, string, unknown])[] = [
  ["a provenance v0.2", provenance(GENERATOR), V0_2, generated],
  ["a provenance v1", provenance({ glob: "https://github.com/acme/**" }), V1, attested],
  ["an SPDX document", { type: "sbom", by }, "https://spdx.dev/Document", spdx],
  ["a CycloneDX document", { type: "sbom", by }, "https://cyclonedx.org/bom", cycloneDx],
  ...[trivy("LOW"), grype("Low"), sarif("1.0")].map(
    (report) =>
      [
        "a scan",
        { type: "vulnerabilities", by, maximumAge: "30d", maximumSeverity: "low" },
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        scanned(report),
      ] as const,
  ),
  ["a review", review, review.type, { approved: true, score: 5 }],
];

const requirements = new Map<object, ReturnType<typeof attestationFor>>();

function requirementOf(attestation: object) {
  const known = requirements.get(attestation) ?? attestationFor(attestation);
  requirements.set(attestation, known);
  return known;
}

function check(attestation: object, predicateType: string, predicate: unknown): string | undefined {
  const lack = requirementOf(attestation).lack(predicate, { predicateType, now: NOW });
  if (lack !== undefined) expect(lack).toMatch(/^[ -~]+$/);
  return lack;
}

/** Every place in a value that holds something. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]) => placesIn(child, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  const child = replaced(copy[name], rest, other);
  if (child === undefined && !Array.isArray(copy)) Reflect.deleteProperty(copy, name);
  else copy[name] = child;
  return copy;
}

describe.each(good)("%s", (_, attestation, type, predicate) => {
  it("is as required", () => {
    expect(check(attestation, type, predicate)).toBeUndefined();
  });

  it("never throws as any other JSON, and is never as required by chance (law 3)", () => {
    fc.assert(
      fc.property(json, (other) => {
        const lack = check(attestation, type, other);
        // What is chosen from holds whole SBOMs and reviews, but no builder, no finished scan and no matching workflow.
        if (["slsa-provenance", "vulnerabilities"].includes((attestation as { type: string }).type)) {
          expect(lack).toBeDefined();
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never throws where any part of it is something else, with a certificate and without", () => {
    const { lack } = attestationFor(attestation);
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(predicate)), json, (place, other) => {
        const changed = replaced(predicate, place, other);
        for (const certificate of [{}, { certificate: run() }]) {
          expect(lack(changed, { predicateType: type, now: NOW, ...certificate }) ?? "nothing").toMatch(/^[ -~]+$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Without any one of these the predicate says less than is required. */
const needed: Readonly<Record<string, readonly string[]>> = {
  "a provenance v0.2": [
    "/builder/id",
    "/buildType",
    "/invocation/configSource/uri",
    "/invocation/configSource/entryPoint",
  ],
  "a provenance v1": [
    ...["/buildDefinition/buildType", "/runDetails/builder/id"],
    ...["ref", "repository", "path"].map((name) => `/buildDefinition/externalParameters/workflow/${name}`),
  ],
  "an SPDX document": ["/spdxVersion", "/packages", "/packages/0"],
  "a CycloneDX document": ["/bomFormat", "/components", "/components/0"],
  "a scan": ["/scanner/result", "/metadata/scanFinishedOn"],
  "a review": ["/approved", "/score"],
};

describe.each(good)("%s without a part that is required", (name, attestation, type, predicate) => {
  it.each((needed[name] ?? []).map((pointer) => [pointer]))("%s lacks it, whatever stands there instead", (pointer) => {
    const place = pointer.slice(1).split("/");
    const others: readonly unknown[] = [undefined, null, "", [], {}, 0, false, [predicate], { id: "x" }];
    for (const other of others) {
      const lack = check(attestation, type, replaced(predicate, place, other));
      expect([pointer, other, lack === undefined]).toEqual([pointer, other, false]);
    }
  });
});

it("a severity is never read as milder than it is, whatever stands beside it", () => {
  const attestation = { type: "vulnerabilities", by, maximumSeverity: "medium" };
  const words = fc.constantFrom<unknown>("LOW", "MEDIUM", "HIGH", "CRITICAL", "UNKNOWN", "", null, 3);
  fc.assert(
    fc.property(fc.array(words, { maxLength: 6 }), (severities) => {
      const isMild = severities.every((one) => one === "LOW" || one === "MEDIUM");
      for (const report of [trivy(...severities), grype(...severities)]) {
        expect(check(attestation, "x", scanned(report)) === undefined).toBe(isMild);
      }
    }),
  );
});
