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
    `evil.example/123456789012.dkr.ecr.eu-west-1.${SUFFIX}/team/app:v1`,
    `123456789012.dkr.ecr.eu-west-1.${SUFFIX}.evil.example/team/app:v1`,
  ])("%s stays unknown: which suffix its region has is not at hand", (image) => {
    expect(used(image)).toMatchObject({ kind: "unknown" });
  });
});
