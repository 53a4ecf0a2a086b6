import { describe, expect, it } from "@jest/globals";
import { told } from "../resource.ts";

const OTHERS = {
  Role: { Type: "AWS::IAM::Role" },
  Custom: { Type: "AWS::CloudFormation::CustomResource" },
  Own: { Type: "Custom::Thing" },
};
const find = (resource: object) =>
  told("aws-native:cloudformation:Stack", { templateBody: { Resources: { R: resource, ...OTHERS } } });
const manifest = (Manifest: unknown) =>
  find({ Type: "Custom::AWSCDK-EKS-KubernetesResource", Properties: { Manifest } });
const image = (ImageUri: unknown) => find({ Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri } } });

describe("what is decided at deployment", () => {
  it.each<[unknown, boolean]>([
    [{ Ref: "AWS::Region" }, false],
    [{ "Fn::GetAtt": ["Role", "Arn"] }, false],
    [{ Ref: "Role" }, false],
    [{ "Fn::GetAtt": ["Role", "Other"] }, true],
    [{ "Fn::GetAtt": ["Custom", "Arn"] }, true],
    [{ "Fn::GetAtt": ["Own", "Arn"] }, true],
    [{ Ref: "Own" }, true],
  ])("%j inside a manifest may be more of the manifest: %s", (piece, isOpen) => {
    const pieces = ['{"kind":"Pod","a":"', piece, '","spec":{"containers":[{"image":"a:1"}]}}'];
    const path = "templateBody.Resources.R.Properties.Manifest";
    const found = [`image a:1 at ${path}.spec.containers[0].image`];
    expect(manifest({ "Fn::Join": ["", pieces] })).toEqual(isOpen ? [`unknown at ${path}`, ...found] : found);
  });

  it("may be the whole manifest, which is then unknown and not unreadable", () => {
    expect(manifest({ Ref: "Own" })).toEqual(["unknown at templateBody.Resources.R.Properties.Manifest"]);
  });

  it.each([
    [{ "Fn::Select": [0, { "Fn::Split": ["/", { Ref: "AWS::StackId" }] }] }],
    [{ "Fn::Select": [1, { "Fn::Split": ["/", { "Fn::Sub": "${AWS::StackId}/a:1" }] }] }],
    [{ "Fn::Select": [1, { "Fn::Split": ["-", { "Fn::Sub": "${AWS::Region}-a" }] }] }],
    [{ "Fn::Select": [{ Ref: "AWS::Region" }, []] }],
  ])("%j is unknown, and never nothing", (value) => {
    expect(image(value)).toEqual(["unknown at templateBody.Resources.R.Properties.Code.ImageUri"]);
  });

  it("may be the name that makes a setting an image", () => {
    const EnvironmentVariables = [{ Name: { "Fn::Sub": "${AWS::Region}" }, Value: "a:1" }];
    expect(find({ Type: "AWS::Amplify::App", Properties: { EnvironmentVariables } })).toEqual([
      "unknown at templateBody.Resources.R.Properties.EnvironmentVariables[0].Name",
    ]);
  });
});
