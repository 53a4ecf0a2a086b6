import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { resource, told } from "../resource.ts";

const HEX = "ab12".repeat(16);
const FUNCTION = { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: { Ref: "P" } } } };
const TEMPLATE = { Parameters: { P: { Type: "String", Default: "a:1" } }, Resources: { F: FUNCTION } };
const TEXT = JSON.stringify(TEMPLATE);
const AT = "Resources.F.Properties.Code.ImageUri";
const REMOTE = "names a template that stands elsewhere, and which images it deploys cannot be seen here";
const TRANSFORM = "is rewritten by a transform that cannot be seen here";

describe("a resource that carries a template", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["aws:cloudformation/stack:Stack", { templateBody: TEXT }, [`image a:1 at templateBody.${AT}`]],
    [
      "aws:cloudformation/stackSet:StackSet",
      { templateBody: TEXT, parameters: { P: "b:1" } },
      [`image b:1 at templateBody.${AT}`],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "AWS::ECS::TaskDefinition", desiredState: '{"ContainerDefinitions":[{"Image":"a:1"}]}' },
      ["image a:1 at desiredState.ContainerDefinitions[0].Image"],
    ],
    [
      "aws-native:index:ExtensionResource",
      { type: "AWS::Lambda::Function", typeName: "AWS::S3::Bucket", properties: { Code: { ImageUri: "a:1" } } },
      ["image a:1 at properties[0].Code.ImageUri"],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { desiredState: "{}" },
      ["unreadable at desiredState: has no type beside it"],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: ["AWS::S3::Bucket"], desiredState: "{}" },
      ["unreadable at desiredState: has a type beside it that is no text"],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "T", desiredState: "{" },
      ["unreadable at desiredState: is not valid JSON"],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: UNKNOWN, desiredState: '{"ContainerDefinitions":[{"Image":"a:1"}]}' },
      ["unknown at desiredState"],
    ],
    [
      "aws:cloudcontrol/resource:Resource",
      { typeName: "AWS::ECS::TaskDefinition", desiredState: UNKNOWN },
      ["unknown at desiredState"],
    ],
    [
      "aws-native:cloudformation:Stack",
      { templateBody: TEMPLATE, parameters: { P: "b:1" } },
      [`image b:1 at templateBody.${AT}`],
    ],
    [
      "aws-native:cloudformation:Stack",
      { templateBody: { Resources: { F: UNKNOWN } } },
      ["unknown at templateBody.Resources.F"],
    ],
    [
      "aws-native:cloudformation:Stack",
      { templateBody: { Resources: UNKNOWN } },
      ["unknown at templateBody.Resources"],
    ],
    [
      "aws-native:cloudformation:StackSet",
      {
        templateBody: TEXT,
        parameters: [
          { parameterKey: "Q", parameterValue: "x:1" },
          { parameterKey: "P", parameterValue: "b:1" },
        ],
      },
      [`image b:1 at templateBody.${AT}`],
    ],
    [
      "aws-native:cloudformation:StackSet",
      {
        templateBody: TEXT,
        stackInstancesGroup: [{ parameterOverrides: [{ parameterKey: "P", parameterValue: "b:1" }] }],
      },
      [`image a:1 at templateBody.${AT}`, `image b:1 at templateBody.${AT}`],
    ],
    [
      "module:tf:aws_cloudformation_stack",
      { template_body: TEXT, parameters: { P: "b:1" } },
      [`image b:1 at template_body.${AT}`],
    ],
    [
      "module:tf:aws_cloudformation_stack_set",
      { template_url: null, template_body: TEXT },
      [`image a:1 at template_body.${AT}`],
    ],
    ["aws:cloudformation/stack:Stack", { templateBody: UNKNOWN }, ["unknown at templateBody"]],
    [
      "aws:cloudformation/stack:Stack",
      { templateUrl: "https://bucket.example/t" },
      [
        "hidden at templateUrl: names a document that stands elsewhere, and which images it deploys cannot be seen here",
      ],
    ],
    [
      "aws-native:cloudformation:StackSet",
      { templateUrl: UNKNOWN },
      [
        "hidden at templateUrl: names a document that stands elsewhere, and which images it deploys cannot be seen here",
      ],
    ],
    ["aws:cloudformation/stack:Stack", { templateBody: "{" }, ["unreadable at templateBody: is not valid YAML"]],
    [
      "aws:cloudformation/stack:Stack",
      { templateBody: "a" },
      ["unreadable at templateBody: holds a text, not a template"],
    ],
    [
      "aws:cloudformation/stack:Stack",
      { templateBody: "{}" },
      ["unreadable at templateBody: is a template without resources"],
    ],
    [
      "aws:cloudformation/stack:Stack",
      { templateBody: "a: 1\n---\nb: 1" },
      ["unreadable at templateBody: is a YAML text of 2 documents, not of one"],
    ],
    [
      "aws-native:index:ExtensionResource",
      { type: "AWS::ECS::TaskDefinition", properties: { ContainerDefinitions: [{ Image: "a:1" }] } },
      ["image a:1 at properties.ContainerDefinitions[0].Image"],
    ],
    ["aws-native:index:ExtensionResource", { type: "AWS::S3::Bucket", properties: { Image: "a:1" } }, []],
    ["aws-native:index:ExtensionResource", { type: UNKNOWN, properties: {} }, ["unknown at properties"]],
    ["aws-native:index:ExtensionResource", { properties: {} }, ["unreadable at properties: has no type beside it"]],
  ])("%s %j", (type, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });

  it("has no place where another image may be written: a template is not rewritten", () => {
    const text = {
      templateBody: JSON.stringify({ Resources: { F: { ...FUNCTION, Properties: { Code: { ImageUri: "a:1" } } } } }),
    };
    const [use] = discoverImageUses(resource("aws:cloudformation/stack:Stack", text));
    expect(use).not.toHaveProperty("slot");
  });
});

