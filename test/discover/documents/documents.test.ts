import { describe, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { discoverImageUses, UNKNOWN, unlistedImages } from "../../../src/discover/index.ts";
import { resource } from "../resource.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

function told(type: string, props: unknown): string[] {
  return discoverImageUses(resource(type, props)).map((use) => {
    if (use.kind === "image") return `${use.image} ${use.place.path}`;
    return `${use.kind} ${use.place.path}${"why" in use ? `: ${use.why}` : ""}`;
  });
}

function scripts(type: string, props: unknown): string[] {
  const one = resource(type, props);
  return unlistedImages(one, discoverImageUses(one)).map(
    ({ kind, repository, path }) => `${kind} ${repository ?? "?"} ${path}`,
  );
}

describe("a document of Systems Manager", () => {
  const TYPE = "aws:ssm/document:Document";
  const steps = (...mainSteps: readonly object[]) => ({ schemaVersion: "2.2", mainSteps });
  const docker = (image: unknown) => ({
    action: "aws:runDockerAction",
    name: "a",
    inputs: { action: "Create", image },
  });

  it.each<[string, unknown, string[]]>([
    ["a step", steps(docker("a:1"), { action: "aws:runShellScript" }), ["a:1 content.mainSteps[0].inputs.image"]],
    [
      "the first version",
      { schemaVersion: "1.2", runtimeConfig: { "aws:runDockerAction": { properties: [{ image: "a:1" }] } } },
      ['a:1 content.runtimeConfig["aws:runDockerAction"].properties[0].image'],
    ],
    [
      "the first version, with one object",
      { schemaVersion: "1.2", runtimeConfig: { "aws:runDockerAction": { properties: { image: "a:1" } } } },
      ['a:1 content.runtimeConfig["aws:runDockerAction"].properties.image'],
    ],
    [
      "a parameter",
      steps(docker("{{ image }}")),
      ["unknown content.mainSteps[0].inputs.image: is decided when the document is run."],
    ],
    [
      "a part",
      steps(docker("a:{{ tag }}")),
      ["unknown content.mainSteps[0].inputs.image: is decided when the document is run: a:…."],
    ],
    ["another action", steps({ action: "aws:createImage", inputs: { image: "x" } }), []],
    [
      "a call of a service",
      {
        schemaVersion: "0.3",
        mainSteps: [
          {
            action: "aws:executeAwsApi",
            inputs: { Api: "RegisterTaskDefinition", containerDefinitions: [{ image: "a:1" }] },
          },
        ],
      },
      ["a:1 content.mainSteps[0].inputs.containerDefinitions[0].image"],
    ],
  ])("%s, as JSON, as YAML and as it is", (_, content, wanted) => {
    expect(told(TYPE, { content: JSON.stringify(content) })).toEqual(wanted);
    expect(told(TYPE, { content: stringify(content), documentFormat: "YAML" })).toEqual(wanted);
    expect(told("aws-native:ssm:Document", { content })).toEqual(wanted);
  });

  it("one unknown value hides no other", () => {
    expect(
      told("aws-native:ssm:Document", { content: steps({ ...docker("a:1"), name: UNKNOWN }, docker(UNKNOWN)) }),
    ).toEqual(["a:1 content.mainSteps[0].inputs.image", "unknown content.mainSteps[1].inputs.image"]);
    expect(told("aws-native:ssm:Document", { content: steps({ action: UNKNOWN, inputs: { image: "a:1" } }) })).toEqual([
      "unknown content.mainSteps[0].action",
    ]);
  });

  it.each<[object, string]>([
    [
      { AlgorithmSpecification: { TrainingImage: "a:1" } },
      "a:1 content.mainSteps[0].inputs.AlgorithmSpecification.TrainingImage",
    ],
    [{ imageOverride: "a:1" }, "a:1 content.mainSteps[0].inputs.imageOverride"],
    [{ Code: { ImageUri: "a:1" } }, "a:1 content.mainSteps[0].inputs.Code.ImageUri"],
  ])("what an automation calls: %j", (inputs, wanted) => {
    const content = JSON.stringify({ schemaVersion: "0.3", mainSteps: [{ action: "aws:executeAwsApi", inputs }] });
    expect(told(TYPE, { content })).toEqual([wanted]);
  });

  it("a calendar, or another text that nothing runs, names no image", () => {
    const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";
    expect(told(TYPE, { content: calendar, documentType: "ChangeCalendar" })).toEqual([]);
    expect(told(TYPE, { content: "a: b: c", documentFormat: "TEXT" })).toEqual([]);
    expect(told(TYPE, { content: "a: b: c", documentFormat: "YAML" })).toEqual([
      expect.stringMatching(/^unreadable content: /),
    ]);
    // A document is one whatever its format is said to be.
    expect(told(TYPE, { content: JSON.stringify(steps(docker("a:1"))), documentFormat: "TEXT" })).toEqual([
      "a:1 content.mainSteps[0].inputs.image",
    ]);
  });

  it("its shell commands are looked through; what is judged is not told again", () => {
    const shell = { action: "aws:runShellScript", inputs: { runCommand: ["docker pull b", "docker run {{ x }}"] } };
    expect(scripts(TYPE, { content: stringify(steps(docker("ghcr.io/a/b:1"), shell)) })).toEqual([
      "command docker.io/library/b content.mainSteps[1].inputs.runCommand[0]",
      "hidden ? content.mainSteps[1].inputs.runCommand[1]",
    ]);
  });
});

describe("what CodeBuild does", () => {
  const TYPE = "aws:codebuild/project:Project";
  const batch = `version: 0.2
batch:
  build-list:
  - identifier: a
    env:
      image: a:1
  - env:
      image: aws/codebuild/standard:7.0
  build-matrix:
    dynamic:
      env:
        image:
        - b:1
phases:
  build:
    commands:
    - docker run c
`;

  it("names images in its batch, and shows others in its commands", () => {
    expect(told(TYPE, { source: { buildspec: batch } })).toEqual([
      "a:1 source.buildspec.batch.build-list[0].env.image",
      "b:1 source.buildspec.batch.build-matrix.dynamic.env.image[0]",
    ]);
    expect(scripts(TYPE, { source: { buildspec: batch } })).toEqual([
      "command docker.io/library/c source.buildspec.phases.build.commands[0]",
    ]);
  });

  it("is read whatever ends its lines", () => {
    expect(told(TYPE, { source: { buildspec: batch.replaceAll("\n", "\r") } })).toHaveLength(2);
    expect(told(TYPE, { source: { buildspec: batch.replaceAll("\n", "\u2028") } })).toEqual([
      expect.stringMatching(/^unreadable source\.buildspec: /),
    ]);
  });

  it.each([["buildspec.yml"], [""], ["arn:aws:s3:::a/b.yml"], ["version: 0.2\nphases: {}\n"]])(
    "%j names none",
    (buildspec) => {
      expect(told(TYPE, { source: { buildspec } })).toEqual([]);
      expect(scripts(TYPE, { source: { buildspec } })).toEqual([]);
    },
  );
});

describe("a task of Azure Container Registry", () => {
  const TYPE = "azure-native:containerregistry:Task";
  const when = "is decided when the task runs";
  const task = (cmd: string) => `version: v1.1.0\nsteps:\n- build: -t x -f Dockerfile .\n- push: [x]\n- cmd: ${cmd}\n`;
  const place = "step.encodedTaskContent.steps[2].cmd";

  it.each([
    ["a:1 --flag b", `a:1 ${place}`],
    ["a:1", `a:1 ${place}`],
    [`'"a:1" b'`, `a:1 ${place}`],
    ['"{{.Run.Registry}}/a:1 b"', `unknown ${place}: ${when}: …/a:1.`],
    ['"{{ .Run.Registry }}/a:1 b"', `unknown ${place}: ${when}: …/a:1.`],
    ["$Registry/a:1 b", `unknown ${place}: ${when}: …/a:1.`],
    ["bash -c true", `unreadable ${place}: is ACR's own name for an image that it names by a tag: write out which`],
    ["''", `unreadable ${place}: is a command without an image`],
  ])("%s", (cmd, wanted) => {
    const lines = told(TYPE, { step: { encodedTaskContent: base64(task(cmd)) } });
    expect(lines).toEqual(cmd === "''" ? [`unreadable ${place}: is empty, not an image reference`] : [wanted]);
  });

  it("another sign for what is replaced may change any image, and is told", () => {
    const text = `alias:\n  values:\n    $: "/"\n    a: b\n${task("c/a:1")}`;
    expect(told(TYPE, { step: { encodedTaskContent: base64(text) } })).toEqual([
      "unreadable step.encodedTaskContent.alias.values.$: changes what in a command is replaced",
      `c/a:1 ${place}`,
    ]);
  });

  it("is read as it is, too", () => {
    expect(
      told("azure:containerservice/registryTask:RegistryTask", { encodedStep: { taskContent: task("a:1") } }),
    ).toEqual(["a:1 encodedStep.taskContent.steps[2].cmd"]);
  });
});

describe("a pipeline of SageMaker", () => {
  const place = "pipelineDefinition.Steps[0].Arguments";
  it.each<[object, string]>([
    [{ AlgorithmSpecification: { TrainingImage: "a:1" } }, `a:1 ${place}.AlgorithmSpecification.TrainingImage`],
    [{ AppSpecification: { ImageUri: "a:1" } }, `a:1 ${place}.AppSpecification.ImageUri`],
    [{ PrimaryContainer: { Image: "a:1" } }, `a:1 ${place}.PrimaryContainer.Image`],
    [{ Containers: [{ Image: "a:1" }] }, `a:1 ${place}.Containers[0].Image`],
    [
      { AppSpecification: { ImageUri: { Get: "Parameters.Image" } } },
      `unknown ${place}.AppSpecification.ImageUri: is decided when the pipeline runs.`,
    ],
  ])("%j", (call, wanted) => {
    const pipelineDefinition = JSON.stringify({ Version: "2020-12-01", Steps: [{ Name: "a", Arguments: call }] });
    expect(told("aws:sagemaker/pipeline:Pipeline", { pipelineDefinition })).toEqual([wanted]);
  });
});

describe("arguments of spark-submit", () => {
  it.each([
    ["--conf spark.kubernetes.container.image=a:1 --class x", "a:1"],
    ["--conf=spark.kubernetes.driver.container.image=a:1", "a:1"],
    ['--conf "spark.kubernetes.executor.container.image=a:1"', "a:1"],
    ["--conf spark.kubernetes.container.image=${Image}", "unknown"],
    ["--conf spark.kubernetes.container.image.pullPolicy=Always", undefined],
    ["--class spark", undefined],
  ])("%s", (text, wanted) => {
    const path = "jobTemplateData.jobDriver.sparkSubmitJobDriver.sparkSubmitParameters";
    const props = { jobTemplateData: { jobDriver: { sparkSubmitJobDriver: { sparkSubmitParameters: text } } } };
    const lines = told("aws:emrcontainers/jobTemplate:JobTemplate", props).map((line) => line.split(` ${path}`)[0]);
    expect(lines).toEqual(wanted === undefined ? [] : [wanted]);
  });
});

describe("the source of a pipeline", () => {
  it("is a tag that the service waits for, and takes no digest: nothing is said", () => {
    const configuration = { RepositoryName: "web", ImageTag: "latest" };
    const props = { stages: [{ actions: [{ provider: "ECR", configuration }] }] };
    expect(told("aws:codepipeline/pipeline:Pipeline", props)).toEqual([]);
  });
});
