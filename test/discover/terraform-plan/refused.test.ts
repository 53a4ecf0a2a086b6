import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plannedImageUses, readTerraformPlan } from "../../../src/discover/index.ts";
import { LONGEST_PLAN } from "../../../src/discover/terraform-plan/plan-text.ts";
import { changeOf, planText, toldIn } from "./plans.ts";

const LOG = `{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","type":"version"}`;
const LAMBDA = { address: "x.y", type: "aws_lambda_function", after: { image_uri: "a" } };
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const changed = (change: unknown) => planText([], { resource_changes: [changeOf(LAMBDA), change] });
const masked = (member: string, value: unknown) => changed(changeOf({ ...LAMBDA, moreChange: { [member]: value } }));

describe("what is no plan is refused, with what to do instead (law 3)", () => {
  it.each<[string, string, string]>([
    ["Terraform's own plan file", "PK\u0003\u0004\u0014", "terraform show -json PLAN"],
    ["the log of terraform plan -json", `${LOG}\n${LOG}\n`, "save the plan with -out=PLAN"],
    ["one line of such a log", LOG, "save the plan with -out=PLAN"],
    ["PowerShell's UTF-16", '\uFFFD\uFFFD{\u0000"\u0000', "-Encoding utf8"],
    ["UTF-16 without a mark", '{\u0000"\u0000', "-Encoding utf8"],
    ["nothing", "", "is not valid JSON"],
    ["half a plan", planText([LAMBDA]).slice(0, -1), "is not valid JSON"],
    ["two plans", planText([LAMBDA]).repeat(2), "is not valid JSON"],
    ["a list", "[]", "is no Terraform plan"],
    ["null", "null", "is no Terraform plan"],
    ["another document", '{"kind":"Pod"}', "is no Terraform plan; write one"],
    ["nothing but a format", '{"format_version":"1.0"}', "is no Terraform plan; write one"],
    ["a state file", '{"version":4,"serial":1,"lineage":"x","resources":[]}', "is a Terraform state, not a plan"],
    [
      "a state that was shown",
      '{"format_version":"1.0","values":{"root_module":{}}}',
      "is a Terraform state, not a plan",
    ],
    ["a plan of a later format", planText([], { format_version: "2.0" }), "a format that is not known here"],
    ["a plan of format 10", planText([], { format_version: "10.0" }), "a format that is not known here"],
    ["a plan of no format", planText([], { format_version: "latest" }), "a format that is not known here"],
    ["a plan whose format is no text", planText([], { format_version: 1 }), "is no Terraform plan"],
    ["a plan that failed", planText([LAMBDA], { errored: true }), "is a plan that failed"],
    [
      "a member written twice",
      planText([LAMBDA]).replace('"image_uri":"a"', '"image_uri":"a","image_uri":"b"'),
      "twice",
    ],
    [
      "a member written twice, once with an escape",
      planText([LAMBDA]).replace('"mode"', '"typ\\u0065":"x","mode"'),
      "twice",
    ],
    [
      "a plan that nests too deeply",
      planText([], { x: 1 }).replace('"x":1', `"x":${deep(300)}`),
      "nests deeper than 256",
    ],
    [
      "changes that are no list",
      planText([], { resource_changes: {} }),
      "resource_changes that is an object, not a list",
    ],
    ["a change that is none", changed(null), "resource_changes[1] that is null, not an object"],
    [
      "a change without a type",
      changed({ ...changeOf(LAMBDA), type: undefined }),
      "resource_changes[1].change: type that is null",
    ],
    [
      "a change without an address",
      changed({ ...changeOf(LAMBDA), address: 1 }),
      "address that is a number, not a text",
    ],
    [
      "a resource without a change",
      changed({ ...changeOf(LAMBDA), change: undefined }),
      "resource_changes[1].change that is null",
    ],
    ["values that are a list", masked("after", []), "values that is a list"],
    ["values that are a text", masked("after", "a"), "values that is a text"],
    ["a mask that is a list", masked("after_unknown", [true]), "mask of unknown or sensitive values that is a list"],
    ["a mask that is a text", masked("after_sensitive", "true"), "mask of unknown or sensitive values that is a text"],
    [
      "a planned module that is none",
      planText([], { planned_values: { root_module: [] } }),
      "root_module that is a list",
    ],
    [
      "child modules that are none",
      planText([], { planned_values: { root_module: { child_modules: {} } } }),
      "child_modules",
    ],
    ["planned values that are none", planText([], { planned_values: [] }), "planned_values that is a list"],
    ["deferred changes that are none", planText([], { deferred_changes: [{}] }), "deferred_changes[0].resource_change"],
  ])("%s", (_, text, why) => {
    const plan = readTerraformPlan(text);
    expect("why" in plan ? plan.why : "was read").toContain(why);
  });

  it("a text that is longer than any that is read", () => {
    const plan = readTerraformPlan(" ".repeat(LONGEST_PLAN + 1));
    expect("why" in plan ? plan.why : "was read").toContain(`has more than ${LONGEST_PLAN} characters`);
  });

  it("a text of more values than any plan has", () => {
    const plan = readTerraformPlan(`[${"[],".repeat(9_000_000)}[]]`);
    expect("why" in plan ? plan.why : "was read").toContain("values; split the configuration");
  });
});

describe("what is a plan is read", () => {
  it.each<[string, string]>([
    ["of Terraform", planText([LAMBDA])],
    ["of OpenTofu, which says its own version", planText([LAMBDA], { terraform_version: "1.10.6" })],
    ["of Terraform before 1.1", planText([LAMBDA], { format_version: "0.2" })],
    ["of a later minor format", planText([LAMBDA], { format_version: "1.9", unheard_of: { x: 1 } })],
    ["with a byte order mark", `\uFEFF${planText([LAMBDA])}`],
    ["that is indented", JSON.stringify(JSON.parse(planText([LAMBDA])), null, 2)],
    ["that is not complete, because resources were targeted", planText([LAMBDA], { complete: false })],
  ])("%s", (_, text) => {
    expect(toldIn(text)).toEqual(["x.y: image a at image_uri"]);
  });
});

describe("nothing makes the reader throw", () => {
  const judge = (text: string) => {
    const plan = readTerraformPlan(text);
    return "why" in plan ? [] : plan.resources.flatMap((one) => plannedImageUses(one));
  };

  it("no value in the place of any part of a plan", () => {
    const parts = ["actions", "after", "after_unknown", "after_sensitive", "address", "type", "mode", "change"];
    const tops = ["planned_values", "resource_changes", "deferred_changes", "configuration", "format_version"];
    fc.assert(
      fc.property(fc.constantFrom(...parts, ...tops), fc.jsonValue(), (part, value) => {
        const plan = JSON.parse(planText([LAMBDA])) as Record<string, unknown>;
        const change = changeOf(LAMBDA) as Record<string, Record<string, unknown>>;
        if (tops.includes(part)) plan[part] = value;
        else Object.assign(part in change ? change : (change["change"] ?? {}), { [part]: value });
        if (!tops.includes(part)) plan["resource_changes"] = [change];
        expect(Array.isArray(judge(JSON.stringify(plan)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("no text that was cut or changed", () => {
    const text = planText([LAMBDA]);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string(), (from, to, inserted) => {
        expect(Array.isArray(judge(text.slice(0, from) + inserted + text.slice(to)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
