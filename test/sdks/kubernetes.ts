import type { SdkCase, Values } from "./sdk-case.ts";

const metadata = ({ beside }: Values): object => ({ name: "web", annotations: { "example.com/target": beside } });
const podSpec = ({ image, beside }: Values): object => ({
  serviceAccountName: beside,
  containers: [{ name: "web", image, env: [{ name: "TARGET", value: beside }] }],
});
const template = (values: Values): object => ({ metadata: { labels: { app: "web" } }, spec: podSpec(values) });
const selector = { matchLabels: { app: "web" } };

type Kind = readonly [kind: string, version: string, path: string, spec: (values: Values) => object];
const TEMPLATE = "spec.template.spec.containers[0].image";
const KINDS: readonly Kind[] = [
  ["Deployment", "apps/v1", TEMPLATE, (values) => ({ spec: { selector, template: template(values) } })],
  [
    "StatefulSet",
    "apps/v1",
    TEMPLATE,
    (values) => ({ spec: { selector, serviceName: "web", template: template(values) } }),
  ],
  ["DaemonSet", "apps/v1", TEMPLATE, (values) => ({ spec: { selector, template: template(values) } })],
  ["ReplicaSet", "apps/v1", TEMPLATE, (values) => ({ spec: { selector, template: template(values) } })],
  ["DeploymentPatch", "apps/v1", TEMPLATE, (values) => ({ spec: { template: { spec: podSpec(values) } } })],
  [
    "DeploymentList",
    "apps/v1",
    `items[0].${TEMPLATE}`,
    (values) => ({ items: [{ metadata: metadata(values), spec: { selector, template: template(values) } }] }),
  ],
  ["Job", "batch/v1", TEMPLATE, (values) => ({ spec: { template: template(values) } })],
  [
    "CronJob",
    "batch/v1",
    "spec.jobTemplate.spec.template.spec.containers[0].image",
    (values) => ({ spec: { schedule: "0 * * * *", jobTemplate: { spec: { template: template(values) } } } }),
  ],
  ["Pod", "core/v1", "spec.containers[0].image", (values) => ({ spec: podSpec(values) })],
  ["PodPatch", "core/v1", "spec.containers[0].image", (values) => ({ spec: podSpec(values) })],
  ["ReplicationController", "core/v1", TEMPLATE, (values) => ({ spec: { template: template(values) } })],
  ["PodTemplate", "core/v1", "template.spec.containers[0].image", (values) => ({ template: template(values) })],
];

const NATIVE = KINDS.map(([kind, version, path, spec]): SdkCase => ({
  name: `kubernetes-${kind.toLowerCase()}`,
  constructed: `kubernetes.${version.replace("/", ".")}.${kind}`,
  type: `kubernetes:${version}:${kind}`,
  path,
  args: (values) => ({ metadata: kind === "DeploymentList" ? {} : metadata(values), ...spec(values) }),
}));

const CUSTOM: readonly SdkCase[] = [
  {
    name: "kubernetes-rollout",
    constructed: "kubernetes.apiextensions.CustomResource",
    type: "kubernetes:argoproj.io/v1alpha1:Rollout",
    path: TEMPLATE,
    args: (values) => ({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      metadata: metadata(values),
      spec: { selector, template: template(values) },
    }),
  },
  {
    name: "kubernetes-knative",
    constructed: "kubernetes.apiextensions.CustomResource",
    type: "kubernetes:serving.knative.dev/v1:Service",
    path: TEMPLATE,
    args: (values) => ({
      apiVersion: "serving.knative.dev/v1",
      kind: "Service",
      metadata: metadata(values),
      spec: { template: { spec: podSpec(values) } },
    }),
  },
  {
    name: "kubernetes-prometheus-patch",
    constructed: "kubernetes.apiextensions.CustomResourcePatch",
    type: "kubernetes:monitoring.coreos.com/v1:PrometheusPatch",
    path: "spec.image",
    args: (values) => ({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Prometheus",
      metadata: metadata(values),
      spec: { image: values.image, serviceAccountName: values.beside },
    }),
  },
  {
    name: "kubernetes-release",
    constructed: "kubernetes.helm.v3.Release",
    type: "kubernetes:helm.sh/v3:Release",
    path: "values.web.image",
    args: ({ image, beside }) => ({ chart: "web", namespace: beside, values: { web: { image, target: beside } } }),
  },
  {
    name: "kubernetes-yaml",
    constructed: "kubernetes.yaml.ConfigGroup",
    type: "kubernetes:core/v1:Pod",
    path: "spec.containers[0].image",
    child: "from-yaml",
    args: ({ image }) => ({
      yaml: `apiVersion: v1\nkind: Pod\nmetadata: { name: from-yaml }\nspec: { containers: [{ image: ${String(image)} }] }`,
    }),
  },
];

export const KUBERNETES_CASES: readonly SdkCase[] = [...NATIVE, ...CUSTOM];
