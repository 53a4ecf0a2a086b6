import { describe, expect, it } from "@jest/globals";
import { discoverImageUses } from "../../../src/discover/index.ts";
import { resource, told } from "../resource.ts";

/** What CloudFormation may make of a template, where a reading of its letter would see one image and another is deployed. */
const STACK = "aws:cloudformation/stack:Stack";
const AT = "templateBody.Resources.Task.Properties.ContainerDefinitions[0].Image";
const GOOD = "ghcr.io/acme/web:1";
const EVIL = "evil.example/web:1";

function find(image: unknown, sections: object = {}): string[] {
  const task = { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions: [{ Image: image }] } };
  return told(STACK, { templateBody: JSON.stringify({ ...sections, Resources: { Task: task } }) });
}

const image = (text: string) => `image ${text} at ${AT}`;
const unknown = `unknown at ${AT}`;
const transformed = `unreadable at ${AT}: is rewritten by a transform that cannot be seen here`;
const INCLUDE = { "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "s3://bucket/file" } } };
const LOOKUP = { "Fn::FindInMap": ["M", "a", "b"] };
const withDefault = (map: unknown, key: unknown) => ({ "Fn::FindInMap": [map, key, "b", { DefaultValue: GOOD }] });
const parameter = (P: object) => ({ Parameters: { P } });

describe("what a template of CloudFormation may become", () => {
  it.each<[string, unknown, object, readonly string[]]>([
    [
      "a mapping whose name is decided later, and a default",
      withDefault({ Ref: "P" }, "a"),
      { ...parameter({ Type: "String" }), Mappings: { M: { a: { b: EVIL } } } },
      [unknown, image(GOOD)],
    ],
    [
      "a number as a key",
      withDefault("M", "1.10"),
      { Mappings: { M: { "1.1": { b: EVIL } } } },
      [image(EVIL), image(GOOD)],
    ],
    [
      "a boolean as a key",
      withDefault("M", "true"),
      { Mappings: { M: { yes: { b: EVIL } } } },
      [image(EVIL), image(GOOD)],
    ],
    ["another key", withDefault("M", "x"), { Mappings: { M: { a: { b: EVIL } } } }, [image(GOOD)]],
    [
      "an include among the mappings",
      LOOKUP,
      { Mappings: { M: { a: { b: GOOD } }, ...INCLUDE } },
      [image(GOOD), transformed],
    ],
    ["an include in a parameter", { Ref: "P" }, parameter({ Type: "String", Default: GOOD, ...INCLUDE }), [unknown]],
    [
      "an include among the parameters",
      { Ref: "P" },
      { Parameters: { P: { Type: "String", Default: GOOD }, ...INCLUDE } },
      [unknown, image(GOOD)],
    ],
    [
      "an include among the variables of Sub",
      { "Fn::Sub": ["${P}", INCLUDE] },
      parameter({ Type: "String", Default: GOOD }),
      [`unreadable at ${AT}: is no Fn::Sub that can be read`],
    ],
    [
      "a list of which something is left out",
      { "Fn::Select": [1, [{ Ref: "AWS::NoValue" }, GOOD, EVIL]] },
      {},
      [image(GOOD), image(EVIL)],
    ],
    [
      "a list of which something may be left out",
      { "Fn::Select": [1, [{ "Fn::If": ["c", "x", { Ref: "AWS::NoValue" }] }, GOOD, EVIL]] },
      {},
      [image("x"), image(GOOD), image(EVIL)],
    ],
    [
      "a delimiter that begins in what is decided later",
      { "Fn::Select": [1, { "Fn::Split": ["t/", { "Fn::Sub": `\${AWS::StackName}/${EVIL}t/${GOOD}` }] }] },
      {},
      [unknown],
    ],
  ])("%s", (_, source, sections, expected) => {
    expect(find(source, sections).sort()).toEqual([...expected].sort());
  });

  it("a parameter of two types, one of which is looked up", () => {
    const templateBody = `{"Parameters":{"P":{"Type":"AWS::SSM::Parameter::Value<String>","Type":"String","Default":"${GOOD}"}},
      "Resources":{"Task":{"Type":"AWS::ECS::TaskDefinition","Properties":{"ContainerDefinitions":[{"Image":{"Ref":"P"}}]}}}}`;
    expect(told(STACK, { templateBody })).toEqual([unknown]);
  });

  it("properties that may be left out as a whole", () => {
    const Properties = { "Fn::If": ["c", { ContainerDefinitions: [{ Image: GOOD }] }, { Ref: "AWS::NoValue" }] };
    const templateBody = JSON.stringify({ Resources: { Task: { Type: "AWS::ECS::TaskDefinition", Properties } } });
    expect(told(STACK, { templateBody })).toEqual([image(GOOD)]);
  });
});

describe("what a state machine in a template is given", () => {
  const definition = `{"States":{"a":{"Type":"Task","Parameters":{"PrimaryContainer":{"Image":"\${I}"}}}}}`;
  const at = "templateBody.Resources.M.Properties.DefinitionString.States.a.Parameters.PrimaryContainer.Image";
  const machine = (more: object) => ({
    templateBody: JSON.stringify({
      Resources: {
        M: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString: definition, ...more } },
      },
    }),
  });

  it("is what stands in its own properties, evaluated", () => {
    const DefinitionSubstitutions = { I: { "Fn::Join": ["", [EVIL, "2"]] } };
    expect(told(STACK, machine({ DefinitionSubstitutions }))).toEqual([`image ${EVIL}2 at ${at}`]);
  });

  it("is never what stands in the resource around the template", () => {
    expect(told(STACK, { ...machine({}), definitionSubstitutions: { I: GOOD } })).toEqual([`unknown at ${at}`]);
  });

  it("is shown without what is left open of it", () => {
    const I = { "Fn::Sub": "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/a:{% $b %}" };
    const props = machine({ DefinitionSubstitutions: { I: { "Fn::Join": ["", ["{% $a & '", I, "' %}"]] } } });
    const [use] = discoverImageUses(resource(STACK, props));
    expect(use).toMatchObject({ kind: "unknown" });
    expect(JSON.stringify(use)).not.toMatch(/[\u{F0000}-\u{10FFFF}]/u);
  });

  it.each([
    ["a security group's id", "AWS::EC2::SecurityGroup", "GroupId", []],
    [
      "what a nested stack calls so",
      "AWS::CloudFormation::Stack",
      "Outputs.GroupId",
      ["M.Properties.DefinitionString"],
    ],
    ["what a custom resource calls so", "Custom::Group", "GroupId", ["M.Properties.DefinitionString"]],
  ])("hides nothing behind %s that cannot hold more of the definition", (_, Type, attribute, unknownAt) => {
    const states = `{"a":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"Groups":["`;
    const parts = [`{"StartAt":"a","States":${states}`, { "Fn::GetAtt": ["G", attribute] }, `"]}}}}`];
    const Properties = { DefinitionString: { "Fn::Join": ["", parts] } };
    const Resources = { G: { Type }, M: { Type: "AWS::StepFunctions::StateMachine", Properties } };
    const found = told(STACK, { templateBody: JSON.stringify({ Resources }) });
    expect(found.filter((use) => use.startsWith("unknown"))).toEqual(
      unknownAt.map((path) => `unknown at templateBody.Resources.${path}`),
    );
  });

  it("is unknown where it is longer than any reference, or put in too often: it is kept as often", () => {
    for (const I of ["x".repeat(1025), "x".repeat(1024)]) {
      const props = machine({ DefinitionSubstitutions: { I } });
      const often = props.templateBody.replace("${I}", "${I}${I}");
      expect(told(STACK, { templateBody: often })).toEqual([`unknown at ${at}`]);
    }
  });

  it("is unknown where it stands there twice", () => {
    const twice = machine({ DefinitionSubstitutions: { I: EVIL }, definitionSubstitutions: { I: GOOD } });
    expect(told(STACK, twice)).toEqual([`unknown at ${at}`]);
  });
});
