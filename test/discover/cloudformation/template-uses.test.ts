import { describe, expect, it } from "@jest/globals";
import { type LocatedUse, type TemplatePlace, templateImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { correcting } from "../correcting.ts";

const TASK = "AWS::ECS::TaskDefinition";
const task = (Image: unknown) => ({ Type: TASK, Properties: { ContainerDefinitions: [{ Image }] } });
const PATH = "Properties.ContainerDefinitions[0].Image";
const STEPS = ["Resources", "Web", "Properties", "ContainerDefinitions", 0, "Image"];

function uses(template: unknown, place: Partial<TemplatePlace> = {}): readonly LocatedUse[] {
  const text = typeof template === "string" ? template : JSON.stringify(template);
  const found = templateImageUses(text, { file: "web.template.json", ...place });
  if ("why" in found) throw new Error(found.why);
  return found;
}

describe("the image uses of a template that is a file", () => {
  it("stand inside of a resource that is named by its type and its logical id", () => {
    const found = uses({ Resources: { Web: task("nginx:1.29") } });
    expect(found).toHaveLength(1);
    expect(found[0]?.use).toMatchObject({
      kind: "image",
      image: "nginx:1.29",
      slot: { steps: STEPS },
      place: { file: "web.template.json", resource: `${TASK} Web`, path: PATH },
    });
    expect(found[0]?.spot).toEqual({ steps: STEPS, inText: false });
  });

  it("are found in YAML with short tags", () => {
    const yaml = `Resources:\n  Web:\n    Type: ${TASK}\n    Properties:\n      ContainerDefinitions:\n        - Image: !Sub "nginx:\${Tag}"\nParameters:\n  Tag: { Type: String, Default: "1.29" }\n`;
    const [found] = uses(yaml);
    expect(found).toMatchObject({ use: { kind: "image", image: "nginx:1.29" }, spot: { steps: STEPS } });
    expect(found?.use).not.toHaveProperty("slot");
  });

  it("are found in SAM, where the image is a property of the function", () => {
    const [found] = uses({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: { F: { Type: "AWS::Serverless::Function", Properties: { ImageUri: "acme/f:1" } } },
    });
    expect(found?.use).toMatchObject({ kind: "image", image: "acme/f:1", place: { path: "Properties.ImageUri" } });
  });

  it("lead through a condition to where each branch is written", () => {
    const found = uses({ Resources: { Web: task({ "Fn::If": ["C", "a:1", "b:1"] }) } });
    expect(found.map(({ use }) => use)).toMatchObject([{ slot: {} }, { slot: {} }]);
    expect(found.map(({ spot }) => spot.steps.slice(-2))).toEqual([
      ["Fn::If", 1],
      ["Fn::If", 2],
    ]);
  });

  it("say where in a text they stand", () => {
    const manifest = JSON.stringify([{ apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "a:1" }] } }]);
    const [found] = uses({
      Resources: { M: { Type: "Custom::AWSCDK-EKS-KubernetesResource", Properties: { Manifest: manifest } } },
    });
    expect(found?.use).toMatchObject({
      kind: "image",
      image: "a:1",
      place: { path: "Properties.Manifest[0].spec.containers[0].image" },
    });
    expect(found?.spot).toMatchObject({ steps: ["Resources", "M", "Properties", "Manifest"], inText: true });
  });

  it("know an image asset of the AWS CDK", () => {
    const repository =
      "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}";
    const [found] = uses({ Resources: { Web: task({ "Fn::Sub": `${repository}:${"0a".repeat(32)}` }) } });
    expect(found?.use).toMatchObject({ kind: "unknown", cdkAsset: true });
  });
});

describe("a parameter of a template that is a file (law 6)", () => {
  const Parameters = { Image: { Type: "String", Default: "acme/default:1" }, Other: { Type: "String" } };
  const template = { Parameters, Resources: { Web: task({ Ref: "Image" }) } };

  it.each<[string, TemplatePlace["parameters"], object]>([
    ["has its default where nobody sets it", new Map(), { kind: "image", image: "acme/default:1" }],
    ["has what the stack around sets", new Map([["Image", ["acme/set:2"]]]), { kind: "image", image: "acme/set:2" }],
    ["is unknown where that is decided later", new Map([["Image", [UNKNOWN]]]), { kind: "unknown" }],
  ])("%s", (_, parameters, expected) => {
    expect(uses(template, { parameters: parameters ?? new Map() })[0]?.use).toMatchObject(expected);
  });

  it("without a default is unknown", () => {
    expect(uses({ Parameters, Resources: { Web: task({ Ref: "Other" }) } })[0]?.use).toMatchObject({ kind: "unknown" });
  });
});

