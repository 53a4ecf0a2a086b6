import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../../src/discover/index.ts";
import { told } from "../resource.ts";

const STACK = "aws:cloudformation/stack:Stack";
const IMAGE = "templateBody.Resources.Task.Properties.ContainerDefinitions[0].Image";

interface Around {
  readonly parameters?: unknown;
  readonly Parameters?: unknown;
  readonly Mappings?: unknown;
  readonly Resources?: object;
}

function template(image: unknown, { Parameters, Mappings, Resources }: Around = {}): object {
  const task = { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions: [{ Image: image }] } };
  return { Parameters, Mappings, Resources: { ...Resources, Task: task } };
}

function find(image: unknown, around: Around = {}): string[] {
  const templateBody = JSON.stringify(template(image, around));
  return told(STACK, { templateBody, ...(around.parameters === undefined ? {} : { parameters: around.parameters }) });
}

const image = (text: string, path = IMAGE) => `image ${text} at ${path}`;
const unknown = `unknown at ${IMAGE}`;
const parameter = (Default?: unknown, Type = "String") => ({ Parameters: { P: { Type, Default } } });
const ACCOUNT = { Ref: "AWS::AccountId" };
const MAPPINGS = { M: { dev: { image: "a:1", other: "x:1" }, prod: { image: "b:1" } } };

