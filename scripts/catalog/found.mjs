// Fields that the reading of the packages found and the facts lack.

const SCRIPT = ["blob?", "script !scanned"];
const VALUES = ["blob?", "values:text"];

const SCRIPTS = [
  ["alicloud:cs/edgeKubernetes:EdgeKubernetes", "userData"],
  ["alicloud:cs/nodePool:NodePool", "preUserData"],
  ["alicloud:cs/nodePool:NodePool", "userData"],
  ["alicloud:eflo/cluster:Cluster", "nodeGroups[].userData"],
  ["alicloud:eflo/hyperNode:HyperNode", "userData"],
  ["alicloud:eflo/node:Node", "userData"],
  ["alicloud:eflo/nodeGroup:NodeGroup", "userData"],
  ["alicloud:eflo/nodeGroupAttachment:NodeGroupAttachment", "userData"],
  ["alicloud:ens/instance:Instance", "userData"],
  ["alicloud:ess/scalingConfiguration:ScalingConfiguration", "userData"],
  ["aws-native:workspacesinstances:WorkspaceInstance", "managedInstance.userData"],
  ["azure:compute/orchestratedVirtualMachineScaleSet:OrchestratedVirtualMachineScaleSet", "osProfile.customData"],
  ["azure:compute/virtualMachine:VirtualMachine", "osProfile.customData"],
  ["azure-native:networkcloud:VirtualMachine", "userData"],
  ["equinix-metal:index/device:Device", "userData"],
  ["equinix-metal:index/spotMarketRequest:SpotMarketRequest", "instanceParameters.userdata"],
  ["gcp:hypercomputecluster/cluster:Cluster", "orchestrator.slurm.loginNodes.startupScript"],
  ["gcp:hypercomputecluster/cluster:Cluster", "orchestrator.slurm.nodeSets[].computeInstance.startupScript"],
  ["rancher2:index/cluster:Cluster", "eksConfigV2.nodeGroups[].userData"],
  ["rancher2:index/machineConfigV2:MachineConfigV2", "harvesterConfig.userData"],
  ["rancher2:index/machineConfigV2:MachineConfigV2", "nutanixConfig.cloudInit"],
];

const PIPELINES = ["v1", "v1beta1"].flatMap((version) => [
  [`google-native:aiplatform/${version}:PipelineJob`, "pipelineSpec"],
  [`google-native:aiplatform/${version}:Schedule`, "createPipelineJobRequest.pipelineJob.pipelineSpec"],
]);

/** What a job of Databricks' AI runtime runs in. */
const AI_RUNTIME = ["tasks[].aiRuntimeTask.dockerImageUrl", "tasks[].forEachTask.task.aiRuntimeTask.dockerImageUrl"];

/** Deployments and services that Azure Migrate applies to a cluster. */
const MIGRATED = ["apacheTomcat", "iis"].map(
  (from) => `properties.customProperties.${from}AksWorkloadDeploymentProperties.deploymentSpec.kubernetesObjectsYaml`,
);

/** [platform, type, path, role, format], as in ADDITIONS. */
export const FOUND_IN_PACKAGES = [
  ...AI_RUNTIME.map((path) => ["databricks:index/job:Job", path, "run", "ref"]),
  ...MIGRATED.map((path) => ["azure-native:migrate:WorkloadDeployment", path, "blob", "k8s-yaml"]),
  ...PIPELINES.map((field) => [...field, "blob?", "json-text !scanned"]),
  ...SCRIPTS.map((field) => [...field, ...SCRIPT]),
  ["azure-native:kubernetesconfiguration:SourceControlConfiguration", "helmOperatorProperties.chartValues", ...VALUES],
  [
    "azure-native:hybridnetwork:NetworkFunctionDefinitionVersion",
    "properties.networkFunctionTemplate.networkFunctionApplications[].deployParametersMappingRuleProfile.helmMappingRuleProfile.values",
    ...VALUES,
  ],
].map((field) => ["pulumi", ...field]);
