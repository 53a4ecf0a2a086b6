import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { resource } from "../resource.ts";

const TYPE = "aws:sfn/stateMachine:StateMachine";
const WHEN = "is decided when the state machine runs";
const task = (service: string, more: object) => ({ Type: "Task", Resource: `arn:aws:states:::${service}`, ...more });
const machine = (...states: readonly object[]) => ({
  StartAt: "S0",
  States: Object.fromEntries(states.map((one, at) => [`S${at}`, one])),
});
const pod = (image: unknown) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  spec: { template: { spec: { containers: [{ image }] } } },
});

/** `image place` or `? place: why`, places seen from the first state. */
function told(definition: unknown, more: object = {}): string[] {
  return discoverImageUses(resource(TYPE, { definition, ...more })).map((use) => {
    const place = use.place.path.replace("definition.States.S0.", "");
    if (use.kind === "image") return `${use.image} ${place}`;
    return `${use.kind} ${place}${"why" in use ? `: ${use.why}` : ""}`;
  });
}

describe("images in the states of a state machine are found", () => {
  it.each<[string, object, string]>([
    [
      "a job of EKS",
      task("eks:runJob.sync", { Parameters: { Job: pod("a:1") } }),
      "Parameters.Job.spec.template.spec.containers[0].image",
    ],
    [
      "a call of EKS",
      task("eks:call", { Arguments: { RequestBody: pod("a:1") } }),
      "Arguments.RequestBody.spec.template.spec.containers[0].image",
    ],
    [
      "an init container",
      task("eks:call", { Parameters: { RequestBody: { spec: { initContainers: [{ image: "a:1" }] } } } }),
      "Parameters.RequestBody.spec.initContainers[0].image",
    ],
    [
      "training",
      task("sagemaker:createTrainingJob.sync", { Parameters: { AlgorithmSpecification: { TrainingImage: "a:1" } } }),
      "Parameters.AlgorithmSpecification.TrainingImage",
    ],
    [
      "processing",
      task("sagemaker:createProcessingJob.sync", { Parameters: { AppSpecification: { ImageUri: "a:1" } } }),
      "Parameters.AppSpecification.ImageUri",
    ],
    [
      "a model",
      task("sagemaker:createModel", { Parameters: { PrimaryContainer: { Image: "a:1" } } }),
      "Parameters.PrimaryContainer.Image",
    ],
    [
      "a model of several",
      task("sagemaker:createModel", { Parameters: { Containers: [{ Image: "a:1" }] } }),
      "Parameters.Containers[0].Image",
    ],
    [
      "a task definition",
      task("aws-sdk:ecs:registerTaskDefinition", { Parameters: { ContainerDefinitions: [{ Image: "a:1" }] } }),
      "Parameters.ContainerDefinitions[0].Image",
    ],
    [
      "a job definition",
      task("aws-sdk:batch:registerJobDefinition", { Parameters: { ContainerProperties: { Image: "a:1" } } }),
      "Parameters.ContainerProperties.Image",
    ],
    [
      "a function",
      task("aws-sdk:lambda:createFunction", { Parameters: { Code: { ImageUri: "a:1" } } }),
      "Parameters.Code.ImageUri",
    ],
    [
      "a build",
      task("codebuild:startBuild.sync", { Parameters: { ProjectName: "p", ImageOverride: "a:1" } }),
      "Parameters.ImageOverride",
    ],
    [
      "a job of Spark",
      task("emr-containers:startJobRun", {
        Arguments: {
          JobDriver: {
            SparkSubmitJobDriver: { SparkSubmitParameters: "--conf spark.kubernetes.container.image=a:1" },
          },
        },
      }),
      "Arguments.JobDriver.SparkSubmitJobDriver.SparkSubmitParameters",
    ],
    [
      "properties of Spark",
      task("emr-containers:startJobRun", {
        Parameters: {
          ConfigurationOverrides: {
            ApplicationConfiguration: [{ Properties: { "spark.kubernetes.driver.container.image": "a:1" } }],
          },
        },
      }),
      'Parameters.ConfigurationOverrides.ApplicationConfiguration[0].Properties["spark.kubernetes.driver.container.image"]',
    ],
    [
      "App Runner",
      task("aws-sdk:apprunner:createService", {
        Parameters: { SourceConfiguration: { ImageRepository: { ImageIdentifier: "a:1" } } },
      }),
      "Parameters.SourceConfiguration.ImageRepository.ImageIdentifier",
    ],
    [
      "containers by name",
      task("aws-sdk:lightsail:createContainerServiceDeployment", {
        Parameters: { Containers: { a: { Image: "a:1" } } },
      }),
      "Parameters.Containers.a.Image",
    ],
    [
      "a branch",
      {
        Type: "Parallel",
        Branches: [machine(task("sagemaker:createModel", { Parameters: { PrimaryContainer: { Image: "a:1" } } }))],
      },
      "Branches[0].States.S0.Parameters.PrimaryContainer.Image",
    ],
    [
      "a loop",
      {
        Type: "Map",
        ItemProcessor: machine(task("sagemaker:createModel", { Parameters: { PrimaryContainer: { Image: "a:1" } } })),
      },
      "ItemProcessor.States.S0.Parameters.PrimaryContainer.Image",
    ],
    [
      "an older loop",
      {
        Type: "Map",
        Iterator: machine({ Type: "Map", Iterator: machine(task("eks:runJob", { Parameters: { Job: pod("a:1") } })) }),
      },
      "Iterator.States.S0.Iterator.States.S0.Parameters.Job.spec.template.spec.containers[0].image",
    ],
  ])("%s", (_, state, place) => {
    const definition = machine(state, { Type: "Pass", Unknown: true });
    const wanted = [`a:1 ${place}`];
    expect(told(JSON.stringify(definition))).toEqual(wanted);
    expect(told({ ...definition, Comment: UNKNOWN })).toEqual(wanted);
  });

  it.each([
    ["aws-native:stepfunctions:StateMachine", "definition", false],
    ["aws-native:stepfunctions:StateMachine", "definitionString", true],
    ["some:tf:aws_sfn_state_machine", "definition", true],
    ["AWS::StepFunctions::StateMachine", "Definition", false],
    ["AWS::StepFunctions::StateMachine", "DefinitionString", true],
    ["AWS::Serverless::StateMachine", "Definition", false],
  ])("%s %s", (type, name, asText) => {
    const definition = machine(task("eks:runJob", { Parameters: { Job: pod("a:1") } }));
    const uses = discoverImageUses(resource(type, { [name]: asText ? JSON.stringify(definition) : definition }));
    expect(uses.map((use) => (use.kind === "image" ? use.image : use.kind))).toEqual(["a:1"]);
  });
});

