// Fields that the facts lack, found when the lists of fields without images were read once more by the names of the fields:
// mostly siblings, in another provider, of fields that are listed.

/** The payload of a policy of OS Config, by what wraps it. */
const OS_CONFIG_RESOURCE = "osPolicies[].resourceGroups[].resources[].exec.";
const OS_CONFIG = [
  ["gcp:osconfig/osPolicyAssignment:OsPolicyAssignment", ""],
  ...["", "ForFolder", "ForOrganization"].map((scope) => [
    `gcp:osconfig/v2PolicyOrchestrator${scope}:V2PolicyOrchestrator${scope}`,
    "orchestratedResource.osPolicyAssignmentV1Payload.",
  ]),
  ...["v1", "v1alpha"].map((version) => [`google-native:osconfig/${version}:OsPolicyAssignment`, ""]),
].flatMap(([type, before]) =>
  ["enforce", "validate"].map((step) => ["pulumi", type, `${before}${OS_CONFIG_RESOURCE}${step}.script`]),
);
const OS_CONFIG_TERRAFORM = [
  ["google_os_config_os_policy_assignment", ""],
  ...["", "_for_folder", "_for_organization"].map((scope) => [
    `google_os_config_v2_policy_orchestrator${scope}`,
    "orchestrated_resource.os_policy_assignment_v1_payload.",
  ]),
].flatMap(([type, before]) =>
  ["enforce", "validate"].map((step) => [
    "terraform",
    type,
    `${before}os_policies[].resource_groups[].resources[].exec.${step}.script`,
  ]),
);
const GUEST_POLICIES = [
  ...["gcp:osconfig/guestPolicies:GuestPolicies", "google-native:osconfig/v1beta:GuestPolicy"].flatMap((type) =>
    ["install", "update"].map((step) => ["pulumi", type, `recipes[].${step}Steps[].scriptRun.script`]),
  ),
  ...["install", "update"].map((step) => [
    "terraform",
    "google_os_config_guest_policies",
    `recipes[].${step}_steps[].script_run.script`,
  ]),
];

/** Virtual machines, by where their profile stands. */
const MACHINES = [
  ["azure-native:azurefleet:Fleet", "additionalLocationsProfile.locationProfiles[].virtualMachineProfileOverride"],
  ["azure-native:azurefleet:Fleet", "computeProfile.baseVirtualMachineProfile"],
  ["azure-native:computebulkactions:BulkAction", "properties.computeProfile.virtualMachineProfile"],
].flatMap(([type, profile]) => [
  [type, `${profile}.osProfile.customData`],
  [type, `${profile}.userData`],
]);

const SCRIPTS = [
  ...MACHINES,
  ["alicloud:cddc/dedicatedPropreHost:DedicatedPropreHost", "userData"],
  ["alicloud:ecs/ecsImageComponent:EcsImageComponent", "content"],
  ["aws:imagebuilder/imageRecipe:ImageRecipe", "userDataBase64"],
  ["aws-native:deadline:Fleet", "hostConfiguration.scriptBody"],
  [
    "aws-native:ec2:Ec2Fleet",
    "launchTemplateConfigs[].launchTemplateSpecification.launchTemplateSpecificationUserData",
  ],
  ["aws-native:imagebuilder:ImageRecipe", "additionalInstanceConfiguration.userDataOverride"],
  ["azure:compute/runCommand:RunCommand", "source.script"],
  ["azure:core/resourceDeploymentScriptAzureCli:ResourceDeploymentScriptAzureCli", "scriptContent"],
  ["azure:core/resourceDeploymentScriptPowerShell:ResourceDeploymentScriptPowerShell", "scriptContent"],
  ["azure-native:compute:VirtualMachineRunCommandByVirtualMachine", "source.script"],
  ["azure-native:compute:VirtualMachineScaleSetVMRunCommand", "source.script"],
  ["azure-native:hybridcompute:MachineRunCommand", "source.script"],
  [
    "azure-native:hybridnetwork:VendorSkus",
    "networkFunctionTemplate.networkFunctionRoleConfigurations[].osProfile.customData",
  ],
  ["civo:index/template:Template", "cloudConfig"],
  ["equinix-metal:index/device:Device", "customData"],
  ["gcp:cloudbuild/trigger:Trigger", "build.steps[].script"],
  ["gcp:colab/runtimeTemplate:RuntimeTemplate", "softwareConfig.postStartupScriptConfig.postStartupScript"],
  ["google-native:cloudbuild/v1:Build", "steps[].script"],
  ["google-native:cloudbuild/v1:Trigger", "build.steps[].script"],
].map((field) => ["pulumi", ...field]);

/** Documents of kinds that are looked through, and not judged. */
const DOCUMENTS = [
  ["alicloud:pai/flowPipeline:FlowPipeline", "manifest"],
  ["alicloud:schedulerx/job:Job", "template"],
  ["google-native:workflows/v1:Workflow", "sourceContents"],
  ["google-native:workflows/v1beta:Workflow", "sourceContents"],
];

const PIPELINE_TEMPLATES = ["v1", "v1beta1"].flatMap((version) => [
  [`google-native:aiplatform/${version}:PipelineJob`, "templateUri"],
  [`google-native:aiplatform/${version}:Schedule`, "createPipelineJobRequest.pipelineJob.templateUri"],
]);

/** Templates that a service fetches and deploys. */
const FETCHED = [
  ...["changeSet:ChangeSet", "stack:Stack", "stackGroup:StackGroup"].map((type) => [
    "pulumi",
    `alicloud:ros/${type}`,
    "templateUrl",
  ]),
  ["pulumi", "aws-native:sagemaker:Project", "templateProviderDetails[].cfnTemplateProviderDetail.templateUrl"],
  ["cloudformation", "AWS::SageMaker::Project", "TemplateProviderDetails[].CfnTemplateProviderDetail.TemplateURL"],
  [
    "pulumi",
    "google-native:datapipelines/v1:Pipeline",
    "workload.dataflowFlexTemplateRequest.launchParameter.containerSpecGcsPath",
  ],
];

/** [platform, type, path, role, format], as in ADDITIONS. */
export const FOUND_ON_REREADING = [
  ...[...SCRIPTS, ...OS_CONFIG, ...OS_CONFIG_TERRAFORM, ...GUEST_POLICIES].map((field) => [
    ...field,
    "blob?",
    "script !scanned",
  ]),
  [
    "terraform",
    "google_colab_runtime_template",
    "software_config.post_startup_script_config.post_startup_script",
    "blob?",
    "script !scanned",
  ],
  ...DOCUMENTS.map((field) => ["pulumi", ...field, "blob?", "yaml-text !scanned"]),
  ["pulumi", "alicloud:ros/changeSet:ChangeSet", "templateBody", "blob?", "ros-template !scanned"],
  ...PIPELINE_TEMPLATES.map((field) => ["pulumi", ...field, "artifact?", "kfp-template-url !unsure"]),
  ...FETCHED.map((field) => [...field, "blob", "document-url !elsewhere"]),
  ["pulumi", "azure:managedapplication/definition:Definition", "mainTemplate", "blob?", "arm-template"],
  ["terraform", "azurerm_managed_application_definition", "main_template", "blob?", "arm-template"],
  [
    "pulumi",
    "aws-native:emrcontainers:Endpoint",
    "configurationOverrides.applicationConfiguration[].properties{}",
    "run?",
    "map-key:spark-image:ref",
  ],
];