describe("what a template does not show is told, and hides nothing else (law 3)", () => {
  const other = `image a:1 at templateBody.${AT}`;

  it.each<[string, object, string]>([
    ["a macro over the whole", { ...TEMPLATE, Transform: "Own" }, `Transform: ${TRANSFORM}`],
    [
      "a macro among known transforms",
      { ...TEMPLATE, Transform: ["AWS::Serverless-2016-10-31", "Own"] },
      `Transform: ${TRANSFORM}`,
    ],
    ["an include", { ...TEMPLATE, "Fn::Transform": {} }, `["Fn::Transform"]: ${TRANSFORM}`],
    [
      "included resources",
      { ...TEMPLATE, Resources: { "Fn::Transform": {}, F: FUNCTION } },
      'Resources["Fn::Transform"]: is made by a transform that cannot be seen here',
    ],
    [
      "a loop",
      { ...TEMPLATE, Resources: { "Fn::ForEach::X": [], F: FUNCTION } },
      'Resources["Fn::ForEach::X"]: is made by a transform that cannot be seen here',
    ],
    [
      "a macro over a resource",
      { ...TEMPLATE, Resources: { X: { Type: "AWS::S3::Bucket", "Fn::Transform": {} }, F: FUNCTION } },
      `Resources.X["Fn::Transform"]: ${TRANSFORM}`,
    ],
    [
      "a macro over properties",
      { ...TEMPLATE, Resources: { X: { ...FUNCTION, Properties: { "Fn::Transform": {} } }, F: FUNCTION } },
      `Resources.X.Properties: ${TRANSFORM}`,
    ],
    [
      "a macro among properties",
      { ...TEMPLATE, Resources: { X: { ...FUNCTION, Properties: { "Fn::Transform": {}, a: 1 } }, F: FUNCTION } },
      `Resources.X.Properties["Fn::Transform"]: ${TRANSFORM}`,
    ],
    [
      "a module",
      { ...TEMPLATE, Resources: { X: { Type: "Own::Some::Thing::MODULE" }, F: FUNCTION } },
      "Resources.X.Type: names a module that cannot be seen here",
    ],
    [
      "a nested stack",
      {
        ...TEMPLATE,
        Resources: { X: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "https://x" } }, F: FUNCTION },
      },
      `Resources.X.Properties.TemplateURL: ${REMOTE}`,
    ],
    [
      "an application of others",
      {
        ...TEMPLATE,
        Resources: {
          X: { Type: "AWS::Serverless::Application", Properties: { Location: { ApplicationId: "x" } } },
          F: FUNCTION,
        },
      },
      `Resources.X.Properties.Location: ${REMOTE}`,
    ],
    [
      "a type that is no text",
      { ...TEMPLATE, Resources: { X: { Type: 1 }, F: FUNCTION } },
      "Resources.X.Type: is no name of a resource type",
    ],
    [
      "a resource that is none",
      { ...TEMPLATE, Resources: { X: "a", F: FUNCTION } },
      "Resources.X: is a text, not a resource",
    ],
  ])("%s", (_name, template, where) => {
    const found = told("aws:cloudformation/stack:Stack", { templateBody: JSON.stringify(template) });
    const path = where.startsWith("[") ? `templateBody${where}` : `templateBody.${where}`;
    const kind = path.endsWith(REMOTE) ? "hidden" : "unreadable";
    expect(found).toContain(`${kind} at ${path}`);
    expect(found).toContain(other);
    expect(found).toHaveLength(2);
  });

  it("takes nothing for given of a template inside a template, whose parameters are set beside it", () => {
    const outer = { Resources: { S: { Type: "AWS::CloudFormation::StackSet", Properties: { TemplateBody: TEXT } } } };
    const props = { templateBody: JSON.stringify(outer), parameters: { P: "b:1" } };
    expect(told("aws:cloudformation/stack:Stack", props)).toEqual([
      `unknown at templateBody.Resources.S.Properties.TemplateBody.${AT}`,
    ]);
  });
});

