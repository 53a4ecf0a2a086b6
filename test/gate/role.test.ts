import { describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import type { ImageUse, Role } from "../../src/discover/index.ts";
import { everyRuleMandatory, readPolicyObject } from "../../src/policy/index.ts";
import { jsonUse, Narrator, PLAIN, prettyReport } from "../../src/report/index.ts";

const POLICY = readPolicyObject(
  {
    version: 1,
    images: [{ match: "r.example/team/*", signature: "not-required", because: "nobody signs these" }],
  },
  "/",
  "test",
);

const place = { resource: "urn", path: "spec.image" };
const common = { place, pinForm: "name:tag@digest" } as const;
const tagged = (role: Role): ImageUse => ({ kind: "image", image: "other.example/web:1", role, ...common });
const unknown = (role: Role): ImageUse => ({ kind: "unknown", role, ...common });

async function verdictOn(use: ImageUse) {
  const [verdict] = await createGate(POLICY).check([use]);
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

const severities = async (use: ImageUse) =>
  (await verdictOn(use)).findings.map(({ rule, severity }) => `${rule} ${severity}`);

describe("a finding", () => {
  it.each([
    ["run", ["image-registry high", "image-pinned high"]],
    ["build-from", ["image-registry medium", "image-pinned medium"]],
    ["artifact", ["image-registry medium", "image-pinned medium"]],
  ] as const)("is one step less severe about an image of role %s", async (role, expected) => {
    expect(await severities(tagged(role))).toEqual(expected);
  });

  it("is never less severe than low", async () => {
    expect(await severities(unknown("run"))).toEqual(["image-known low"]);
    expect(await severities(unknown("artifact"))).toEqual(["image-known low"]);
  });

  it.each(["build-from", "artifact"] as const)("of role %s rejects as any other does (law 3)", async (role) => {
    const [run, other] = await Promise.all([verdictOn(tagged("run")), verdictOn(tagged(role))]);
    expect(other.status).toBe("rejected");
    expect(other.findings.map(({ message }) => message)).toEqual(run.findings.map(({ message }) => message));
  });
});

describe("the reports", () => {
  it.each([
    ["run", "spec.image: other.example/web:1", "high"],
    ["build-from", "spec.image (base image): other.example/web:1", "medium"],
    ["artifact", "spec.image (artifact): other.example/web:1", "medium"],
  ] as const)("say what an image of role %s is for, and how severe that is", async (role, subject, severity) => {
    const verdict = await verdictOn(tagged(role));
    const text = prettyReport({ policy: POLICY, verdicts: [verdict], findings: [], levels: everyRuleMandatory }, PLAIN);
    expect(text).toContain(`error[image-pinned] (${severity}) ${subject}`);
    const [finding] = verdict.findings;
    expect(finding && new Narrator().tell(verdict, finding)).toContain(`${subject}\n`);
    expect(jsonUse(verdict, everyRuleMandatory)).toMatchObject({ role, findings: [{ severity }, { severity }] });
  });

  it("say so of a secret and of an unknown one, too", async () => {
    const secret = await verdictOn({ ...tagged("artifact"), secret: true });
    const known = await verdictOn(unknown("build-from"));
    const text = prettyReport(
      { policy: POLICY, verdicts: [secret, known], findings: [], levels: everyRuleMandatory },
      PLAIN,
    );
    expect(text).toContain("spec.image (artifact): (secret)");
    expect(text).toContain("spec.image (base image)\n");
  });
});
