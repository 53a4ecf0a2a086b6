// What a person decided about facts that the providers' own types do not tell. The first row that matches counts.
// A row that matches no fact is an error: it has become stale.
import { FOUND_IN_PACKAGES } from "./found.mjs";
import { FOUND_IN_SPECS } from "./found-in-specs.mjs";
import { ARM_ADDITIONS, ARM_FETCHED } from "./arm.mjs";

/** Why a field that can name images is not read. The ids stand in the catalog; docs/coverage.md prints the sentences. */
export const REASONS = {
  "not-read-yet": "a document or a script of a kind that is not read yet",
  scanned:
    "a script, or a document that may hold one, which is not judged: what it shows of the images that it runs is told as `image-unlisted`",
  chart: "names a chart or a repository of charts, and no image; which images it deploys cannot be seen here",
  elsewhere: "deploys images that cannot be seen here, and is rejected for it as `image-inspectable`",
  prefix: "names where several images come from, and none of them",
  unsure: "may hold something else than a reference, and nothing beside it tells",
  file: "names a file on disk",
  enum: "a curated name of the provider's own",
  indirect: "names another resource, which names the image",
  override: "read as a part of the override that it stands in",
  "other-door": "a file that nothing hands to discovery yet",
  own: "chooses among the images of the one who reads it, as leaving it out does; no repository stands beside it",
  injected: "the tag of an image that an admission webhook names",
  component: "a component: the objects in it are resources of their own, which are read",
};

const cache = "a build cache: a list of layers that no builder pins or signs";