describe("an image in a template of CloudFormation", () => {
  it.each<[string, unknown, readonly string[], Around?]>([
    ["a text", "a:1", [image("a:1")]],
    ["Join", { "Fn::Join": [":", ["a", "1"]] }, [image("a:1")]],
    ["Join with a value that is left out", { "Fn::Join": ["", ["a", { Ref: "AWS::NoValue" }, ":1"]] }, [image("a:1")]],
    [
      "Join of a list parameter",
      { "Fn::Join": [":", { Ref: "P" }] },
      [image("a:1")],
      parameter("a,1", "CommaDelimitedList"),
    ],
    ["Join of what is no list", { "Fn::Join": [":", { Ref: "P" }] }, [unknown], parameter("a")],
    ["Join with a pseudo parameter", { "Fn::Join": ["", [ACCOUNT, "/web:1"]] }, [unknown]],
    ["Sub", { "Fn::Sub": "a:${P}" }, [image("a:1")], parameter("1")],
    ["Sub with variables", { "Fn::Sub": ["a:${V}", { V: { Ref: "P" } }] }, [image("a:1")], parameter("1")],
    [
      "Sub with a variable that hides a parameter",
      { "Fn::Sub": ["a:${P}", { P: "2" }] },
      [image("a:2")],
      parameter("1"),
    ],
    ["Sub that writes a literal", { "Fn::Sub": "a:${!P}" }, [image("a:${P}")], parameter("1")],
    ["Sub with an attribute", { "Fn::Sub": "${Repo.RepositoryUri}:1" }, [unknown]],
    ["Select", { "Fn::Select": [1, ["x:1", "a:1"]] }, [image("a:1")]],
    ["Select by a text", { "Fn::Select": ["1", ["x:1", "a:1"]] }, [image("a:1")]],
    ["Select beyond the end", { "Fn::Select": [2, ["x:1", "a:1"]] }, [unknown]],
    ["Select by an unknown index", { "Fn::Select": [ACCOUNT, ["x:1", "a:1"]] }, [image("x:1"), image("a:1")]],
    ["Split", { "Fn::Select": [1, { "Fn::Split": ["|", "x:1|a:1"] }] }, [image("a:1")]],
    [
      "Split behind a word that is decided later",
      { "Fn::Select": [1, { "Fn::Split": ["|", { "Fn::Sub": "${AWS::Region}|a:1" }] }] },
      [image("a:1")],
    ],
    [
      "Split behind a text that is decided later",
      { "Fn::Select": [1, { "Fn::Split": ["|", { "Fn::Sub": "${X.Y}|a:1" }] }] },
      [unknown],
    ],
    [
      "If",
      { "Fn::If": ["C", "a:1", "b:1"] },
      [image("a:1", `${IMAGE}["Fn::If"][1]`), image("b:1", `${IMAGE}["Fn::If"][2]`)],
    ],
    [
      "If with nothing in one branch",
      { "Fn::If": ["C", "a:1", { Ref: "AWS::NoValue" }] },
      [image("a:1", `${IMAGE}["Fn::If"][1]`)],
    ],
    ["If inside of Join", { "Fn::Join": [":", ["a", { "Fn::If": ["C", "1", "2"] }]] }, [image("a:1"), image("a:2")]],
    ["FindInMap", { "Fn::FindInMap": ["M", "prod", "image"] }, [image("b:1")], { Mappings: MAPPINGS }],
    [
      "FindInMap by a key that is decided later",
      { "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "image"] },
      [image("a:1"), image("b:1")],
      { Mappings: MAPPINGS },
    ],
    [
      "FindInMap by a parameter",
      { "Fn::FindInMap": ["M", { Ref: "P" }, "image"] },
      [image("a:1")],
      { Mappings: MAPPINGS, ...parameter("dev") },
    ],
    [
      "FindInMap with a default",
      { "Fn::FindInMap": ["M", "none", "image", { DefaultValue: "c:1" }] },
      [image("c:1")],
      { Mappings: MAPPINGS },
    ],
    [
      "FindInMap of nothing",
      { "Fn::FindInMap": ["M", "none", "image"] },
      [`unreadable at ${IMAGE}: is looked up in a mapping that does not hold it`],
      { Mappings: MAPPINGS },
    ],
    [
      "FindInMap in an included mapping",
      { "Fn::FindInMap": ["M", "dev", "image"] },
      [`unreadable at ${IMAGE}: is rewritten by a transform that cannot be seen here`],
      { Mappings: { M: { "Fn::Transform": { Name: "AWS::Include" } } } },
    ],
    ["Ref to a parameter with a default", { Ref: "P" }, [image("a:1")], parameter("a:1")],
    [
      "Ref to a parameter that is given",
      { Ref: "P" },
      [image("b:1")],
      { ...parameter("a:1"), parameters: { P: "b:1" } },
    ],
    [
      "Ref to a parameter that is not known yet",
      { Ref: "P" },
      [unknown],
      { ...parameter("a:1"), parameters: { P: UNKNOWN } },
    ],
    ["Ref to parameters that are not known yet", { Ref: "P" }, [unknown], { ...parameter("a:1"), parameters: UNKNOWN }],
    ["Ref to a parameter without a default", { Ref: "P" }, [unknown], parameter()],
    [
      "Ref to a parameter that is looked up: its default is a name",
      { Ref: "P" },
      [unknown],
      parameter("/app/image", "AWS::SSM::Parameter::Value<String>"),
    ],
    ["Ref to nothing", { Ref: "P" }, [unknown]],
    ["GetAtt", { "Fn::GetAtt": ["Repo", "RepositoryUri"] }, [unknown]],
    ["ImportValue", { "Fn::ImportValue": "image" }, [unknown]],
    ["a dynamic reference", "{{resolve:ssm:/app/image}}", [unknown]],
    ["a dynamic reference that is put together", { "Fn::Join": ["", ["{{resolve:ssm:", "/app/image}}"]] }, [unknown]],
    [
      "a transform",
      { "Fn::Transform": { Name: "AWS::Include" } },
      [`unreadable at ${IMAGE}: is rewritten by a transform that cannot be seen here`],
    ],
    [
      "a function that nobody knows",
      { "Fn::Novel": "a" },
      [`unreadable at ${IMAGE}: is a function that cannot be read`],
    ],
    ["a malformed function", { "Fn::If": ["C", "a"] }, [`unreadable at ${IMAGE}: is no Fn::If that can be read`]],
    ["an object", { a: 1 }, [`unreadable at ${IMAGE}: is an object, not an image reference`]],
    ["a number", 1, [`unreadable at ${IMAGE}: is a number, not an image reference`]],
  ])("%s", (_name, value, expected, around = {}) => {
    expect(find(value, around)).toEqual(expected);
  });

  it.each([
    ["a list", { "Fn::If": ["C", [{ Image: "a:1" }], [{ Image: "b:1" }]] }],
    ["an element", [{ "Fn::If": ["C", { Image: "a:1" }, { Ref: "AWS::NoValue" }] }, { Image: "b:1" }]],
  ])("is found in each branch that is %s", (_name, ContainerDefinitions) => {
    const task = { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions } };
    const found = told(STACK, { templateBody: JSON.stringify({ Resources: { Task: task } }) });
    expect(found.map((use) => use.split(" ")[1])).toEqual(["a:1", "b:1"]);
  });

  it.each<[string, object, string[]]>([
    ["a function in a variable", { Environment: { Variables: { X: { "Fn::ToJsonString": {} } } } }, []],
    ["a function for a number", { MemorySize: { "Fn::Length": [1] } }, []],
    ["a macro that makes other properties", { Tags: { "Fn::Transform": { Name: "Macro" } } }, []],
    [
      "a macro beside it, which may rewrite it",
      { "Fn::Transform": { Name: "Macro" } },
      [
        'unreadable at templateBody.Resources.F.Properties["Fn::Transform"]: is rewritten by a transform that cannot be seen here',
      ],
    ],
  ])("is told from %s that cannot be read, only where that may hide an image", (_name, more, others) => {
    const F = { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: "a:1" }, ...more } };
    const found = told(STACK, { templateBody: JSON.stringify({ Resources: { F } }) });
    expect(found).toEqual([image("a:1", "templateBody.Resources.F.Properties.Code.ImageUri"), ...others]);
  });

  it("is found under a name that is written twice, whichever counts", () => {
    const text =
      '{"Resources":{"Task":{"Type":"AWS::Lambda::Function","Properties":{"Code":{"ImageUri":"a:1","ImageUri":"b:1"}}}}}';
    expect(told(STACK, { templateBody: text }).map((use) => use.split(" ")[1])).toEqual(["a:1", "b:1"]);
  });

  it("is found in YAML with short tags", () => {
    const templateBody = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Tag: { Type: String, Default: "1" }
Mappings:
  M: { prod: { name: c } }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Condition: Wanted
    Properties:
      ContainerDefinitions:
        - Image: !Sub "a:\${Tag}"
        - Image: !Join [":", [b, !Ref Tag]]
        - Image: !Sub
            - "\${Name}:\${Tag}"
            - Name: !FindInMap [M, prod, name]
        - Image: !If [Wanted, !Select [0, !Split [",", "d:1,x"]], !ImportValue e]
        - Image: !GetAtt Repo.RepositoryUri
        - !Novel [1]
`;
    const at = (index: number) => IMAGE.replace("[0]", `[${index}]`);
    expect(told(STACK, { templateBody })).toEqual([
      image("a:1", at(0)),
      image("b:1", at(1)),
      image("c:1", at(2)),
      image("d:1", `${at(3)}["Fn::If"][1]`),
      `unknown at ${at(3)}["Fn::If"][2]`,
      `unknown at ${at(4)}`,
      "unreadable at templateBody.Resources.Task.Properties.ContainerDefinitions[5]: is a function that cannot be read",
    ]);
  });

  it("is found in a manifest that the AWS CDK puts together", () => {
    const pieces: unknown[] = [
      '[{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"a":"',
      ACCOUNT,
      '"}},"spec":{"containers":[{"image":"a:1"}]}}]',
    ];
    const manifest = {
      Type: "Custom::AWSCDK-EKS-KubernetesResource",
      Properties: { Manifest: { "Fn::Join": ["", pieces] } },
    };
    const templateBody = { Resources: { Manifest: manifest } };
    const path = "templateBody.Resources.Manifest.Properties.Manifest";
    expect(told("aws-native:cloudformation:Stack", { templateBody })).toEqual([
      image("a:1", `${path}[0].spec.containers[0].image`),
    ]);
    pieces[1] = { "Fn::GetAtt": ["Custom", "Data"] };
    expect(told("aws-native:cloudformation:Stack", { templateBody })).toEqual([
      `unknown at ${path}`,
      image("a:1", `${path}[0].spec.containers[0].image`),
    ]);
  });
});
