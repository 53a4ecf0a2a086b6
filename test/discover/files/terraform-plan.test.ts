import { describe, expect, it } from "@jest/globals";
import { correcting } from "../correcting.ts";
import { type Change, planText } from "../terraform-plan/plans.ts";
import { formatOf, json, reading, told } from "./infrastructure.ts";

const task = (image: unknown, more: Partial<Change> = {}): Change => ({
  address: "aws_lambda_function.web",
  type: "aws_lambda_function",
  after: { image_uri: image },
  ...more,
});
/** As whoever reads it has it: terraform itself writes one line. */
const lines = (text: string) => json(JSON.parse(text));

describe("what terraform show -json prints", () => {
  it("has the place of each image, and the resource by its address", () => {
    const text = planText([task("ghcr.io/acme/web:1")]);
    const column = text.indexOf("ghcr.io/acme/web:1", text.indexOf("resource_changes")) + 1;
    expect(reading("plan.json", text)?.uses).toEqual([
      {
        use: expect.objectContaining({
          image: "ghcr.io/acme/web:1",
          place: {
            file: "plan.json",
            line: 1,
            column,
            endColumn: column + 18,
            resource: "aws_lambda_function.web",
            path: "image_uri",
          },
        }) as unknown,
      },
    ]);
  });

  it.each([
    ["an image", task("x:1"), ["34:25 image x:1"]],
    [
      "an image in a text",
      { ...task(""), type: "aws_ecs_task_definition", after: { container_definitions: '[{"image":"x:1"}]' } },
      ["34:51 image x:1"],
    ],
    [
      "an unknown image, where its values stand",
      task(null, { after: {}, unknown: { image_uri: true } }),
      ["31:18 unknown is known only after apply."],
    ],
    [
      "a secret image, which is not printed (law 10)",
      task("x:1", { sensitive: { image_uri: true } }),
      ["34:24 image secret"],
    ],
    ["nothing of what is destroyed", task("x:1", { actions: ["delete"], after: null }), []],
  ])("tells %s", (_, change, expected) => {
    expect(told("plan.json", lines(planText([change])))).toEqual(expected);
  });

  it("never says how long a secret is", () => {
    const [use] = reading("p.json", planText([task("x:1", { sensitive: { image_uri: true } })]))?.uses ?? [];
    expect(use?.use.place.endColumn).toBeUndefined();
    expect(use?.source).toBeUndefined();
  });

  it("goes by the policy document's corrections", () => {
    const corrections = correcting([{ type: "acme_box", path: "runs" }]);
    const text = planText([{ address: "acme_box.x", type: "acme_box", after: { runs: "x:1" } }]);
    expect(told("p.json", text)).toEqual([]);
    expect(told("p.json", text, { corrections })).toEqual([expect.stringMatching(/image x:1$/)]);
  });

  it.each([
    [
      "plan.out",
      "PK\u0003\u0004\u0014\u0000\u0008\u0000tfplan",
      /is a plan in Terraform's own format; write it as JSON/,
    ],
    ["x.tfplan", "PK\u0003\u0004anything", /is a plan in Terraform's own format/],
    ["x.tfplan", "", /is not valid JSON; write it anew/],
    [
      "terraform.tfstate",
      json({ version: 4, terraform_version: "1.9.0", serial: 1, lineage: "x", resources: [] }),
      /is a Terraform state/,
    ],
    ["s.json", json({ format_version: "1.0", terraform_version: "1.9.0", values: {} }), /is a Terraform state/],
    [
      "log.json",
      '{"@level":"info","@message":"x","@module":"terraform.ui"}',
      /is the log that terraform plan -json writes/,
    ],
    ["p.json", planText([], { errored: true }), /is a plan that failed/],
  ])("%s says what it is instead (%#)", (path, text, why) => {
    expect(told(path, text)).toEqual([expect.stringMatching(why)]);
    expect(formatOf(path, text)).toBe("Terraform plan");
  });

  it("other archives are none", () => {
    expect(formatOf("x.zip", "PK\u0003\u0004\u0014\u0000\u0008\u0000readme.txt")).toBeUndefined();
  });

  it("an object of Kubernetes is none, whatever else stands in it (law 8)", () => {
    const pod = { apiVersion: "v1", kind: "Pod", format_version: "1.2", resource_changes: [] };
    expect(formatOf("pod.json", json(pod))).toBe("Kubernetes");
  });
});
