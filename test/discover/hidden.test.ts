import { describe, expect, it } from "@jest/globals";
import { deploysImages, UNKNOWN } from "../../src/discover/index.ts";
import { told } from "./resource.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const CHART = "names a Helm chart, and which images it deploys cannot be seen here";
const PARAMETERS =
  "names other parameters for a template that stands elsewhere, and which images it deploys cannot be seen here";
const DOCUMENT = "names a document that stands elsewhere, and which images it deploys cannot be seen here";

describe("a Helm release is told as a whole: nobody can see what its chart deploys (law 3)", () => {
  it.each([
    [
      "a chart of a repository",
      { chart: "nginx", version: "15.0.0", repositoryOpts: { repo: "https://charts.example" } },
    ],
    ["a chart of a registry, even by its digest", { chart: `oci://ghcr.io/acme/web@sha256:${"ab".repeat(32)}` }],
    ["a chart on disk", { chart: "./charts/web" }],
    ["values that change nothing", { chart: "nginx", values: { replicas: 3, service: { type: "ClusterIP" } } }],
    ["an object's words, which the provider overlooks", { chart: "nginx", apiVersion: "v1", kind: "ConfigMap" }],
    ["a chart that is unknown: whichever it is", { chart: UNKNOWN }],
    ["a chart that is no text", { chart: { path: "nginx" } }],
  ])("%s", (_, props) => {
    expect(told(RELEASE, props)).toEqual([`hidden at chart: ${CHART}`]);
  });

  it("once, whatever else is known of the chart, and its inputs may be unknown as a whole (law 6)", () => {
    expect(told(RELEASE, UNKNOWN)).toEqual(["unknown at (all inputs)"]);
    expect(told(RELEASE, { chart: "nginx", values: UNKNOWN })).toEqual([
      `hidden at chart: ${CHART}`,
      "unknown at values",
    ]);
  });

  it("its components are not: their objects are resources of their own", () => {
    for (const type of ["kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart", "kubernetes:yaml/v2:ConfigGroup"])
      expect(told(type, { chart: "nginx", values: { image: "nginx:1" }, yaml: "kind: Pod" })).toEqual([]);
  });
});

describe("what deploys a chart or a document from elsewhere is told", () => {
  it.each([
    ["AWS::StepFunctions::StateMachine", { DefinitionS3Location: { Bucket: "b", Key: { Ref: "Key" } } }],
    ["AWS::Serverless::StateMachine", { DefinitionUri: "state-machine.asl.json" }],
    ["AWS::ImageBuilder::ContainerRecipe", { DockerfileTemplateUri: { "Fn::Sub": "s3://${B}/Dockerfile" } }],
  ])("%s in a template, even where nothing else of the type is read", (Type, Properties) => {
    const templateBody = JSON.stringify({ Resources: { One: { Type, Properties } } });
    const [path] = Object.keys(Properties);
    expect(told("aws:cloudformation/stack:Stack", { templateBody })).toEqual([
      `hidden at templateBody.Resources.One.Properties.${path}: ${DOCUMENT}`,
    ]);
  });

  it.each([
    ["some-module:tf:helm_release", { chart: "nginx", values: null, repository: "" }, "chart", CHART],
    ["rancher2:index/appV2:AppV2", { chartName: "rancher-monitoring" }, "chartName", CHART],
    ["aws:cloudformation/stack:Stack", { templateUrl: "https://b.s3.amazonaws.com/t.json" }, "templateUrl", DOCUMENT],
    ["aws-native:cloudformation:StackSet", { templateUrl: UNKNOWN }, "templateUrl", DOCUMENT],
    [
      "aws:cloudformation/stackSetInstance:StackSetInstance",
      { parameterOverrides: { Image: "evil:1" } },
      "parameterOverrides",
      PARAMETERS,
    ],
    [
      "azure-native:resources/v20240301:Deployment",
      { properties: { mode: "Incremental", templateLink: { uri: "https://a.example/t.json" } } },
      "properties.templateLink",
      DOCUMENT,
    ],
  ])("%s", (type, props, path, why) => {
    expect(deploysImages(type)).toBe(true);
    expect(told(type, props)).toEqual([`hidden at ${path}: ${why}`]);
  });

  it.each([
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", { chart: { spec: { chart: "podinfo" } } }, "spec.chart.spec.chart"],
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", { chartRef: { kind: "OCIRepository", name: "p" } }, "spec.chartRef"],
    ["helm.cattle.io/v1", "HelmChart", { chart: "traefik" }, "spec.chart"],
    ["argoproj.io/v1alpha1", "Application", { source: { chart: "nginx" } }, "spec.source.chart"],
    ["argoproj.io/v1alpha1", "Application", { sources: [{ chart: "nginx" }] }, "spec.sources[0].chart"],
  ])("%s %s, also in a list of objects", (apiVersion, kind, spec, path) => {
    const object = { apiVersion, kind, spec };
    expect(told(`kubernetes:${apiVersion}:${kind}`, object)).toEqual([`hidden at ${path}: ${CHART}`]);
    const list = { apiVersion: "v1", kind: "List", items: [object] };
    expect(told("kubernetes:core/v1:List", list)).toEqual([`hidden at items[0].${path}: ${CHART}`]);
  });

  it.each([
    ["aws:cloudformation/stack:Stack", { templateBody: JSON.stringify({ Resources: {} }), templateUrl: null }],
    ["aws:cloudformation/stack:Stack", { templateUrl: "" }],
    ["azure-native:resources:Deployment", { properties: { template: { resources: [] } } }],
    [
      "kubernetes:argoproj.io/v1alpha1:Application",
      { apiVersion: "argoproj.io/v1alpha1", kind: "Application", spec: { source: { path: "web" } } },
    ],
    [
      "kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository",
      { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmRepository", spec: { url: "https://charts.example" } },
    ],
    ["kubernetes-cert-manager:index:CertManager", { helmOptions: { chart: "cert-manager" } }],
  ])("%s without one, or that only names where charts are, is not", (type, props) => {
    expect(told(type, props)).toEqual([]);
  });
});
