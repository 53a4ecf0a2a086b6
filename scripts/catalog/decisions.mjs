// What a person decided about facts that the providers' own types do not tell. The first row that matches counts.
// A row that matches no fact is an error: it has become stale.

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

/** Services that document `name:tag` or `name@digest`, not both in one. */
export const ONLY_DIGEST = [
  /^(?:aws|aws-native|awsx):(?:ecs|lambda|batch|sagemaker)[:/]/,
  /^aws_(?:ecs|lambda|batch|sagemaker)_/,
  /^AWS::(?:ECS|Lambda|Batch|SageMaker|Serverless)::/,
];
