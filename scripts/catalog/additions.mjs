// Fields that the facts lack.
import { FOUND_IN_PACKAGES } from "./found.mjs";
import { FOUND_ON_REREADING } from "./found-on-rereading.mjs";
import { FOUND_IN_SPECS } from "./found-in-specs.mjs";
import { ARM_ADDITIONS, ARM_FETCHED } from "./arm.mjs";

/** Version 5 of the azure provider has them, and version 3 of Terraform's; they are gone from the next ones. */
const OLD_WEB_APPS = [
  ["linux", "Linux", { image: "repository", image_tag: "tag" }],
  ["windows", "Windows", { container_name: "repository", container_registry: "registry", container_tag: "tag" }],
].flatMap(([lower, upper, parts]) =>
  ["", "Slot"].flatMap((slot) =>
    Object.entries(parts).flatMap(([name, part]) => {
      const camel = `docker_${name}`.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
      const [pulumi, terraform] = ["siteConfig.applicationStack", "site_config.application_stack"];
      const type = `azure:appservice/${lower}WebApp${slot}:${upper}WebApp${slot}`;
      const resource = `azurerm_${lower}_web_app${slot === "" ? "" : "_slot"}`;
      return [
        ["pulumi", type, `${pulumi}.${camel}`, "run", `part:${part}@${pulumi}#old`],
        ["terraform", resource, `${terraform}.docker_${name}`, "run", `part:${part}@${terraform}#old`],
      ];
    }),
  ),
);
/** Documents that a service fetches from a bucket or a page: [platform, type, path]. */
const FETCHED = [
  ...["aws:cloudformation/stack:Stack", "aws:cloudformation/stackSet:StackSet"].map((type) => [type, "templateUrl"]),
  ...["aws-native:cloudformation:Stack", "aws-native:cloudformation:StackSet"].map((type) => [type, "templateUrl"]),
  ["aws:imagebuilder/containerRecipe:ContainerRecipe", "dockerfileTemplateUri"],
  ["aws-native:imagebuilder:ContainerRecipe", "dockerfileTemplateUri"],
  ["aws-native:stepfunctions:StateMachine", "definitionS3Location"],
  ["gcp:dataflow/flexTemplateJob:FlexTemplateJob", "containerSpecGcsPath"],
]
  .map((row) => ["pulumi", ...row])
  .concat([
    ["terraform", "aws_cloudformation_stack", "template_url"],
    ["terraform", "aws_cloudformation_stack_set", "template_url"],
    ["terraform", "aws_imagebuilder_container_recipe", "dockerfile_template_uri"],
    ["terraform", "google_dataflow_flex_template_job", "container_spec_gcs_path"],
    ...ARM_FETCHED,
  ]);

/** An application's chart and its values, also where a set of applications is made from a template. */
const ARGO = [
  ["argoproj.io/Application", "spec.", ["sources[].helm.parameters[]"]],
  [
    "argoproj.io/applicationset",
    "spec.template.spec.",
    ["source", "sources[]"].flatMap((source) => [
      `${source}.chart`,
      `${source}.helm.values`,
      `${source}.helm.parameters[]`,
    ]),
  ],
].flatMap(([type, root, paths]) =>
  paths.map((path) => {
    const format = path.endsWith("chart")
      ? "chart-name !elsewhere"
      : path.endsWith("[]")
        ? "values:set"
        : "values:text";
    return ["kubernetes-crd", type, root + path, path.endsWith("chart") ? "artifact" : "blob?", format];
  }),
);

/** Patches of Kustomize and Kyverno: texts, of which each is an object that is merged, or a list of operations. */
const PATCHES = [
  ["kustomize.toolkit.fluxcd.io/Kustomization", "spec.patches[].patch"],
  ["helm.toolkit.fluxcd.io/HelmRelease", "spec.postRenderers[].kustomize.patches[].patch"],
  ["argoproj.io/Application", "spec.source.kustomize.patches[].patch"],
  ["argoproj.io/Application", "spec.sources[].kustomize.patches[].patch"],
  ["argoproj.io/applicationset", "spec.template.spec.source.kustomize.patches[].patch"],
  ["argoproj.io/applicationset", "spec.template.spec.sources[].kustomize.patches[].patch"],
  ...["kyverno.io/ClusterPolicy", "kyverno.io/Policy"].flatMap((kind) =>
    ["spec.rules[].mutate", "spec.rules[].mutate.foreach[]"].map((at) => [kind, `${at}.patchesJson6902`]),
  ),
].map(([kind, path]) => ["kubernetes-crd", kind, path, "blob?", "k8s-yaml"]);

