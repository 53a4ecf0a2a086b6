// Fields that the facts lack, found by reading what the packages' readers report as candidates:
// [platform, type, path, role, format].

/** A Logic App of the standard plan can be a container, as the documentation of its `linux_fx_version` says. */
const LOGIC_APPS = [
  ["pulumi", "azure:logicapps/standard:Standard", "siteConfig.linuxFxVersion", "appSettings{}"],
  ["terraform", "azurerm_logic_app_standard", "site_config.linux_fx_version", "app_settings{}"],
].flatMap(([platform, type, version, settings]) => [
  [platform, type, version, "run", "app-service"],
  [platform, type, settings, "run?", "map-key:DOCKER_CUSTOM_IMAGE_NAME:app-service-name"],
]);

/** They lay metadata over that of the instance template, a container declaration among it. */
const GROUP_METADATA = [
  ["pulumi", "gcp:compute/instanceGroupManager:InstanceGroupManager", "allInstancesConfig.metadata"],
  ["pulumi", "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager", "allInstancesConfig.metadata"],
  ["pulumi", "gcp:compute/perInstanceConfig:PerInstanceConfig", "preservedState.metadata"],
  ["pulumi", "gcp:compute/regionPerInstanceConfig:RegionPerInstanceConfig", "preservedState.metadata"],
  ["terraform", "google_compute_instance_group_manager", "all_instances_config.metadata"],
  ["terraform", "google_compute_region_instance_group_manager", "all_instances_config.metadata"],
  ["terraform", "google_compute_per_instance_config", "preserved_state.metadata"],
  ["terraform", "google_compute_region_per_instance_config", "preserved_state.metadata"],
];

/** Documents that a service fetches from a bucket. */
const FETCHED = [
  ["cloudformation", "AWS::ImageBuilder::ContainerRecipe", "DockerfileTemplateUri"],
  ["cloudformation", "AWS::Serverless::StateMachine", "DefinitionUri"],
  ["cloudformation", "AWS::StepFunctions::StateMachine", "DefinitionS3Location"],
  [
    "pulumi",
    "gcp:dataflow/pipeline:Pipeline",
    "workload.dataflowFlexTemplateRequest.launchParameter.containerSpecGcsPath",
  ],
  [
    "terraform",
    "google_data_pipeline_pipeline",
    "workload.dataflow_flex_template_request.launch_parameter.container_spec_gcs_path",
  ],
];

/** What a machine runs when it starts or is built, as the facts have it of other types. */
const SCRIPTS = [
  [
    "cloudformation",
    "AWS::EC2::EC2Fleet",
    "LaunchTemplateConfigs[].LaunchTemplateSpecification.LaunchTemplateSpecificationUserData",
  ],
  ["cloudformation", "AWS::ImageBuilder::ImageRecipe", "AdditionalInstanceConfiguration.UserDataOverride"],
  ["terraform", "aws_imagebuilder_image_recipe", "user_data_base64"],
  ["terraform", "azurerm_orchestrated_virtual_machine_scale_set", "os_profile.custom_data"],
  ["terraform", "azurerm_virtual_machine", "os_profile.custom_data"],
  ["terraform", "azurerm_virtual_machine_run_command", "source.script"],
  ["terraform", "azurerm_resource_deployment_script_azure_cli", "script_content"],
  ["terraform", "azurerm_resource_deployment_script_azure_power_shell", "script_content"],
  ["terraform", "google_compute_project_metadata", "metadata{startup-script}"],
  ["terraform", "google_cloudbuild_trigger", "build.step[].script"],
  ...GROUP_METADATA.flatMap(([platform, type, path]) =>
    ["user-data", "startup-script"].map((key) => [platform, type, `${path}{${key}}`]),
  ),
];

/** Documents that a service hands on, as the facts have it of `AWS::IoT::Job`, `Targets[].Input` and `TargetParameters`. */
const DOCUMENTS = [
  ["AWS::Events::Rule", "Targets[].InputTransformer.InputTemplate"],
  ["AWS::IoT::JobTemplate", "Document"],
  ["AWS::Pipes::Pipe", "EnrichmentParameters.InputTemplate"],
];

