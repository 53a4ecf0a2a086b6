import { UNKNOWN, type Resource } from "../src/discover/index.ts";

type Made = readonly [type: string, props: unknown];

const containers = (n: number) =>
  Array.from({ length: 3 }, (_, index) => ({
    name: `c${index}`,
    image: `registry.example/team-${n % 50}/app-${index}:${n}`,
    env: Array.from({ length: 20 }, (_, name) => ({ name: `NAME_${name}`, value: name % 5 === 0 ? UNKNOWN : "value" })),
    resources: { limits: { cpu: "1", memory: "1Gi" } },
  }));
const pod = (n: number) => ({ metadata: { labels: { app: `app-${n}` } }, spec: { containers: containers(n) } });

const script = (n: number) =>
  [
    "#!/bin/bash",
    "set -euo pipefail",
    "yum install -y docker && systemctl enable --now docker",
    `docker run -d --name web -p 80:8080 -e NAME="a b" registry.example/web:${n}`,
    ...Array.from({ length: 20 }, (_, line) => `echo "step ${line} of \${HOSTNAME}" >> /var/log/setup-${line}.log`),
  ].join("\n");

const states = (n: number) => ({
  StartAt: "Run",
  States: {
    Run: {
      Type: "Task",
      Resource: "arn:aws:states:::ecs:runTask.sync",
      Parameters: { Overrides: { ContainerOverrides: [{ Name: "web", Command: ["run", String(n)] }] } },
      Next: "Train",
    },
    Train: {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
      Parameters: { AlgorithmSpecification: { TrainingImage: `registry.example/train:${n}` } },
      End: true,
    },
  },
});

const armTemplate = (n: number) => ({
  parameters: { tag: { type: "string", defaultValue: String(n) } },
  variables: { image: "[concat('registry.example/web:', parameters('tag'))]" },
  resources: [
    {
      type: "Microsoft.ContainerInstance/containerGroups",
      apiVersion: "2023-05-01",
      name: "group",
      properties: { containers: [{ name: "web", properties: { image: "[variables('image')]" } }] },
    },
    { type: "Microsoft.Network/virtualNetworks", apiVersion: "2023-04-01", name: "net", properties: {} },
  ],
});

const cloudFormation = (n: number) => ({
  Parameters: { Tag: { Type: "String", Default: String(n) } },
  Resources: {
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: { ContainerDefinitions: [{ Name: "web", Image: { "Fn::Sub": "registry.example/web:${Tag}" } }] },
    },
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "AWS::StackName" } } },
  },
});

/** What a large stack is made of, as many of each; the first ten deploy images or hold what may, the others do not. */
const MIX: Readonly<Record<string, (n: number) => Made>> = {
  Deployment: (n) => ["kubernetes:apps/v1:Deployment", { spec: { template: pod(n) } }],
  Workflow: (n) => [
    "kubernetes:argoproj.io/v1alpha1:Workflow",
    { spec: { templates: [{ container: containers(n)[0] }] } },
  ],
  "ECS task": (n) => ["aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions: JSON.stringify(containers(n)) }],
  "DigitalOcean app": (n) => [
    "digitalocean:index/app:App",
    { spec: { services: [{ image: { registryType: "GHCR", repository: `a/${n}` } }] } },
  ],
  "container declaration": (n) => [
    "gcp:compute/instance:Instance",
    { metadata: { "gce-container-declaration": `spec:\n  containers:\n  - image: registry.example/a:${n}\n` } },
  ],
  "Helm Release": (n) => [
    "kubernetes:helm.sh/v3:Release",
    {
      chart: "web",
      version: "1.2.3",
      values: { replicas: 2, image: { repository: "registry.example/web", tag: String(n) }, service: { port: 80 } },
    },
  ],
  script: (n) => ["aws:ec2/instance:Instance", { ami: "ami-1", instanceType: "t3.micro", userData: script(n) }],
  "state machine": (n) => [
    "aws:sfn/stateMachine:StateMachine",
    { roleArn: UNKNOWN, definition: JSON.stringify(states(n)) },
  ],
  "ARM template": (n) => [
    "azure-native:resources:Deployment",
    { resourceGroupName: "group", properties: { mode: "Incremental", template: armTemplate(n) } },
  ],
  "CloudFormation stack": (n) => [
    "aws:cloudformation/stack:Stack",
    { templateBody: JSON.stringify(cloudFormation(n)), parameters: { Other: "value" } },
  ],
  subnet: (n) => ["aws:ec2/subnet:Subnet", { cidrBlock: `10.0.${n % 256}.0/24`, vpcId: UNKNOWN }],
  role: (n) => ["aws:iam/role:Role", { assumeRolePolicy: JSON.stringify({ Statement: [{ Sid: String(n) }] }) }],
  ConfigMap: (n) => ["kubernetes:core/v1:ConfigMap", { data: { key: "x".repeat(2000), n: String(n) } }],
  bucket: (n) => ["aws:s3/bucket:Bucket", { bucket: `bucket-${n}`, tags: { a: "b" } }],
  network: (n) => [
    "azure-native:network:VirtualNetwork",
    { addressSpace: { addressPrefixes: [`10.${n % 256}.0.0/16`] } },
  ],
  Service: (n) => [
    "kubernetes:core/v1:Service",
    { metadata: { labels: { app: `app-${n}` } }, spec: { ports: [{ port: 80, targetPort: 8080 }] } },
  ],
  "security group": (n) => [
    "aws:ec2/securityGroup:SecurityGroup",
    { vpcId: UNKNOWN, ingress: [{ fromPort: 80, toPort: 80, protocol: "tcp", cidrBlocks: [`10.0.${n % 256}.0/24`] }] },
  ],
  "DNS record": (n) => ["gcp:dns/recordSet:RecordSet", { name: `r${n}.example.`, type: "A", rrdatas: [UNKNOWN] }],
  password: () => ["random:index/randomPassword:RandomPassword", { length: 32, special: false }],
  component: (n) => ["acme:index:Service", { name: `service-${n}`, size: "large", tags: ["a", "b"] }],
};

export const KINDS = Object.keys(MIX);

/** A large stack: the kinds in turn. */
export function mixedResources(count: number): readonly Resource[] {
  const makers = Object.values(MIX);
  return Array.from({ length: count }, (_, n) => {
    const [type, props] = makers[n % makers.length]?.(n) ?? ["", {}];
    return { type, name: `r${n}`, urn: `urn:pulumi:dev::bench::${type}::r${n}`, props };
  });
}
