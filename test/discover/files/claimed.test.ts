import { describe, expect, it } from "@jest/globals";
import { reading } from "./reading.ts";

const OBJECT = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: evil:1}]}\n";
const SKAFFOLD = "apiVersion: skaffold/v4beta6\nkind: Config\nverify: [{name: a, container: {image: evil:1}}]\n";
const PROGRAM = "runtime: yaml\nresources: {r: {type: random:RandomId}}\n";

function imagesOf(path: string, text: string): readonly string[] {
  return (reading(path, text)?.uses ?? []).flatMap(({ use }) => (use.kind === "image" ? [use.image] : []));
}

describe("what whoever deploys a file passes over hides none of its images (law 3)", () => {
  it.each<[string, string, string]>([
    ["an object behind a chart", "Chart.yaml", `apiVersion: v2\nname: web\n---\n${OBJECT}`],
    ["an object that has a chart's members", "Chart.yaml", `name: web\n${OBJECT}`],
    ["an object behind a kustomization", "kustomization.yaml", `resources: []\n---\n${OBJECT}`],
    ["an object behind releases", "helmfile.yaml", `repositories: []\n---\n${OBJECT}`],
    ["an object behind a configuration", "skaffold.yaml", `apiVersion: skaffold/v4\nkind: Config\n---\n${OBJECT}`],
    ["a configuration before an object", "skaffold.yaml", `${SKAFFOLD}---\napiVersion: v1\nkind: ConfigMap\n`],
    ["a configuration before nothing", "skaffold.yaml", `${SKAFFOLD}---\n`],
    [
      "jobs that are called as an object's members",
      ".gitlab-ci.yml",
      "apiVersion: {script: [a]}\nkind: {script: [a]}\nweb: {script: [a], image: evil:1}\n",
    ],
    [
      "an object behind a pipeline",
      ".gitlab-ci.yml",
      `web: {script: [a], image: evil:1}\n---\n${OBJECT.replace("evil", "other")}`,
    ],
    ["a pipeline with an object's members", ".drone.yml", "apiVersion: v1\nkind: pipeline\nsteps: [{image: evil:1}]\n"],
    ["one of Bitbucket", "bitbucket-pipelines.yml", "apiVersion: v1\nkind: x\nimage: evil:1\n"],
    [
      "one of Buildkite",
      ".buildkite/pipeline.yml",
      "apiVersion: v1\nkind: x\nsteps: [{plugins: [{docker: {image: evil:1}}]}]\n",
    ],
    ["one with a program's members", ".drone.yml", `${PROGRAM}kind: pipeline\nsteps: [{image: evil:1}]\n`],
    ["values with a program's members", "values.yaml", `${PROGRAM}image: evil:1\n`],
    ["values with a plan's members", "values.yaml", '{"image": "evil:1", "resourcePlans": {}}'],
    ["values with a state's members", "values.yaml", '{"image": "evil:1", "version": 3, "deployment": {}}'],
    ["jobs with a plan's members", ".gitlab-ci.yml", '{"resourcePlans": {}, "web": {"image": "evil:1", "script": []}}'],
    ["a container with a plan's members", "devcontainer.json", '{"image": "evil:1", "resourcePlans": {}}'],
    [
      "a container with the members of parameters",
      "devcontainer.json",
      '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {}, "image": "evil:1"}',
    ],
    [
      "a template under a pipeline's name",
      "action.yml",
      "Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Image: evil:1}]}}}\n",
    ],
    [
      "a job with a plan's members",
      "job.json",
      '{"resourcePlans": {}, "Job": {"TaskGroups": [{"Tasks": [{"Driver": "docker", "Config": {"image": "evil:1"}}]}]}}',
    ],
  ])("%s", (_, path, text) => {
    expect(imagesOf(path, text)).toContain("evil:1");
  });

  it("each of two formats in one file is read", () => {
    expect(imagesOf(".gitlab-ci.yml", `web: {script: [a], image: a:1}\n---\n${OBJECT}`)).toEqual(["a:1", "evil:1"]);
  });

  it("an object in a pipeline's folder is that alone", () => {
    expect(imagesOf(".buildkite/pod.yml", OBJECT)).toEqual(["evil:1"]);
  });
});

it.each([
  ["a plan", "plan.yaml", '{"resourcePlans": {}, "manifest": {}}', "Pulumi plan"],
  ["a program", "program.yaml", PROGRAM, "Pulumi program"],
])("%s under any other name is known all the same", (_, path, text, format) => {
  expect(reading(path, text)?.format).toBe(format);
});