/** Configuration of Spark on Kubernetes, as the facts have it of Terraform's and Pulumi's types and of single jobs. */
const SPARK = [
  ["cloudformation", "AWS::EMRContainers::Endpoint", "ConfigurationOverrides.ApplicationConfiguration[].Properties{}"],
  [
    "cloudformation",
    "AWS::EMRContainers::JobTemplate",
    "JobTemplateData.ConfigurationOverrides.ApplicationConfiguration[].Properties{}",
  ],
  ["terraform", "google_dataproc_session_template", "runtime_config.properties{}"],
  ...["pyspark_job", "spark_job", "spark_r_job", "spark_sql_job"].map((job) => [
    ...["terraform", "google_dataproc_workflow_template", `jobs[].${job}.properties{}`],
  ]),
];

/** EMR lets YARN run Spark in Docker: the image is a setting, of the cluster or of a group or a fleet of its machines. */
const EMR = [
  ...[
    "Configurations[]",
    ...["CoreInstanceFleet", "MasterInstanceFleet", "TaskInstanceFleets[]"].map(
      (fleet) => `Instances.${fleet}.InstanceTypeConfigs[].Configurations[]`,
    ),
    ...["CoreInstanceGroup", "MasterInstanceGroup", "TaskInstanceGroups[]"].map(
      (group) => `Instances.${group}.Configurations[]`,
    ),
  ].map((path) => ["cloudformation", "AWS::EMR::Cluster", `${path}.ConfigurationProperties{}`]),
  [
    "cloudformation",
    "AWS::EMR::InstanceFleetConfig",
    "InstanceTypeConfigs[].Configurations[].ConfigurationProperties{}",
  ],
  ["cloudformation", "AWS::EMR::InstanceGroupConfig", "Configurations[].ConfigurationProperties{}"],
  ...["core", "master"].flatMap((fleet) => [
    ["terraform", "aws_emr_cluster", `${fleet}_instance_fleet.instance_type_configs[].configurations[].properties{}`],
    ["pulumi", "aws:emr/cluster:Cluster", `${fleet}InstanceFleet.instanceTypeConfigs[].configurations[].properties{}`],
  ]),
  ["terraform", "aws_emr_instance_fleet", "instance_type_configs[].configurations[].properties{}"],
  ["pulumi", "aws:emr/instanceFleet:InstanceFleet", "instanceTypeConfigs[].configurations[].properties{}"],
];

export const FOUND_IN_SPECS = [
  ...LOGIC_APPS,
  ...GROUP_METADATA.map(([platform, type, path]) => [
    ...[platform, type, `${path}{}`],
    ...["run", "map-key:gce-container-declaration:container-declaration"],
  ]),
  ...[...SPARK, ...EMR].map((field) => [...field, "run?", "map-key:spark-image:ref"]),
  [
    "cloudformation",
    "AWS::EMRContainers::JobTemplate",
    "JobTemplateData.JobDriver.SparkSubmitJobDriver.SparkSubmitParameters",
    ...["run?", "spark-arguments"],
  ],
  ...DOCUMENTS.map((field) => ["cloudformation", ...field, "blob?", "json-text !scanned"]),
  // An archive with a Dockerfile, or an image.
  ["cloudformation", "AWS::Lambda::MicrovmImage", "CodeArtifact.Uri", "build-from?", "ref !unsure"],
  ["cloudformation", "AWS::CloudFormation::ChangeSet", "TemplateBody", "blob", "cfn-nested"],
  ["cloudformation", "AWS::CloudFormation::ChangeSet", "TemplateURL", "blob", "cfn-remote"],
  ...FETCHED.map((field) => [...field, "blob", "document-url !elsewhere"]),
  ...SCRIPTS.map((field) => [...field, "blob?", "script !scanned"]),
];