describe("of a value that is put together at deployment", () => {
  const uses = (ImageUri: unknown) =>
    discoverImageUses(
      resource("aws:cloudformation/stack:Stack", {
        templateBody: JSON.stringify({
          Resources: { Repo: { Type: "AWS::ECR::Repository" }, F: { ...FUNCTION, Properties: { Code: { ImageUri } } } },
        }),
      }),
    );
  const arn = { "Fn::GetAtt": ["Repo", "Arn"] };
  const split = { "Fn::Split": [":", arn] };
  const fromRepository = (suffix: string) => ({
    "Fn::Join": [
      "",
      [
        { "Fn::Select": [4, split] },
        ".dkr.ecr.",
        { "Fn::Select": [3, split] },
        ".",
        { Ref: "AWS::URLSuffix" },
        "/",
        { Ref: "Repo" },
        suffix,
      ],
    ],
  });

  it.each([
    [fromRepository(":latest"), "….dkr.ecr.….…/…:latest"],
    [fromRepository(`@sha256:${HEX}`), `….dkr.ecr.….…/…@sha256:${HEX}`],
    [
      { "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/team/app:v1" },
      "….dkr.ecr.….…/team/app:v1",
    ],
    [{ "Fn::Sub": "${AWS::AccountId}${AWS::Region}" }, undefined],
    [{ Ref: "Repo" }, undefined],
  ])("%j is told %s", (value, known) => {
    const [use] = uses(value);
    expect(use).toMatchObject({ kind: "unknown", role: "run", pinForm: "name@digest" });
    expect(use?.kind === "unknown" ? use.known : "").toBe(known);
  });

  it("is told that an asset of the CDK has a hash for its tag, and no digest", () => {
    const asset = (tag: string) => ({
      "Fn::Sub": `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/cdk-hnb659fds-container-assets-\${AWS::AccountId}-\${AWS::Region}:${tag}`,
    });
    const why = (tag: string) => uses(asset(tag)).map((use) => (use.kind === "unknown" ? use.why : ""))[0];
    expect(why(HEX)).toMatch(/AWS CDK: its tag is a hash of what it was built from, and no digest\.$/);
    expect(why("latest")).not.toContain("CDK");
  });
});