describe("an image that is decided when the machine runs is unknown, and says so", () => {
  it.each<[string, object, string]>([
    [
      "a path",
      { Parameters: { PrimaryContainer: { "Image.$": "$.image" } } },
      `Parameters.PrimaryContainer["Image.$"]: ${WHEN}.`,
    ],
    [
      "a function",
      { Parameters: { AlgorithmSpecification: { "TrainingImage.$": "States.Format('a:{}', $.tag)" } } },
      `Parameters.AlgorithmSpecification["TrainingImage.$"]: ${WHEN}.`,
    ],
    ["JSONata", { Arguments: { Containers: [{ Image: "{% $image %}" }] } }, `Arguments.Containers[0].Image: ${WHEN}.`],
    ["all parameters", { Arguments: "{% $states.input %}" }, `Arguments: ${WHEN}.`],
    ["an object", { Arguments: { PrimaryContainer: "{% $c %}" } }, `Arguments.PrimaryContainer: ${WHEN}.`],
    [
      "an object by a path",
      { Parameters: { "PrimaryContainer.$": "$.c" } },
      `Parameters["PrimaryContainer.$"]: ${WHEN}.`,
    ],
  ])("%s", (_, more, wanted) => {
    expect(told(JSON.stringify(machine(task("sagemaker:createModel", more))))).toEqual([`unknown ${wanted}`]);
  });

  it.each<[string, object, string]>([
    ["eks:runJob.sync", { Parameters: { Job: { "spec.$": "$.s" } } }, 'Parameters.Job["spec.$"]'],
    [
      "eks:call",
      { Parameters: { RequestBody: { spec: { "containers.$": "$.c" } } } },
      'Parameters.RequestBody.spec["containers.$"]',
    ],
    [
      "eks:runJob",
      { Arguments: { Job: { spec: { template: { spec: { containers: ["{% $c %}"] } } } } } },
      "Arguments.Job.spec.template.spec.containers[0]",
    ],
    [
      "eks:runJob",
      { Arguments: { Job: { spec: { template: { spec: { containers: "{% $c %}" } } } } } },
      "Arguments.Job.spec.template.spec.containers",
    ],
    ["codebuild:startBuild", { Parameters: { "ImageOverride.$": "$.i" } }, 'Parameters["ImageOverride.$"]'],
    ["emr-containers:startJobRun", { Arguments: { JobDriver: "{% $j %}" } }, "Arguments.JobDriver"],
    ["batch:submitJob", { Parameters: { "EksPropertiesOverride.$": "$.p" } }, 'Parameters["EksPropertiesOverride.$"]'],
    [
      "sagemaker:createHyperParameterTuningJob",
      { Parameters: { "TrainingJobDefinition.$": "$.t" } },
      'Parameters["TrainingJobDefinition.$"]',
    ],
    ["${Service}:runJob", { Arguments: "{% $a %}" }, "Arguments"],
  ])("a part of what %s is given: %j", (service, more, place) => {
    expect(told(JSON.stringify(machine(task(service, more))))).toEqual([`unknown ${place}: ${WHEN}.`]);
  });

  it("of a service that is put in beside the definition", () => {
    const definition = JSON.stringify(machine({ Type: "Task", Resource: "${R}", Arguments: "{% $a %}" }));
    const given = (R: string) => told(definition, { definitionSubstitutions: { R } });
    expect(given("arn:aws:states:::eks:runJob")).toEqual([`unknown Arguments: ${WHEN}.`]);
    expect(given("arn:aws:lambda:us-east-1:1:function:f")).toEqual([]);
    expect(told(definition)).toEqual([]);
  });

  it.each([
    [{ States: UNKNOWN }, "unknown definition.States"],
    [machine(task("eks:runJob", { Parameters: UNKNOWN })), "unknown Parameters"],
    [machine(task("eks:runJob", { Parameters: { Job: UNKNOWN } })), "unknown Parameters.Job"],
    [
      machine(task("eks:runJob", { Parameters: { Job: pod(UNKNOWN) } })),
      "unknown Parameters.Job.spec.template.spec.containers[0].image",
    ],
  ])("and so is what is unknown in an object: %#", (definition, wanted) => {
    expect(told(definition)).toEqual([wanted]);
  });

  it("an object of another service is nobody's business", () => {
    const states = [
      task("lambda:invoke", { Arguments: "{% $states.input %}" }),
      task("apigateway:invoke", { Parameters: { "RequestBody.$": "$" } }),
      task("batch:submitJob", { Arguments: "{% $states.input %}" }),
      task("batch:submitJob", { Parameters: { "ContainerOverrides.$": "$.c" } }),
      task("codebuild:startBuild", { Parameters: { ProjectName: "p", ImageOverride: "aws/codebuild/standard:7.0" } }),
      task("dynamodb:putItem", { Parameters: { Item: { "Image.$": "$.a", Image: "picture.png" } } }),
      task("aws-sdk:rekognition:detectLabels", {
        Parameters: { Image: { S3Object: { Bucket: "b" } }, ImageUri: "s3://a/b" },
      }),
    ];
    expect(told(JSON.stringify(machine(...states)))).toEqual([]);
  });

  it("what is put in beside the definition is put in, and is unknown where it stands nowhere", () => {
    const definition = JSON.stringify(
      machine(task("sagemaker:createModel", { Parameters: { PrimaryContainer: { Image: "${Name}:1" } } })),
    );
    const place = "Parameters.PrimaryContainer.Image";
    expect(told(definition, { definitionSubstitutions: { Name: "web" } })).toEqual([`web:1 ${place}`]);
    expect(told(definition, { definitionSubstitutions: { Name: UNKNOWN } })).toEqual([
      `unknown ${place}: is decided when the state machine is made: …:1.`,
    ]);
  });
});

describe("a definition that cannot be read is told", () => {
  it.each([
    ["{", "unreadable definition: is not valid JSON"],
    ["text", "unreadable definition: holds a text, not an object"],
    [UNKNOWN, "unknown definition"],
    [7, "unreadable definition: is a number, not an image reference"],
  ])("%p", (definition, wanted) => {
    expect(told(definition)).toEqual([wanted]);
  });
});
