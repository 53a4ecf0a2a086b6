// What a person decided about facts that the providers' own types do not tell. The first row that matches counts.
// A row that matches no fact is an error: it has become stale.

/** Why a field that can name images is not read. The ids stand in the catalog; docs/coverage.md prints the sentences. */
export const REASONS = {
  "not-read-yet": "a document or a script of a kind that is not read yet",
  chart: "names a chart or a repository of charts, and no image; which images it deploys cannot be seen here",
  prefix: "names where several images come from, and none of them",
  unsure: "may hold something else than a reference, and nothing beside it tells",
  file: "names a file on disk",
  enum: "a curated name of the provider's own",
  indirect: "names another resource, which names the image",
  override: "read as a part of the override that it stands in",
  "other-door": "a file that nothing hands to discovery yet",
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
  ["apps.kruise.io/NodeImage", /^spec\.images/, { role: "pull-cache", because: "images pulled ahead to the nodes" }],
  ["pkg.crossplane.io/lock", /^packages/, { role: "record", because: "Crossplane's own record of what it installed" }],
  [
    "argocd-image-updater.argoproj.io/imageupdater",
    /manifestTargets\.helm\./,
    { role: "record", because: "names of Helm parameters" },
  ],
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
  ["*/pod-template", /lib\.version\}$/, { not: "injected" }],
];

/** Fields that the facts lack: [platform, type, path, role, format, why it is known]. */
export const ADDITIONS = [
  // Templates that stand elsewhere: that they cannot be seen is told.
  ...[
    ["pulumi", "aws:cloudformation/stack:Stack", "templateUrl"],
    ["pulumi", "aws:cloudformation/stackSet:StackSet", "templateUrl"],
    ["pulumi", "aws-native:cloudformation:Stack", "templateUrl"],
    ["pulumi", "aws-native:cloudformation:StackSet", "templateUrl"],
    ["terraform", "aws_cloudformation_stack", "template_url"],
    ["terraform", "aws_cloudformation_stack_set", "template_url"],
    ["cloudformation", "AWS::CloudFormation::Stack", "TemplateURL"],
    ["cloudformation", "AWS::CloudFormation::StackSet", "TemplateURL"],
    ["cloudformation", "AWS::Serverless::Application", "Location"],
  ].map((field) => [...field, "blob", "cfn-remote"]),
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
];

/** Services that document `name:tag` or `name@digest`, not both in one. */
export const ONLY_DIGEST = [
  /^(?:aws|aws-native|awsx):(?:ecs|lambda|batch)[:/]/,
  /^aws_(?:ecs|lambda|batch)_/,
  /^AWS::(?:ECS|Lambda|Batch|Serverless)::/,
];
