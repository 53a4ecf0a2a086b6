import { describe, expect, it } from "@jest/globals";
import { discoverImageUses } from "../../../src/discover/index.ts";
import { resource } from "../resource.ts";

const HEX = "85aa2b9b1c3c3e05e4b8825291410a5f9cbd9638c2e60dcab8b40e32050938a2";

/** The image of a Lambda function in a CloudFormation template. */
function used(image: string) {
  const properties = { Code: { ImageUri: { "Fn::Sub": image } }, PackageType: "Image" };
  const template = {
    Resources: { F: { Type: "AWS::Lambda::Function", Properties: properties } },
    Parameters: { Account: { Type: "String" } },
  };
  const stack = resource("aws:cloudformation/stack:Stack", { templateBody: JSON.stringify(template) });
  const [use, ...more] = discoverImageUses(stack);
  expect(more).toEqual([]);
  return use;
}

const STACK = "${AWS::StackName}";
const [ACCOUNT, REGION, SUFFIX] = ["${AWS::AccountId}", "${AWS::Region}", "${AWS::URLSuffix}"];
const asset = (account: string, region: string, suffix: string, of = account, tag = HEX) =>
  `${account}.dkr.ecr.${region}.${suffix}/cdk-hnb659fds-container-assets-${of}-${region}:${tag}`;

describe("an image asset of the AWS CDK", () => {
  it.each([
    ["the account and the region of whoever deploys", asset(ACCOUNT, REGION, SUFFIX), true],
    ["a suffix that is written out", asset(ACCOUNT, REGION, "amazonaws.com"), true],
    ["a region that is written out", asset(ACCOUNT, "eu-west-1", SUFFIX), true],
    ["a parameter for the account", asset("${Account}", REGION, SUFFIX), false],
    ["another account's registry", asset("123456789012", REGION, SUFFIX, ACCOUNT), false],
    ["another account's repository", asset(ACCOUNT, REGION, SUFFIX, "123456789012"), false],
    ["a tag that is no hash", asset(ACCOUNT, REGION, SUFFIX, ACCOUNT, "latest"), false],
    ["a suffix of somebody else", asset(ACCOUNT, REGION, "amazonaws.com.evil.example"), false],
    ["a path before the repository", asset(ACCOUNT, REGION, `${SUFFIX}/evil`), false],
    ["a stack's name for the suffix, whose domain anybody may own", asset(ACCOUNT, REGION, STACK), false],
    ["a stack's name for the region", asset(ACCOUNT, STACK, SUFFIX), false],
    ["the partition for the account", asset("${AWS::Partition}", REGION, SUFFIX), false],
    ["the region for the account", asset(REGION, REGION, SUFFIX), false],
    ["a digest", `${asset(ACCOUNT, REGION, SUFFIX)}@sha256:${HEX}`, false],
  ])("is recognised by %s: %s", (_, image, isAsset) => {
    const use = used(image);
    expect(use).toMatchObject({ kind: "unknown" });
    expect(use?.kind === "unknown" && use.cdkAsset === true).toBe(isAsset);
  });

  it.each([
    [asset("123456789012", "eu-west-1", SUFFIX), asset("123456789012", "eu-west-1", "amazonaws.com")],
    [asset("123456789012", "us-gov-west-1", SUFFIX), asset("123456789012", "us-gov-west-1", "amazonaws.com")],
    [asset("123456789012", "cn-north-1", SUFFIX), asset("123456789012", "cn-north-1", "amazonaws.com.cn")],
    [
      `123456789012.dkr.ecr.eu-west-1.${SUFFIX}/team/app:v1`,
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1",
    ],
  ])("%s of one environment is read whole, and so is any other image there", (image, whole) => {
    expect(used(image)).toMatchObject({ kind: "image", image: whole });
    expect(used(image)).not.toHaveProperty("slot");
  });

  it.each([
    asset("123456789012", "us-isof-south-1", SUFFIX),
    asset("123456789012", "eusc-de-east-1", SUFFIX),
    asset("123456789012", "us-east-1", STACK),
    `evil.example/123456789012.dkr.ecr.eu-west-1.${SUFFIX}/team/app:v1`,
    `123456789012.dkr.ecr.eu-west-1.${SUFFIX}.evil.example/team/app:v1`,
  ])("%s stays unknown: which suffix its region has is not at hand", (image) => {
    expect(used(image)).toMatchObject({ kind: "unknown" });
  });

  it("is none of Azure's: a word that a template of Azure Resource Manager leaves open is no account", () => {
    const index = "copyIndex(123456789012)";
    const registry = ".dkr.ecr.eu-west-1.amazonaws.com/cdk-hnb659fds-container-assets-";
    const image = `[concat(${index}, '${registry}', ${index}, '-eu-west-1:${HEX}')]`;
    const properties = { containers: [{ name: "a", properties: { image } }] };
    const template = { resources: [{ type: "Microsoft.ContainerInstance/containerGroups", name: "a", properties }] };
    const [use] = discoverImageUses(resource("azure-native:resources:Deployment", { properties: { template } }));
    expect(use).toMatchObject({ kind: "unknown" });
    expect(use).not.toHaveProperty("cdkAsset");
  });

  const forged = [0xf0000, 0xf0003, 0x10fffd]
    .map((code) => String.fromCodePoint(code))
    .map((mark) => asset(mark, mark, mark));
  const escaped = (text: string) =>
    text.replaceAll(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
  const machine = (image: string) =>
    `{"StartAt":"a","States":{"a":{"Type":"Task","Parameters":{"PrimaryContainer":{"Image":"${image}"}}}}}`;
  const lambda = (image: string) => ({ PackageType: "Image", Code: { ImageUri: image } });
  const container = (image: string) => ({ containers: [{ name: "a", properties: { image } }] });

  it.each<[string, string, (image: string) => object]>([
    [
      "an extension resource",
      "aws-native:index:ExtensionResource",
      (image) => ({ type: "AWS::Lambda::Function", properties: lambda(image) }),
    ],
    [
      "a desired state",
      "aws:cloudcontrol/resource:Resource",
      (image) => ({ typeName: "AWS::Lambda::Function", desiredState: escaped(JSON.stringify(lambda(image))) }),
    ],
    [
      "a state machine in a template",
      "aws:cloudformation/stack:Stack",
      (image) => ({
        templateBody: JSON.stringify({
          Resources: {
            M: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString: machine(escaped(image)) } },
          },
        }),
      }),
    ],
    [
      "a resource of Azure Resource Manager",
      "azure-native:resources:Resource",
      (image) => ({
        resourceProviderNamespace: "Microsoft.ContainerInstance",
        parentResourcePath: "",
        resourceType: "containerGroups",
        properties: container(image),
      }),
    ],
    [
      "a body of azapi",
      "azapi:index/resource:Resource",
      (image) => ({
        type: "Microsoft.ContainerInstance/containerGroups@2023-05-01",
        body: { properties: container(image) },
      }),
    ],
  ])("is not forged by a text in %s", (_, type, props) => {
    for (const image of forged) {
      const uses = discoverImageUses(resource(type, props(image)));
      expect(uses).toMatchObject([{ kind: "image", image }]);
    }
  });
});
