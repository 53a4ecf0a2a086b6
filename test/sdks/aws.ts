import type { SdkCase } from "./sdk-case.ts";

const AWS: readonly SdkCase[] = [
  {
    name: "aws-task",
    constructed: "aws.ecs.TaskDefinition",
    type: "aws:ecs/taskDefinition:TaskDefinition",
    path: "containerDefinitions[0].image",
    unknownPath: "containerDefinitions",
    args: ({ image, beside }, { jsonStringify }) => ({
      family: "web",
      executionRoleArn: beside,
      containerDefinitions:
        typeof image === "string" ? JSON.stringify([{ name: "web", image }]) : jsonStringify([{ image }]),
    }),
  },
  {
    name: "aws-task-resolved",
    constructed: "aws.ecs.TaskDefinition",
    type: "aws:ecs/taskDefinition:TaskDefinition",
    path: "containerDefinitions[1].image",
    unknownPath: "containerDefinitions",
    args: ({ image, beside }, { jsonStringify }) => ({
      family: beside,
      containerDefinitions: jsonStringify([
        { name: "log", essential: false },
        { name: "web", image },
      ]),
    }),
  },
  {
    name: "aws-function",
    constructed: "aws.lambda.Function",
    type: "aws:lambda/function:Function",
    path: "imageUri",
    args: ({ image, beside }) => ({ packageType: "Image", imageUri: image, role: beside }),
  },
  {
    name: "aws-batch",
    constructed: "aws.batch.JobDefinition",
    type: "aws:batch/jobDefinition:JobDefinition",
    path: "containerProperties.image",
    unknownPath: "containerProperties",
    args: ({ image, beside }, { jsonStringify }) => ({
      type: "container",
      containerProperties: jsonStringify({ image, command: ["true"], vcpus: 1, memory: 128 }),
      parameters: { target: beside },
    }),
  },
  {
    name: "aws-batch-eks",
    constructed: "aws.batch.JobDefinition",
    type: "aws:batch/jobDefinition:JobDefinition",
    path: "eksProperties.podProperties.containers[0].image",
    args: ({ image, beside }) => ({
      type: "container",
      eksProperties: {
        podProperties: { serviceAccountName: beside, containers: [{ image, envs: [{ name: "A", value: beside }] }] },
      },
    }),
  },
  {
    name: "aws-apprunner",
    constructed: "aws.apprunner.Service",
    type: "aws:apprunner/service:Service",
    path: "sourceConfiguration.imageRepository.imageIdentifier",
    args: ({ image, beside }) => ({
      serviceName: "web",
      sourceConfiguration: {
        authenticationConfiguration: { accessRoleArn: beside },
        imageRepository: { imageIdentifier: image, imageRepositoryType: "ECR", imageConfiguration: { port: "80" } },
      },
    }),
  },
  {
    name: "aws-sagemaker",
    constructed: "aws.sagemaker.Model",
    type: "aws:sagemaker/model:Model",
    path: "primaryContainer.image",
    args: ({ image, beside }) => ({ executionRoleArn: beside, primaryContainer: { image, modelDataUrl: beside } }),
  },
  {
    name: "aws-lightsail",
    constructed: "aws.lightsail.ContainerServiceDeploymentVersion",
    type: "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion",
    path: "containers[0].image",
    args: ({ image, beside }) => ({
      serviceName: beside,
      containers: [{ containerName: "web", image, environment: { TARGET: beside }, ports: { 80: "HTTP" } }],
    }),
  },
  {
    name: "aws-codebuild",
    constructed: "aws.codebuild.Project",
    type: "aws:codebuild/project:Project",
    path: "environment.image",
    args: ({ image, beside }) => ({
      artifacts: { type: "NO_ARTIFACTS" },
      serviceRole: beside,
      source: { type: "GITHUB", location: "https://github.com/acme/web.git" },
      environment: { computeType: "BUILD_GENERAL1_SMALL", type: "LINUX_CONTAINER", image },
    }),
  },
  {
    name: "aws-imagebuilder",
    constructed: "aws.imagebuilder.ContainerRecipe",
    type: "aws:imagebuilder/containerRecipe:ContainerRecipe",
    path: "parentImage",
    args: ({ image, beside }) => ({
      version: "1.0.0",
      containerType: "DOCKER",
      parentImage: image,
      dockerfileTemplateData: "FROM {{{ imagebuilder:parentImage }}}\n{{{ imagebuilder:environments }}}",
      targetRepository: { repositoryName: beside, service: "ECR" },
      components: [{ componentArn: beside }],
    }),
  },
  {
    name: "aws-emr",
    constructed: "aws.emrserverless.Application",
    type: "aws:emrserverless/application:Application",
    path: "imageConfiguration.imageUri",
    args: ({ image, beside }) => ({ releaseLabel: beside, type: "spark", imageConfiguration: { imageUri: image } }),
  },
  {
    name: "aws-cloudformation",
    constructed: "aws.cloudformation.Stack",
    type: "aws:cloudformation/stack:Stack",
    path: "templateBody.Resources.Task.Properties.ContainerDefinitions[0].Image",
    unknownPath: "templateBody",
    args: ({ image, beside }, { jsonStringify }) => ({
      parameters: { Vpc: beside },
      templateBody: jsonStringify({
        Resources: {
          Task: { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions: [{ Image: image }] } },
        },
      }),
    }),
  },
  {
    name: "aws-state-machine",
    constructed: "aws.sfn.StateMachine",
    type: "aws:sfn/stateMachine:StateMachine",
    path: "definition.States.Train.Parameters.AlgorithmSpecification.TrainingImage",
    unknownPath: "definition",
    args: ({ image, beside }, { jsonStringify }) => ({
      roleArn: beside,
      definition: jsonStringify({
        StartAt: "Train",
        States: {
          Train: {
            Type: "Task",
            Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
            Parameters: { AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: "File" } },
            End: true,
          },
        },
      }),
    }),
  },
  {
    name: "aws-cloudcontrol",
    constructed: "aws.cloudcontrol.Resource",
    type: "aws:cloudcontrol/resource:Resource",
    path: "desiredState.ContainerDefinitions[0].Image",
    unknownPath: "desiredState",
    args: ({ image, beside }, { jsonStringify }) => ({
      typeName: "AWS::ECS::TaskDefinition",
      roleArn: beside,
      desiredState: jsonStringify({ Family: "web", ContainerDefinitions: [{ Name: "web", Image: image }] }),
    }),
  },
  {
    name: "aws-daemon-task",
    constructed: "aws.ecs.DaemonTaskDefinition",
    type: "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition",
    path: "containerDefinitions[0].image",
    args: ({ image, beside }) => ({ family: beside, containerDefinitions: [{ name: "agent", image }] }),
  },
  {
    name: "aws-agent",
    constructed: "aws.bedrock.AgentcoreAgentRuntime",
    type: "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
    path: "agentRuntimeArtifact.containerConfiguration.containerUri",
    args: ({ image, beside }) => ({
      agentRuntimeName: "agent",
      roleArn: beside,
      networkConfiguration: { networkMode: "PUBLIC" },
      agentRuntimeArtifact: { containerConfiguration: { containerUri: image } },
      environmentVariables: { TARGET: beside },
    }),
  },
];

