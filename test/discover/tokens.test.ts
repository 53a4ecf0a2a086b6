import { describe, expect, it } from "@jest/globals";
import { deploysImages, UNKNOWN } from "../../src/discover/index.ts";
import { told } from "./resource.ts";

const CONTAINERS = { template: { containers: [{ image: "a" }] } };
const HEX = "ab12".repeat(16);

describe("one and the same resource under each of its tokens", () => {
  it.each<[string, unknown, string]>([
    ["azure-native:app:ContainerApp", CONTAINERS, "template.containers[0].image"],
    ["azure-native:app/v20230501:ContainerApp", CONTAINERS, "template.containers[0].image"],
    ["azure-native:app/v20240202preview:ContainerApp", CONTAINERS, "template.containers[0].image"],
    ["azure-native_app_v20240301:app:ContainerApp", CONTAINERS, "template.containers[0].image"],
    [
      "azure-native:app/v20230501:ContainerApp",
      { properties: { template: { containers: [{ image: "a" }] } } },
      "properties.template.containers[0].image",
    ],
    ["azure-native:containerinstance:CGProfile", { containers: [{ image: "a" }] }, "containers[0].image"],
    ["azure-native:containerinstance:ContainerGroupProfile", { containers: [{ image: "a" }] }, "containers[0].image"],
    [
      "azure-native:machinelearningservices/v20210301preview:EnvironmentVersion",
      { properties: { docker: { dockerImageUri: "a" } } },
      "properties.docker.dockerImageUri",
    ],
    [
      "azure-native:machinelearningservices:MachineLearningCompute",
      { properties: { properties: { customServices: [{ image: { reference: "a" } }] } } },
      "properties.properties.customServices[0].image.reference",
    ],
    [
      "google-native:run/v1:Service",
      { spec: { template: { spec: { containers: [{ image: "a" }] } } } },
      "spec.template.spec.containers[0].image",
    ],
    ["google-native:run/v2:Service", CONTAINERS, "template.containers[0].image"],
    ["scaleway:index/container:Container", { registryImage: "a" }, "registryImage"],
    ["scaleway:containers/container:Container", { registryImage: "a" }, "registryImage"],
    ["aws-native:ecs:TaskDefinition", { containerDefinitions: [{ image: "a" }] }, "containerDefinitions[0].image"],
    [
      "awsx:ecs:FargateService",
      { taskDefinitionArgs: { containers: { web: { image: "a" } } } },
      "taskDefinitionArgs.containers.web.image",
    ],
    [
      "kubernetes:argoproj.io/v1alpha1:Rollout",
      { spec: { template: { spec: { containers: [{ image: "a" }] } } } },
      "spec.template.spec.containers[0].image",
    ],
    ["kubernetes:postgresql.cnpg.io/v1:Cluster", { spec: { imageName: "a" } }, "spec.imageName"],
    ["kubernetes:postgresql.cnpg.io/v1:ClusterPatch", { spec: { imageName: "a" } }, "spec.imageName"],
    [
      "kubernetes:postgresql.cnpg.io/v1:ClusterList",
      { items: [{ spec: { imageName: "a" } }] },
      "items[0].spec.imageName",
    ],
    ["kubernetes:pkg.crossplane.io/v1:Provider", { spec: { package: "a" } }, "spec.package"],
    [
      "kubernetes:tekton.dev/v1:TaskRun",
      { spec: { taskSpec: { steps: [{ image: "a" }] } } },
      "spec.taskSpec.steps[0].image",
    ],
    ["some-module:tf:aws_lambda_function", { image_uri: "a" }, "image_uri"],
  ])("%s", (type, props, path) => {
    expect(deploysImages(type)).toBe(true);
    expect(told(type, props)).toEqual([`image a at ${path}`]);
  });

  it("an object's own apiVersion and kind decide, wherever it stands (law 8)", () => {
    const cluster = { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", spec: { imageName: "a" } };
    expect(told("kubernetes:core/v1:Secret", cluster)).toEqual(["image a at spec.imageName"]);
    expect(told("kubernetes:core/v1:List", { items: [cluster] })).toEqual(["image a at items[0].spec.imageName"]);
    const work = { spec: { workload: { manifests: [cluster, UNKNOWN] } } };
    expect(told("kubernetes:work.open-cluster-management.io/v1:ManifestWork", work)).toEqual([
      "image a at spec.workload.manifests[0].spec.imageName",
      "unknown at spec.workload.manifests[1]",
    ]);
  });

  it("Terraform's blocks are lists of one, and what is not set is null", () => {
    const definitions = '[{"image":"a"}]';
    expect(told("m:tf:aws_ecs_task_definition", { container_definitions: definitions, x: null })).toEqual([
      "image a at container_definitions[0].image",
    ]);
    const spec = [{ template: [{ spec: [{ container: [{ image: "b" }, { image: null }], init_container: null }] }] }];
    expect(told("m:tf:kubernetes_deployment_v1", { spec })).toEqual([
      "image b at spec[0].template[0].spec[0].container[0].image",
    ]);
  });

  it("an annotation may tell an admission webhook what to put into a pod", () => {
    const annotations = {
      "sidecar.istio.io/proxyImage": "a:1",
      "config.linkerd.io/proxy-image": "b",
      "config.linkerd.io/proxy-version": "2",
      "admission.datadoghq.com/web.java-lib.custom-image": "c:1",
      "example.com/note": UNKNOWN,
    };
    const template = { metadata: { annotations }, spec: { containers: [] } };
    expect(told("kubernetes:apps/v1:Deployment", { spec: { template } }).map((line) => line.split(" at ")[0])).toEqual([
      "image a:1",
      "image c:1",
      "image b:2",
    ]);
  });
});

describe("what is no container image is not found", () => {
  it.each<[string, unknown]>([
    ["aws:ec2/instance:Instance", { ami: "ami-0abc", userData: "docker run nginx" }],
    ["aws-native:ec2:Instance", { imageId: "ami-0abc" }],
    ["aws:imagebuilder/imageRecipe:ImageRecipe", { parentImage: "arn:aws:imagebuilder:x" }],
    ["gcp:compute/instance:Instance", { bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } } }],
    ["gcp:compute/image:Image", { sourceImage: "projects/x/global/images/y", family: "debian" }],
    ["google-native:dataproc/v1:Cluster", { config: { masterConfig: { imageUri: "projects/x/global/images/y" } } }],
    ["gcp:composer/environment:Environment", { config: { softwareConfig: { imageVersion: "composer-3-airflow-2" } } }],
    ["azure-native:compute:VirtualMachine", { storageProfile: { imageReference: { offer: "x", sku: "y" } } }],
    ["azure-native:kusto:Cluster", { languageExtensions: { value: [{ languageExtensionImageName: "Python3_10_8" }] } }],
    ["azure-native:networkcloud:VirtualMachine", { vmImage: "registry.example/vm:1" }],
    ["digitalocean:index/droplet:Droplet", { image: "ubuntu-24-04-x64" }],
    ["hcloud:index/server:Server", { image: "debian-12", userData: "#cloud-config" }],
    ["linode:index/instance:Instance", { image: "linode/debian12" }],
    ["rancher2:index/machineConfigV2:MachineConfigV2", { digitaloceanConfig: { image: "ubuntu-24-04-x64" } }],
    ["aws:lex/bot:Bot", { imageUrl: "https://example.com/x.png" }],
    ["datadog:index/dashboard:Dashboard", { widgets: [{ imageDefinition: { url: "https://example.com/x.png" } }] }],
    ["oci:DevOps/buildPipelineStage:BuildPipelineStage", { image: "OL7_X86_64_STANDARD_10" }],
    ["aws:appstream/fleet:Fleet", { imageName: "AppStream-WinServer2022" }],
    ["kubernetes:core/v1:PersistentVolume", { spec: { rbd: { image: "volume-1", pool: "x" } } }],
    ["kubernetes:core/v1:Pod", { spec: { volumes: [{ rbd: { image: "volume-1" } }] } }],
    ["kubernetes:chaos-mesh.org/v1alpha1:PodChaos", { spec: { selector: {} } }],
    ["docker:index/container:Container", { image: `sha256:${HEX}` }],
    ["random:index/randomId:RandomId", { image: "nginx", containers: [{ image: "nginx" }] }],
  ])("%s %j", (type, props) => {
    expect(told(type, props)).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    [
      "the name of an output",
      "docker-build:index:Image",
      { tags: ["a:1"], exports: [{ registry: { names: ["a:2"] } }] },
    ],
    [
      "a build cache",
      "docker-build:index:Image",
      { cacheFrom: [{ registry: { ref: "a" } }], cacheTo: [{ registry: { ref: "a" } }] },
    ],
    [
      "a digest that says nothing of what is pulled",
      "oci:Functions/function:Function",
      { imageDigest: `sha256:${HEX}` },
    ],
    ["an image that a cache keeps", "alicloud:eci/imageCache:ImageCache", { images: ["a"] }],
    [
      "a record",
      "azure-native:awsconnector:LambdaFunction",
      { properties: { awsProperties: { code: { imageUri: "a" } } } },
    ],
  ])("%s", (_, type, props) => {
    expect(told(type, props)).toEqual([]);
  });
});

describe("a type of which nothing is read yet does not claim to be judged", () => {
  it.each([
    "azure-native:discovery:Tool",
    "hcloud:index/server:Server",
    "command:local:Command",
    "constructor",
    "__proto__",
  ])("%s", (type) => {
    expect(deploysImages(type)).toBe(false);
    expect(told(type, { template: "nginx", definition: UNKNOWN })).toEqual([]);
  });
});