describe("what cannot be seen in a template that is a file is told, never skipped (law 3)", () => {
  it.each<[string, unknown, object]>([
    ["no resources", { Outputs: {} }, { kind: "unreadable", place: { resource: "the template" } }],
    [
      "resources that are no object",
      { Resources: [] },
      { kind: "unreadable", place: { resource: "the template", path: "Resources" } },
    ],
    [
      "a macro over all",
      { Transform: "Mine", Resources: {} },
      { kind: "unreadable", place: { resource: "the template", path: "Transform" } },
    ],
    [
      "a resource without a type that can be read",
      { Resources: { X: { Type: 1 } } },
      { kind: "unreadable", place: { resource: "X", path: "Type" } },
    ],
    [
      "a module",
      { Resources: { X: { Type: "My::MODULE" } } },
      { kind: "unreadable", place: { resource: "My::MODULE X", path: "Type" } },
    ],
    [
      "a template elsewhere",
      {
        Resources: { X: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://example.com/t" } } },
      },
      { kind: "hidden", place: { resource: "AWS::CloudFormation::Stack X", path: "Properties.TemplateURL" } },
    ],
    [
      "a macro in the properties",
      { Resources: { X: { Type: TASK, Properties: { "Fn::Transform": {} } } } },
      { kind: "unreadable", place: { resource: `${TASK} X`, path: "Properties" } },
    ],
  ])("%s", (_, template, expected) => {
    expect(uses(template).map(({ use }) => use)).toMatchObject([expected]);
  });

  it("a text that is no data says so", () => {
    expect(templateImageUses("{", { file: "t.json" })).toHaveProperty("why");
    expect(templateImageUses("a: 1\n---\nb: 2\n", { file: "t.yaml" })).toHaveProperty("why");
  });

  it("but a template without resources may be no finding where such templates are not deployed", () => {
    expect(uses({ Rules: {} }, { mayBeEmpty: true })).toEqual([]);
    expect(uses({ Transform: "Mine" }, { mayBeEmpty: true })).toHaveLength(1);
  });

  it("a logical id cannot write to a terminal (law 10)", () => {
    const [found] = uses({ Resources: { "a\u001b[2K\n::error": task("a:1") } });
    expect(found?.use.place.resource).not.toMatch(/[\u001b\n]/);
  });
});

it("goes by what the policy document says against the catalog", () => {
  const type = "Acme::Run::It";
  const text = JSON.stringify({ Resources: { X: { Type: type, Properties: { Image: "a:1" } } } });
  const place = { file: "t.json" };
  expect(templateImageUses(text, place)).toEqual([]);
  expect(templateImageUses(text, place, correcting([{ type, path: "Image" }]))).toHaveLength(1);
});

describe("an image in a JSON text", () => {
  const definition =
    '{"States":{"Run":{"Type":"Task","Resource":"arn:aws:states:::eks:runJob","Parameters":{"Job":{"spec":{"template":{"spec":{"containers":[{"image":"a:1"}]}}}}}}}}';
  const machine = (DefinitionString: unknown) => ({
    Resources: { S: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString } } },
  });
  const first = (text: unknown) => uses(machine(text)).at(-1);

  it("can be written where the text stands in the template as it is", () => {
    const slot = first(definition)?.use;
    expect(slot).toMatchObject({
      kind: "image",
      slot: { steps: ["Resources", "S", "Properties", "DefinitionString"] },
    });
    const { start, end } = (slot?.kind === "image" ? slot.slot?.span : undefined) ?? { start: 0, end: 0 };
    expect(definition.slice(start, end)).toBe('"a:1"');
    expect(first(definition)?.spot.span).toEqual({ start, end });
  });

  it.each([
    ["puts it together", { "Fn::Join": ["", [definition]] }],
    ["looks a part of it up", definition.replace("{", '{"Comment":"{{resolve:ssm:x}}",')],
  ])("cannot where a function %s", (_, text) => {
    expect(first(text)?.use).toMatchObject({ kind: "image", image: "a:1" });
    expect(first(text)?.use).not.toHaveProperty("slot");
    expect(first(text)?.spot).not.toHaveProperty("span");
  });
});
