const IMAGE = "registry.example.com/team/web:1.4";
const yaml = (...lines: readonly string[]) => `${lines.join("\n")}\n`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const arm = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const urn = "urn:pulumi:dev::shop::kubernetes:core/v1:Pod::web";
const pod = {
  ...{ urn, custom: true, type: "kubernetes:core/v1:Pod" },
  inputs: { spec: { containers: [{ name: "web", image: IMAGE }] } },
};
const task = {
  Type: "AWS::ECS::TaskDefinition",
  Properties: { ContainerDefinitions: [{ Name: "web", Image: IMAGE }] },
};
const plannedTask = {
  ...{ address: "aws_lambda_function.web", mode: "managed", type: "aws_lambda_function", name: "web" },
  ...{ provider_name: "registry.terraform.io/hashicorp/aws", schema_version: 0, values: { image_uri: IMAGE } },
};
const events = [
  { resourcePreEvent: { metadata: { op: "create", urn, type: pod.type, old: null, new: pod } } },
  { summaryEvent: { result: "succeeded" } },
];

/** A file of every format that `check` reads, by the name which docs/files*.md gives the format; each names one image by a tag. */
export const ONE_OF_EACH: Readonly<Record<string, readonly [file: string, text: string]>> = {
  Kubernetes: [
    "k8s/pod.yaml",
    yaml(
      "apiVersion: v1",
      "kind: Pod",
      "metadata: { name: web }",
      `spec: { containers: [{ name: web, image: "${IMAGE}" }] }`,
    ),
  ],
  "Helm values": ["chart/values.yaml", yaml("image:", "  repository: registry.example.com/team/web", '  tag: "1.4"')],
  "Helm chart": [
    "other/Chart.yaml",
    yaml(
      "apiVersion: v2",
      "name: shop",
      "version: 1.0.0",
      "dependencies:",
      "  - name: web",
      "    version: 1.0.0",
      "    repository: oci://registry.example.com/charts",
    ),
  ],
  template: [
    "chart/templates/pod.yaml",
    yaml(
      "{{- if .Values.on }}",
      "apiVersion: v1",
      "kind: Pod",
      "spec:",
      "  containers:",
      `    - image: ${IMAGE}`,
      "{{- end }}",
    ),
  ],
  Kustomize: [
    "overlay/kustomization.yaml",
    yaml("images:", "  - name: web", "    newName: registry.example.com/team/web", '    newTag: "1.4"'),
  ],
  Helmfile: [
    "helmfile.yaml",
    yaml("releases:", "  - name: web", "    chart: ./chart", "    values:", `      - image: ${IMAGE}`),
  ],
  Skaffold: [
    "skaffold.yaml",
    yaml(
      "apiVersion: skaffold/v4beta11",
      "kind: Config",
      "verify:",
      "  - name: web",
      `    container: { name: web, image: "${IMAGE}" }`,
    ),
  ],
  "CloudFormation, SAM": ["template.json", json({ AWSTemplateFormatVersion: "2010-09-09", Resources: { Task: task } })],
  "AWS CDK": ["cdk/Shop.template.json", json({ Resources: { Task: task } })],
  "Terraform plan": [
    "terraform.json",
    json({
      ...{ format_version: "1.2", terraform_version: "1.9.0" },
      planned_values: { root_module: { resources: [plannedTask] } },
      resource_changes: [
        { ...plannedTask, change: { actions: ["create"], before: null, after: plannedTask.values, after_unknown: {} } },
      ],
    }),
  ],
  "Pulumi program": [
    "program/Pulumi.yaml",
    yaml(
      "name: shop",
      "runtime: yaml",
      "resources:",
      "  web:",
      "    type: kubernetes:core/v1:Pod",
      `    properties: { spec: { containers: [{ name: web, image: "${IMAGE}" }] } }`,
    ),
  ],
  "Pulumi preview": [
    "preview.json",
    json({ steps: [{ op: "create", urn, newState: pod }], duration: 1, changeSummary: { create: 1 } }),
  ],
  "Pulumi engine events": [
    "events.json",
    events.map((one, sequence) => `${JSON.stringify({ sequence, timestamp: 1, ...one })}\n`).join(""),
  ],
  "Pulumi state": ["state.json", json({ version: 3, deployment: { manifest: {}, resources: [pod] } })],
  "Pulumi plan": [
    "plan.json",
    json({
      manifest: {},
      resourcePlans: {
        [urn]: { goal: { type: pod.type, custom: true, inputDiff: { adds: pod.inputs } }, steps: ["create"] },
      },
    }),
  ],
  "ARM template": [
    "main.json",
    json({
      ...{ $schema: arm, contentVersion: "1.0.0.0" },
      resources: [
        {
          ...{ type: "Microsoft.App/containerApps", apiVersion: "2024-03-01", name: "web" },
          properties: { template: { containers: [{ name: "web", image: IMAGE }] } },
        },
      ],
    }),
  ],
  "Nomad job": [
    "web.nomad",
    yaml(
      'job "web" {',
      '  group "web" {',
      '    task "web" {',
      '      driver = "docker"',
      `      config { image = "${IMAGE}" }`,
      "    }",
      "  }",
      "}",
    ),
  ],
  Compose: ["compose.yaml", yaml("services:", "  web:", `    image: ${IMAGE}`)],
  Dockerfile: ["Dockerfile", yaml(`FROM ${IMAGE}`)],
  "Docker Bake": ["docker-bake.hcl", yaml('target "web" {', `  contexts = { base = "docker-image://${IMAGE}" }`, "}")],
  "Dev Container": [".devcontainer/devcontainer.json", json({ image: IMAGE })],
  "GitHub Actions": [
    ".github/workflows/ci.yml",
    yaml("on: push", "jobs:", "  test:", "    runs-on: ubuntu-24.04", `    container: ${IMAGE}`),
  ],
  "GitHub action": ["action.yml", yaml("name: web", "runs:", "  using: docker", `  image: docker://${IMAGE}`)],
  "GitLab CI": [".gitlab-ci.yml", yaml("test:", `  image: ${IMAGE}`, "  script: [make]")],
  "Azure Pipelines": ["azure-pipelines.yml", yaml("jobs:", "  - job: test", `    container: ${IMAGE}`)],
  CircleCI: [".circleci/config.yml", yaml("version: 2.1", "jobs:", "  test:", `    docker: [{ image: "${IMAGE}" }]`)],
  "Bitbucket Pipelines": ["bitbucket-pipelines.yml", yaml(`image: ${IMAGE}`)],
  Drone: [".drone.yml", yaml("kind: pipeline", "steps:", `  - { name: test, image: "${IMAGE}" }`)],
  Woodpecker: [".woodpecker.yml", yaml("steps:", `  - { name: test, image: "${IMAGE}" }`)],
  Buildkite: [
    ".buildkite/pipeline.yml",
    yaml("steps:", "  - command: make", `    plugins: [{ "docker#v5.12.0": { image: "${IMAGE}" } }]`),
  ],
};