/** [type, path, what changes]; `role` and `format` replace the fact's own, `not` is one of the reasons. */
export const DECISIONS = [
  // A cache cannot be pinned; `cacheTo` is even written to.
  ["docker-build:index:Image", /^cacheFrom/, { role: "pull-cache", because: cache }],
  ["docker-build:index:Image", /^cacheTo/, { role: "push", because: "the cache is written there" }],
  ["docker:index/image:Image", /^build\.cacheFrom/, { role: "pull-cache", because: cache }],
  ["awsx:ecr:Image", /^cacheFrom/, { role: "pull-cache", because: cache }],
  ["docker:index/plugin:Plugin", /^alias$/, { role: "record", because: "the name that the plugin gets" }],
  [
    /^aws:codebuild\/project:Project$|^aws_codebuild_project$|^AWS::CodeBuild::Project$/,
    /^environment\.image$/i,
    { format: "ref|curated" },
  ],
  // Documents of a kind of their own, and scripts beside what is judged in them.
  [
    /^(?:aws:sfn\/stateMachine:StateMachine|aws-native:stepfunctions:StateMachine|aws_sfn_state_machine|AWS::(?:StepFunctions|Serverless)::StateMachine)$/,
    /^definition(?:String)?$/i,
    { format: "state-machine" },
  ],
  [
    /^(?:aws:ssm\/document:Document|aws-native:ssm:Document|aws_ssm_document|AWS::SSM::Document)$/,
    /^content$/i,
    { format: "ssm-document" },
  ],
  [
    /^(?:aws:sagemaker\/pipeline:Pipeline|aws-native:sagemaker:Pipeline|aws_sagemaker_pipeline|AWS::SageMaker::Pipeline)$/,
    /^pipeline_?Definition(?:\.pipelineDefinitionBody)?$/i,
    { format: "sagemaker-pipeline" },
  ],
  [
    /^(?:aws:codebuild\/project:Project|aws_codebuild_project|AWS::CodeBuild::Project)$/,
    /buildspec$/i,
    { format: "buildspec" },
  ],
  // It waits for a tag and takes no digest; what the pipeline deploys then is named elsewhere.
  [
    /^(?:aws:codepipeline\/pipeline:Pipeline|aws-native:codepipeline:Pipeline|aws_codepipeline|AWS::CodePipeline::Pipeline)$/,
    /configuration/i,
    { role: "record", because: "the tag whose pushes start the pipeline; the service takes no digest here" },
  ],
  // The name of what is built, where it is built and not pulled.
  [/^docker:index\/remoteImage:RemoteImage$|^docker_image$/, "name", { format: "ref|built" }],
  // "container_definitions" and the like: JSON texts with several places for images.
  [
    /^(?:aws:batch\/jobDefinition:JobDefinition|aws_batch_job_definition)$/,
    /^node_?[pP]roperties$/,
    {
      format: `json:${[
        "container.image",
        "ecsProperties.taskProperties[].containers[].image",
        "eksProperties.podProperties.containers[].image",
        "eksProperties.podProperties.initContainers[].image",
      ]
        .map((path) => `nodeRangeProperties[].${path}`)
        .join(",")}`,
    },
  ],
  // A plugin that is a program has a version, too.
  ["vault:index/plugin:Plugin", "version", { format: "split:version" }],
  // `dockerStrategy.buildArgs` stands elsewhere in the same object.
  ["build.openshift.io/BuildConfig", "spec.source.dockerfile", { format: "dockerfile|arguments" }],
  // Parts of a reference whose common parent is not the nearest one.
  ["azure-native:databoxedge:IoTRole", /^ioTEdgeAgentInfo\./, { root: "ioTEdgeAgentInfo" }],
  [
    "azure-native:iotoperations:AkriConnectorTemplate",
    /imageConfigurationSettings.*registryEndpointRef$/,
    { not: "indirect" },
  ],
  [
    "azure-native:iotoperations:AkriConnectorTemplate",
    /^properties\.runtimeConfiguration\.managedConfigurationSettings\.imageConfigurationSettings\./,
    { root: "properties.runtimeConfiguration.managedConfigurationSettings.imageConfigurationSettings" },
  ],
  ["kubernetes-ingress-nginx:index:IngressController", /\.image\.image$/, { format: "split:name" }],
  // The chart takes `repository` without the registry, and `image` with it.
  ["kubernetes-ingress-nginx:index:IngressController", /\.image\.repository$/, { format: "split:own-repository" }],
  ["azurerm_healthcare_fhir_service", "oci_artifacts[].login_server", { path: "oci_artifact[].login_server" }],
  // A CRD's field for the tag, whose repository stands in a field that looks like a whole reference.
  [/^awx\.ansible\.com\//, /image$|image_version$/, { split: /^(.*image)(_version)?$/ }],
  [
    "repo-manager.pulpproject.org/Pulp",
    /(?:image|image_web|otel_collector_image)(?:_version)?$/,
    { split: /^(.*?image(?:_web)?)(_version)?$/ },
  ],
  [/^controlplane\.cluster\.x-k8s\.io\/kamaji/i, /konnectivity\.server\.image$/, { format: "split:reference" }],
  ["upgrade.cattle.io/Plan", "spec.upgrade.image", { format: "split:reference", root: "spec" }],
  ["upgrade.cattle.io/Plan", "spec.version", { root: "spec" }],
  // Prometheus Operator: `image` overrides `baseImage`, `sha` overrides `tag`, `tag` overrides `version`.
  [
    /^monitoring\.coreos\.com\/(?:Prometheus|Alertmanager|ThanosRuler)$/i,
    /^spec(?:\.thanos)?\.image$/,
    { format: "split:whole" },
  ],
  [
    /^monitoring\.coreos\.com\/(?:Prometheus|Alertmanager|ThanosRuler)$/i,
    /\.baseImage$/,
    { format: "split:repository" },
  ],
  ["monitoring.coreos.com/Prometheus", /^spec(?:\.thanos)?\.version$/, { format: "split:fallback-tag" }],
  ["scylla.scylladb.com/ScyllaCluster", /^spec\.agent(?:Repository|Version)$/, { root: "spec", group: "agent" }],
  [/\/ocirepository$/i, /^spec\.url$/, { format: "split:oci-reference", root: "spec" }],
  [/\/ocirepository$/i, /^spec\.ref\.(?:tag|digest)$/, { root: "spec" }],
  [/\/ocirepository$/i, /^spec\.ref\.semver$/, { format: "split:range", root: "spec" }],
  [
    "kubernetesconfiguration.azure.com/fluxconfiguration",
    "spec.ociRepository.url",
    { format: "split:oci-reference", root: "spec.ociRepository" },
  ],
  [
    "kubernetesconfiguration.azure.com/fluxconfiguration",
    /^spec\.ociRepository\.repositoryRef\./,
    { root: "spec.ociRepository" },
  ],
  [/^extensions\.istio\.io\/WasmPlugin$/i, "spec.url", { format: "split:oci-reference" }],
  ["gateway.envoyproxy.io/envoyextensionpolicy", "spec.wasm[].code.image.url", { format: "split:oci-reference" }],
  // kubeadm and Cluster API append the image's name to what these fields hold.
  [/./, /(?:clusterConfiguration\.dns|addons\.coreDNS)\.imageRepository$/, { format: "split:repository/coredns" }],
  [/./, /clusterConfiguration\.etcd\.local\.imageRepository$/, { format: "split:repository/etcd" }],
  [/./, /addons\.kubeProxy\.imageRepository$/, { format: "split:repository/kube-proxy" }],
  [/(?:docker|dev)cluster(?:template)?$/i, /loadBalancer\.imageRepository$/, { format: "split:repository/haproxy" }],
  [/./, /clusterConfiguration\.imageRepository$/, { not: "prefix" }],
  ["mysql.oracle.com/innodbcluster", "spec.imageRepository", { not: "prefix" }],
  ["kubevirt.io/kubevirt", /^spec\.image(?:Registry|Tag)$/, { not: "prefix" }],
  ["packages.eks.amazonaws.com/packagebundlecontroller", "spec.defaultImageRegistry", { not: "prefix" }],
  [/toolkit\.fluxcd\.io\//, /images\[\]\.digest$/, { not: "override" }],
  ["kubernetes_manifest", "manifest{}", { path: "manifest" }],
  ["aws-native:index:ExtensionResource", "properties{}", { path: "properties" }],
  // A template in a template: its parameters are set beside it.
  ["AWS::CloudFormation::StackSet", "TemplateBody", { format: "cfn-nested" }],
  ["Custom::AWSCDK-EKS-HelmChart", "Repository", { not: "chart" }],
  // The digest is told, and what runs is named by the reference beside it: trusting it would judge another image.
  [
    /^anywhere\.eks\.amazonaws\.com\/bundles$|^sagemaker\.services\.k8s\.aws\/modelpackage$/,
    /imageDigest$/,
    { role: "digest", because: "the provider pulls what the reference beside it names" },
  ],
  [
    "kafka.strimzi.io/kafkaconnect",
    "spec.build.output.image",
    { role: "push", because: "the name that the build's result gets" },
  ],
  [
    /^image\.toolkit\.fluxcd\.io\/imagerepository$/,
    "spec.image",
    { role: "record", because: "Flux looks at its tags, and deploys none" },
  ],
  ["apps.kruise.io/NodeImage", /^spec\.images/, { role: "pull-cache", because: "images pulled ahead to the nodes" }],
  ["pkg.crossplane.io/lock", /^packages/, { role: "record", because: "Crossplane's own record of what it installed" }],
  [
    "argocd-image-updater.argoproj.io/imageupdater",
    /manifestTargets\.helm\./,
    { role: "record", because: "names of Helm parameters" },
  ],
  // What installs a chart. A component's chart is rendered into resources of their own.
  [
    /^kubernetes:helm\.sh\/v3:Release$|^helm_release$|^helm\.cattle\.io\/HelmChart$|^helm\.toolkit\.fluxcd\.io\/HelmRelease$|^argoproj\.io\/Application$|^rancher2:index\/appV2:AppV2$/,
    /^(?:spec\.(?:source\.|chart\.spec\.)?)?chart(?:Name)?$/,
    { not: "elsewhere" },
  ],
  // A component makes a resource of its own of them.
  [/^eks:index:|^kubernetes-[a-z-]+:index:|^kubernetes:helm\.sh\/v4:Chart$/, /alues\{\}$/, { not: "component" }],
  // Values of something else than a chart.
  [/^infra\.contrib\.fluxcd\.io\/terraform$|^mutations\.gatekeeper\.sh\/modifyset$/, /alues$/, { not: "unsure" }],
  // In a template a part of the text may be decided later, which leaves nothing to be laid over anything.
  [/^AWS::EKS::Addon$|^Custom::AWSCDK-EKS-HelmChart$/, /Values$/, { format: "values-text" }],
  // Repositories of charts: the chart's name stands elsewhere.
  [/./, /^spec\.repoURL$|helmCharts\[\]\.repositoryURL$|helmChart\.repository\.url$/, { not: "chart" }],
  [/^source\.toolkit\.fluxcd\.io\/HelmRepository$/i, "spec.url", { not: "chart" }],
  [/^rancher2:index\/catalogV2:CatalogV2$|^rancher2_catalog_v2$/, "url", { not: "chart" }],
  ["helm_release", "repository", { not: "chart" }],
  ["oci:DevOps/deployArtifact:DeployArtifact", "deployArtifactSource.chartUrl", { not: "chart" }],
  [/^kubernetes:yaml(?:\/v2)?:ConfigGroup$/, /^yaml/, { not: "component" }],
  ["oci:DevOps/buildPipelineStage:BuildPipelineStage", "image", { not: "enum" }],
  ["kustomize.config.k8s.io/v1beta1/Kustomization", /./, { not: "other-door" }],
  ["*/pod-template", /\{config\.linkerd\.io\/proxy-/, { root: "metadata.annotations", group: "proxy" }],
  ["*/pod-template", /\{config\.linkerd\.io\/init-/, { root: "metadata.annotations", group: "init" }],
  [/^datadoghq\.com\//, /apm\.instrumentation\.injector\.imageTag$/, { not: "own" }],
  ["*/pod-template", /lib\.version\}$/, { not: "injected" }],
];

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
];

/** Services that document `name:tag` or `name@digest`, not both in one. */
export const ONLY_DIGEST = [
  /^(?:aws|aws-native|awsx):(?:ecs|lambda|batch|sagemaker)[:/]/,
  /^aws_(?:ecs|lambda|batch|sagemaker)_/,
  /^AWS::(?:ECS|Lambda|Batch|SageMaker|Serverless)::/,
];
