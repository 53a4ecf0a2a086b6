import { resource, type PackageSchema } from "./schema.ts";

const WORKLOADS = [
  "apps/v1:Deployment",
  "apps/v1:DeploymentPatch",
  "apps/v1:StatefulSet",
  "apps/v1:DaemonSet",
  "apps/v1:ReplicaSet",
  "batch/v1:Job",
  "batch/v1:CronJob",
  "core/v1:Pod",
  "core/v1:PodPatch",
  "core/v1:ReplicationController",
];

const KUBERNETES: PackageSchema = {
  name: "kubernetes",
  version: "4.24.0",
  resources: {
    ...Object.fromEntries(
      WORKLOADS.map((kind) => [`kubernetes:${kind}`, resource({ values: ["metadata", "spec"], computed: ["status"] })]),
    ),
    "kubernetes:core/v1:PodTemplate": resource({ values: ["metadata", "template"] }),
    "kubernetes:core/v1:PodList": resource({ values: ["metadata", "items"] }),
    "kubernetes:core/v1:ConfigMap": resource({ values: ["metadata", "data"] }),
    "kubernetes:core/v1:Secret": resource({ texts: ["type"], values: ["metadata", "data", "stringData"] }),
    "kubernetes:apiextensions.k8s.io:CustomResource": resource({
      texts: ["apiVersion", "kind"],
      values: ["metadata", "spec"],
    }),
    "kubernetes:helm.sh/v3:Release": resource({
      texts: ["chart", "name", "namespace", "version"],
      values: ["repositoryOpts", "values"],
      computed: ["status"],
    }),
  },
};

const AWS: PackageSchema = {
  name: "aws",
  version: "7.11.0",
  resources: {
    "aws:lambda/function:Function": resource({
      texts: ["name", "packageType", "imageUri", "role", "handler", "runtime"],
      values: ["code", "environment"],
      computed: ["arn"],
    }),
    "aws:ecs/taskDefinition:TaskDefinition": resource({
      texts: ["family", "containerDefinitions", "cpu", "memory", "networkMode"],
      computed: ["arn"],
    }),
    "aws:ecs/service:Service": resource({ texts: ["name", "cluster", "taskDefinition"], values: ["desiredCount"] }),
    "aws:ecr/repository:Repository": resource({
      texts: ["name", "imageTagMutability"],
      values: ["imageScanningConfiguration", "forceDelete"],
      computed: ["repositoryUrl"],
    }),
  },
};

const DOCKER_BUILD: PackageSchema = {
  name: "docker-build",
  version: "0.0.15",
  resources: {
    "docker-build:index:Image": resource({
      values: [
        ...[
          "buildArgs",
          "buildOnPreview",
          "cacheFrom",
          "cacheTo",
          "context",
          "dockerfile",
          "exec",
          "exports",
          "labels",
        ],
        ...["load", "noCache", "platforms", "pull", "push", "registries", "secrets", "ssh", "tags"],
      ],
      texts: ["network", "target"],
      computed: ["contextHash", "digest", "ref"],
    }),
  },
};

const DOCKER: PackageSchema = {
  name: "docker",
  version: "4.9.0",
  resources: {
    "docker:index/image:Image": resource({
      texts: ["imageName"],
      values: ["build", "buildOnPreview", "registry", "skipPush"],
      computed: ["baseImageName", "registryServer", "repoDigest"],
    }),
    "docker:index/container:Container": resource({ texts: ["image", "name"], values: ["envs", "ports"] }),
    "docker:index/remoteImage:RemoteImage": resource({ texts: ["name"], computed: ["imageId", "repoDigest"] }),
  },
};

/** awsx makes its Image a component; here it is a resource like any other, with the same inputs and outputs. */
const AWSX: PackageSchema = {
  name: "awsx",
  version: "3.1.0",
  resources: {
    "awsx:ecr:Image": resource({
      texts: ["repositoryUrl", "imageName", "imageTag", "context", "dockerfile", "platform"],
      values: ["args", "cacheFrom"],
      computed: ["imageUri"],
    }),
  },
};

/** The packages that the stand-in provider serves, with the fields that programs of the tests use. */
export const PACKAGES: readonly PackageSchema[] = [KUBERNETES, AWS, DOCKER_BUILD, DOCKER, AWSX];
