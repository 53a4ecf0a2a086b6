const any = { $ref: "pulumi.json#/Any" };
const text = { type: "string" };

interface ResourceSchema {
  readonly inputProperties: Readonly<Record<string, unknown>>;
  /** Outputs that a program may read. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Outputs that nobody knows before the resource exists. */
  readonly computed: readonly string[];
}

export interface PackageSchema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
}

const WORKLOADS = [
  "apps/v1:Deployment",
  "apps/v1:DeploymentPatch",
  "apps/v1:StatefulSet",
  "apps/v1:DaemonSet",
  "apps/v1:ReplicaSet",
  "batch/v1:Job",
  "batch/v1:CronJob",
  "core/v1:Pod",
  "core/v1:ReplicationController",
];

const KUBERNETES: PackageSchema = {
  name: "kubernetes",
  version: "4.24.0",
  resources: {
    ...Object.fromEntries(
      WORKLOADS.map((kind) => [`kubernetes:${kind}`, resource({ metadata: any, spec: any }, { status: any })]),
    ),
    "kubernetes:core/v1:PodTemplate": resource({ metadata: any, template: any }),
    "kubernetes:core/v1:PodList": resource({ metadata: any, items: { type: "array", items: any } }),
    "kubernetes:core/v1:ConfigMap": resource({ metadata: any, data: { type: "object", additionalProperties: text } }),
  },
};

const AWS: PackageSchema = {
  name: "aws",
  version: "7.11.0",
  resources: {
    "aws:lambda/function:Function": resource(
      { name: text, packageType: text, imageUri: text, role: text, handler: text, runtime: text, code: any },
      { arn: text },
    ),
    "aws:ecs/taskDefinition:TaskDefinition": resource(
      { family: text, containerDefinitions: text, cpu: text, memory: text, networkMode: text },
      { arn: text },
    ),
    "aws:ecr/repository:Repository": resource({ name: text, imageTagMutability: text }, { repositoryUrl: text }),
  },
};

/** The packages that the stand-in provider serves, with the fields that programs of the tests use. */
export const PACKAGES: readonly PackageSchema[] = [KUBERNETES, AWS];

/** Names of the outputs that are unknown until the resource was created. */
export function computedOutputs(schema: PackageSchema, type: string): readonly string[] {
  return schema.resources[type]?.computed ?? [];
}

function resource(inputs: Record<string, unknown>, computed: Record<string, unknown> = {}): ResourceSchema {
  return { inputProperties: inputs, properties: { ...inputs, ...computed }, computed: Object.keys(computed) };
}