/** Fields that the facts lack: [platform, type, path, role, format, why it is known]. */
export const ADDITIONS = [
  ...ARM_ADDITIONS,
  ...FETCHED.map((row) => [...row, "blob", "document-url !elsewhere"]),
  // They replace what the template of another resource takes from its parameters.
  ...[
    ["pulumi", "aws:cloudformation/stackSetInstance:StackSetInstance", "parameterOverrides"],
    ["pulumi", "aws:cloudformation/stackInstances:StackInstances", "parameterOverrides"],
    ["terraform", "aws_cloudformation_stack_set_instance", "parameter_overrides"],
    ["terraform", "aws_cloudformation_stack_instances", "parameter_overrides"],
  ].map((field) => [...field, "blob", "template-parameters !elsewhere"]),
  ["kubernetes-crd", "helm.toolkit.fluxcd.io/HelmRelease", "spec.chartRef", "artifact", "chart-ref !elsewhere"],
  ["kubernetes-crd", "argoproj.io/Application", "spec.sources[].chart", "artifact", "chart-name !elsewhere"],
  // What the cluster answers: in a plan nearly all of it is unknown, and the manifest says what is asked for.
  ["terraform", "kubernetes_manifest", "object", "record", "k8s-object"],
  ...ARGO,
  ...PATCHES,
  // Crossplane's own chart, whose values its settings lie over.
  ...[
    ["chart.name", "artifact", "chart-name !elsewhere"],
    ["values", "blob?", "values:object"],
    ["set[]", "blob?", "values:set"],
  ].map(([path, ...row]) => ["kubernetes-crd", "helm.crossplane.io/Release", `spec.forProvider.${path}`, ...row]),
  ["kubernetes-crd", "helm.cattle.io/HelmChart", "spec.set", "blob?", "values:map"],
  ["pulumi", "kubernetes:helm.sh/v3:Release", "valueYamlFiles[]", "blob?", "values:asset"],
  // Templates that stand elsewhere: that they cannot be seen is told.
  ...[
    ["cloudformation", "AWS::CloudFormation::Stack", "TemplateURL"],
    ["cloudformation", "AWS::CloudFormation::StackSet", "TemplateURL"],
    ["cloudformation", "AWS::Serverless::Application", "Location"],
  ].map((field) => [...field, "blob", "cfn-remote"]),
  ["pulumi", "aws-native:stepfunctions:StateMachine", "definition", "blob", "state-machine"],
  // Commands of the machine that runs the program, and of a machine elsewhere.
  ...["command:local:Command", "command:remote:Command"].flatMap((type) =>
    ["create", "update", "delete"].map((path) => ["pulumi", type, path, "blob?", "script !scanned"]),
  ),
  ["kubernetes-crd", "tailscale.com/dnsconfig", "spec.nameserver.image.repo", "run", "part:repository"],
  [
    "kubernetes",
    "*/pod-template",
    "metadata.annotations{config.linkerd.io/init-image-version}",
    "run",
    "part:tag@metadata.annotations#init",
  ],
  [
    "kubernetes-crd",
    "datadoghq.com/datadogagentprofile",
    "spec.config.override{}.image.name",
    "run",
    "part:repository",
  ],
  ["kubernetes-crd", "datadoghq.com/datadogagent", "spec.override{}.image.name", "run", "part:repository"],
  ["kubernetes-crd", "datadoghq.com/datadogagent", "spec.override{}.image.tag", "run", "part:tag"],
  ["kubernetes-crd", "sparkoperator.k8s.io/sparkapplication", "spec.sparkConf{}", "run", "map-key:spark-image:ref"],
  [
    "kubernetes-crd",
    "sparkoperator.k8s.io/scheduledsparkapplication",
    "spec.template.sparkConf{}",
    "run",
    "map-key:spark-image:ref",
  ],
  // Any type of CloudFormation's by its name, the properties in a JSON text.
  ["pulumi", "aws:cloudcontrol/resource:Resource", "desiredState", "blob", "cfn-desired-state"],
  ["terraform", "aws_cloudcontrolapi_resource", "desired_state", "blob", "cfn-desired-state"],
  ...OLD_WEB_APPS,
  ...FOUND_IN_PACKAGES,
  ...FOUND_IN_SPECS,
  ...FOUND_ON_REREADING,
];
