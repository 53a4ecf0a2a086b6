import { describe, expect, it } from "@jest/globals";
import { isKnownType } from "../../src/discover/index.ts";

describe("the types that somebody looked at", () => {
  it.each([
    ["a type with images", "aws:ecs/taskDefinition:TaskDefinition"],
    ["a type without", "aws:s3/bucket:Bucket"],
    ["a type whose file is not called after it", "aws:rds/instance:Instance"],
    ["of a provider without modules", "random:index/randomId:RandomId"],
    ["of a provider whose package is not called after it", "scaleway:index/container:Container"],
    ["with a version in its token", "google-native:run/v2:Service"],
    ["azure-native, without API version", "azure-native:app:ContainerApp"],
    ["azure-native, with one in the module", "azure-native:app/v20230501:ContainerApp"],
    ["azure-native, with one in the package", "azure-native_app_v20240301:app:ContainerApp"],
    ["azure-native, with one, and without images", "azure-native:storage/v20230101:StorageAccount"],
    ["azure-native, renamed", "azure-native:machinelearningservices:MachineLearningCompute"],
    ["a kind of Kubernetes", "kubernetes:apps/v1:Deployment"],
    ["a custom resource of Kubernetes", "kubernetes:example.com/v1:Thing"],
    ["a part of Kubernetes objects", "kubernetes:example.com/v1:ThingPatch"],
    ["a stack", "pulumi:pulumi:Stack"],
    ["a provider", "pulumi:providers:aws"],
    ["a component of a package", "awsx:ecs:FargateService"],
    ["of a Terraform module", "module:tf:aws_ecs_task_definition"],
    ["of CloudFormation", "AWS::ECS::TaskDefinition"],
    ["of CloudFormation, without images", "AWS::S3::Bucket"],
    ["of Terraform, without images", "terraform:tf:aws_s3_bucket"],
    ["of a Terraform module, without images", "module:tf:google_storage_bucket"],
  ])("%s", (_, token) => {
    expect(isKnownType(token)).toBe(true);
  });

  it.each([
    ["of a provider that nobody read", "nomad:index/namespace:Namespace"],
    ["newer than what was read", "aws:ecs/podDefinition:PodDefinition"],
    ["of another module", "aws:ec2/taskDefinition:TaskDefinition"],
    ["whose name another type's begins with", "aws:s3/buck:Buck"],
    ["with a blank", "aws:s3/bucket bucketAcl:Bucket BucketAcl"],
    ["azure-native, of none of its modules", "azure-native:novel:ContainerApp"],
    ["azure-native, with a version that is none", "azure-native:app/newest:ContainerApp"],
    ["a dynamic provider's", "pulumi-nodejs:dynamic:Resource"],
    ["a component of the program", "acme:index:Service"],
    ["of a Terraform module, and read by nobody", "module:tf:acme_thing"],
    ["of CloudFormation, and not Amazon's", "Acme::Thing::Service"],
    ["a group alone", "aws:s3/"],
    ["no token", "taskDefinition"],
    ["nothing", ""],
    ["a name of JavaScript's", "__proto__"],
  ])("not one %s", (_, token) => {
    expect(isKnownType(token)).toBe(false);
  });
});
