import { describe, expect, it } from "@jest/globals";
import { generalViolation, violationsOf } from "../../src/cdk/violations.ts";
import { noPolicy } from "../../src/report/index.ts";
import { documentWith, judgedIn, task, violationsIn } from "./judged.ts";

const TAG = "ghcr.io/acme/web:1.4";
const resources = (...images: readonly unknown[]) => ({
  Resources: Object.fromEntries(images.map((image, index) => [`T${index}`, task(image)])),
});

describe("a violation", () => {
  it("names the rule and the repository, the resource down to the property, and what to do", async () => {
    expect(await violationsIn(resources(TAG))).toEqual([
      {
        ruleName: "image-pinned[ghcr.io/acme/web]",
        description: `image-pinned (mutable-tag): ${TAG}: the tag 1.4 can be moved to another image at any time.`,
        severity: "fatal",
        fix: expect.stringContaining("More: digestbound explain image-pinned"),
        violatingResources: [
          {
            resourceLogicalId: "T0",
            templatePath: "/app/cdk.out/Web.template.json",
            locations: ["Properties.ContainerDefinitions.0.Image"],
          },
        ],
        ruleMetadata: { rule: "image-pinned", reason: "mutable-tag", severity: "high", verdict: "rejected" },
      },
    ]);
  });

  it("is one for all the places of an image", async () => {
    const [first, ...more] = await violationsIn(resources(TAG, TAG, "ghcr.io/acme/web:1.5"));
    expect(first?.violatingResources.map(({ resourceLogicalId }) => resourceLogicalId)).toEqual(["T0", "T1"]);
    expect(more.map(({ ruleName }) => ruleName)).toEqual(["image-pinned[ghcr.io/acme/web]"]);
  });

  it.each([
    ["a text that is no reference", "UPPER:case:]", "image-reference"],
    ["what is decided at deployment", { "Fn::GetAtt": ["R", "Uri"] }, "image-known"],
  ])("about %s names the rule alone", async (_, image, rule) => {
    const [one] = await violationsIn(resources(image));
    expect(one).toMatchObject({ ruleName: rule, severity: "fatal" });
  });

  it("about what is in no resource says where it is", async () => {
    const [one] = await violationsIn({ Transform: "Mine", Resources: {} });
    expect(one).toMatchObject({
      description: expect.stringContaining("(Transform in cdk.out/Web.template.json)"),
      violatingResources: [{ locations: ["Transform"] }],
    });
  });

  it("is one line, whatever stands in the image (law 10)", async () => {
    const [one] = await violationsIn(resources("a:1\n::error::\u001b[2K"));
    expect(one?.description).not.toMatch(/[\n\u001b]/);
  });
});

describe("the severity of a violation", () => {
  const severities = async (more: object) => {
    const violations = await violationsIn(resources(TAG), documentWith(more));
    const told = violations.map(({ ruleName, severity }) => [ruleName.split("[")[0] ?? "", severity] as const);
    return Object.fromEntries<string | undefined>(told);
  };

  it("of a rule under cdkAcknowledgements is an error that may be acknowledged, and of any other is fatal", async () => {
    expect(await severities({})).toEqual({ "image-pinned": "fatal", "image-registry": "fatal" });
    expect(await severities({ cdkAcknowledgements: ["image-pinned"] })).toEqual({
      "image-pinned": "error",
      "image-registry": "fatal",
    });
  });

  it("of an advisory rule is a warning, and one that is switched off is not told", async () => {
    const levels = { "image-pinned": "disabled", "image-registry": "advisory" };
    expect(await severities({ levels })).toEqual({ "image-registry": "warning" });
  });

  it("is fatal without a document", async () => {
    const [one] = await violationsIn(resources(TAG));
    expect(one?.severity).toBe("fatal");
  });

  // With any other word, or none, one acknowledgement turns the CDK's whole report green.
  it("is one of the CDK's own words", async () => {
    const all = [
      ...(await violationsIn(
        resources(TAG, "UPPER:]", { Ref: "X" }),
        documentWith({ cdkAcknowledgements: ["image-known"] }),
      )),
      generalViolation(noPolicy),
    ];
    for (const { severity } of all) expect(["fatal", "error", "warning", "info"]).toContain(severity);
  });

  it("is fatal for a verdict that blocks and says nothing (law 3)", async () => {
    const [judged] = await judgedIn(resources(TAG));
    if (judged === undefined) throw new Error("nothing was judged");
    const silent = { ...judged, verdict: { ...judged.verdict, findings: [] } };
    const levels = () => ({ level: "advisory" }) as const;
    expect(violationsOf([silent], { policy: undefined, levels })).toMatchObject([{ severity: "fatal" }]);
  });
});

it("a finding about no image is a warning, one line with the rest as the fix", () => {
  const { description, fix, severity } = generalViolation(noPolicy);
  expect({ lines: description.split("\n").length, severity }).toEqual({ lines: 1, severity: "warning" });
  expect(fix).toContain("version: 1");
  expect(generalViolation({ ...noPolicy, level: "mandatory" }).severity).toBe("fatal");
});