const AWS_NATIVE: readonly SdkCase[] = [
  {
    name: "aws-native-task",
    constructed: "aws-native.ecs.TaskDefinition",
    type: "aws-native:ecs:TaskDefinition",
    path: "containerDefinitions[0].image",
    args: ({ image, beside }) => ({
      executionRoleArn: beside,
      containerDefinitions: [{ name: "web", image, environment: [{ name: "TARGET", value: beside }] }],
    }),
  },
  {
    name: "aws-native-function",
    constructed: "aws-native.lambda.Function",
    type: "aws-native:lambda:Function",
    path: "code.imageUri",
    args: ({ image, beside }) => ({ code: { imageUri: image }, packageType: "Image", role: beside }),
  },
  {
    name: "aws-native-apprunner",
    constructed: "aws-native.apprunner.Service",
    type: "aws-native:apprunner:Service",
    path: "sourceConfiguration.imageRepository.imageIdentifier",
    args: ({ image, beside }) => ({
      sourceConfiguration: {
        authenticationConfiguration: { accessRoleArn: beside },
        imageRepository: { imageIdentifier: image, imageRepositoryType: "ECR" },
      },
    }),
  },
  {
    name: "aws-native-batch",
    constructed: "aws-native.batch.JobDefinition",
    type: "aws-native:batch:JobDefinition",
    path: "containerProperties.image",
    args: ({ image, beside }) => ({ type: "container", containerProperties: { image, jobRoleArn: beside } }),
  },
  {
    name: "aws-native-extension",
    constructed: "aws-native.ExtensionResource",
    type: "aws-native:index:ExtensionResource",
    path: "properties.ContainerDefinitions[0].Image",
    args: ({ image, beside }) => ({
      type: "AWS::ECS::TaskDefinition",
      properties: { ExecutionRoleArn: beside, ContainerDefinitions: [{ Name: "web", Image: image }] },
    }),
  },
  {
    name: "aws-native-stack",
    constructed: "aws-native.cloudformation.Stack",
    type: "aws-native:cloudformation:Stack",
    path: "templateBody.Resources.Web.Properties.Code.ImageUri",
    args: ({ image, beside }) => ({
      parameters: { Vpc: beside },
      templateBody: {
        Resources: { Web: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: image } } } },
      },
    }),
  },
];

export const AWS_CASES: readonly SdkCase[] = [...AWS, ...AWS_NATIVE];
