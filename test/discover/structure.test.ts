import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN, unlistedImages } from "../../src/discover/index.ts";
import { resource, tell } from "./resource.ts";

const HEX = "ab12".repeat(16);

/** What is found in a custom resource, of a kind that nothing knows unless one is named. */
function custom(spec: unknown, kind = "shop.example/v1 Shop"): string[] {
  const [apiVersion = "", name = ""] = kind.split(" ");
  const object = { apiVersion, kind: name, spec };
  return discoverImageUses(resource(`kubernetes:${apiVersion}:${name}`, object)).map(tell);
}

describe("an image in a custom resource that no catalog lists is found by its name and its shape", () => {
  it.each<[string, unknown, string]>([
    ["a reference", { image: "ghcr.io/acme/web:1" }, "ghcr.io/acme/web:1 at spec.image"],
    ["a tag is enough", { image: "nginx:1.27" }, "nginx:1.27 at spec.image"],
    ["a digest is enough", { image: `web@sha256:${HEX}` }, `web@sha256:${HEX} at spec.image`],
    ["a registry is enough", { image: "ghcr.io/acme/web" }, "ghcr.io/acme/web at spec.image"],
    ["spaces around it", { image: " ghcr.io/acme/web:1\n" }, " ghcr.io/acme/web:1\n at spec.image"],
    ["deep inside", { a: { b: { image: "nginx:1" } } }, "nginx:1 at spec.a.b.image"],
    ["in a list of any name", { steps: [{ image: "nginx:1" }] }, "nginx:1 at spec.steps[0].image"],
    ["in a map of any name", { runners: { x: { image: "nginx:1" } } }, "nginx:1 at spec.runners.x.image"],
    ["its tag beside it", { image: "nginx", tag: "1" }, "nginx:1 at spec.image"],
    ["in parts", { image: { repository: "nginx", tag: "1" } }, "nginx:1 at spec.image.repository"],
    [
      "in parts with a registry and a digest",
      { image: { registry: "quay.io", repository: "a/b", digest: `sha256:${HEX}` } },
      `quay.io/a/b@sha256:${HEX} at spec.image.repository`,
    ],
    ["a name and a tag under its name", { image: { name: "a/b", tag: "1" } }, "a/b:1 at spec.image.name"],
    ["a repository of a registry alone", { image: { repository: "quay.io/a" } }, "quay.io/a at spec.image.repository"],
    [
      "parts under any name",
      { proxy: { registry: "quay.io", repository: "a", tag: "1" } },
      "quay.io/a:1 at spec.proxy.repository",
    ],
    [
      "a host in the repository",
      { proxy: { repository: "quay.io/a", tag: "1" } },
      "quay.io/a:1 at spec.proxy.repository",
    ],
    ["names that say image", { imageRepository: "quay.io/a", imageTag: "1" }, "quay.io/a:1 at spec.imageRepository"],
    ["another name", { initImage: "busybox:1" }, "busybox:1 at spec.initImage"],
    ["another name yet", { a: [{ imageName: "busybox:1" }] }, "busybox:1 at spec.a[0].imageName"],
    ["a name with a dash", { "runner-image": "busybox:1" }, "busybox:1 at spec.runner-image"],
    ["an address", { imageUrl: "ghcr.io/acme/web:1" }, "ghcr.io/acme/web:1 at spec.imageUrl"],
    ["a tag that is a number", { proxy: { repository: "quay.io/a", tag: 5 } }, "quay.io/a:5 at spec.proxy.repository"],
    [
      "a version that is a number",
      { image: { repository: "nginx", tag: 1.27 } },
      "nginx:1.27 at spec.image.repository",
    ],
    [
      "a bare word in a list of containers",
      { sidecarContainers: [{ image: "a/b" }] },
      "a/b at spec.sidecarContainers[0].image",
    ],
    ["a bare word that is pulled", { image: "a/b", imagePullPolicy: "Always" }, "a/b at spec.image"],
    [
      "a volume of an image",
      { mounts: [{ image: { reference: "a/b:1" } }] },
      "a/b:1 at spec.mounts[0].image.reference",
    ],
    [
      "an object of such a kind inside another",
      { template: { apiVersion: "x.example/v1", kind: "X", image: "nginx:1" } },
      "nginx:1 at spec.template.image",
    ],
  ])("%s", (_, spec, expected) => {
    expect(custom(spec)).toEqual([`image ${expected}`]);
  });

  it("each name of an image is one of its own, whatever stands beside it", () => {
    expect(custom({ initImage: "a:1", proxyImage: "b:1", webImage: UNKNOWN, logoImage: "c:1" })).toEqual([
      "image a:1 at spec.initImage",
      "image b:1 at spec.proxyImage",
    ]);
  });

  it("a map's key that is called as the schema of a definition hides nothing", () => {
    const template = { spec: { containers: [{ image: "nginx:1" }] } };
    expect(custom({ replicas: { openAPIV3Schema: { template } } })).toHaveLength(1);
    expect(custom({ versions: [{ schema: { openAPIV3Schema: { template } } }] })).toEqual([]);
  });

  it("each use once, however many ways lead to it", () => {
    expect(custom({ containers: [{ image: "nginx:1", tag: "2" }], sidecars: [{ image: "a:1" }] })).toEqual([
      "image nginx:1 at spec.containers[0].image",
      "image a:1 at spec.sidecars[0].image",
    ]);
    expect(custom({ volumes: [{ image: { reference: "a:1" } }] })).toHaveLength(1);
    expect(custom({ containers: [{ image: { repository: "a", tag: "1" } }] })).toEqual([
      "unreadable at spec.containers[0].image: is an object, not an image reference",
    ]);
  });

  it("a text that is the reference itself can be rewritten in its place", () => {
    const [use] = discoverImageUses(
      resource("kubernetes:shop.example/v1:Shop", { apiVersion: "shop.example/v1", kind: "Shop", image: "nginx:1" }),
    );
    expect(use).toMatchObject({ slot: { steps: ["image"] }, role: "run" });
  });
});

describe("in a kind that the catalog knows", () => {
  it.each<[string, unknown, string[]]>([
    [
      "pingcap.com/v1alpha1 TidbCluster",
      { tikv: { additionalContainers: [{ image: "nginx:1" }] } },
      ["image nginx:1 at spec.tikv.additionalContainers[0].image"],
    ],
    [
      "operator.victoriametrics.com/v1beta1 VMAgent",
      { image: { repository: "a", tag: "1" } },
      ["image a:1 at spec.image.repository"],
    ],
    [
      "monitoring.coreos.com/v1 Prometheus",
      { image: "a:1", baseImage: "b", tag: "2", sha: HEX },
      ["image a:1 at spec.image"],
    ],
    ["kafka.strimzi.io/v1beta2 KafkaConnect", { build: { output: { image: "ghcr.io/a/b:1" } } }, []],
    ["image.toolkit.fluxcd.io/v1 ImageRepository", { image: "ghcr.io/a/b" }, []],
    ["notebooks.cnrm.cloud.google.com/v1beta1 NotebookInstance", { vmImage: { imageName: "a:1" } }, []],
  ])("%s: its rows decide, and what they say nothing about is found", (kind, spec, expected) => {
    expect(custom(spec, kind)).toEqual(expected);
  });
});

it.each<[string, unknown]>([
  ["a Ceph device", { rbd: { image: "pool/disk:1" }, volumes: [{ rbd: { image: "quay.io/a:1" } }] }],
  ["a Ceph device that is unknown", { rbd: { image: UNKNOWN } }],
  ["a bare word", { image: "ubuntu" }],
  ["a path", { image: "acme/ubuntu" }],
  ["a machine's disk", { image: "ami-0abcdef1234567890", machine: { image: "debian-12" } }],
  ["a machine's disk by its family", { image: "projects/debian-cloud/global/images/family/debian-12" }],
  ["a machine's disk by its name", { osImage: "ubuntu:22.04", diskImage: "a:1", vmImage: "b:1", bootImage: "c:1" }],
  ["disks of a machine", { disks: [{ image: "a:1" }] }],
  ["a picture", { image: "https://acme.example/logo.png", logoImage: "a:1" }],
  ["an image of Azure", { image: "Canonical:UbuntuServer:22.04-LTS:latest" }],
  ["switches and sizes", { image: true, useImage: "a:1", initImage: 3 }],
  ["words about an object", { template: { metadata: { annotations: { image: "a:1" }, labels: { image: "a:1" } } } }],
  [
    "a program's source",
    { source: { repository: "github.com/acme/web", tag: "v1" }, git: { repository: "a/b", tag: "1" } },
  ],
  ["what a pod was", { pod: { containerStatuses: [{ image: "ghcr.io/a/b:1" }] } }],
  ["a tag alone", { image: { tag: "1" }, proxy: { tag: "1", digest: `sha256:${HEX}` } }],
  ["a registry for several", { imageRepository: "registry.k8s.io", imageRegistry: "quay.io" }],
  ["another name that is unknown", { baseImage: UNKNOWN, logo: { name: UNKNOWN } }],
  ["what is unknown beside it", { replicas: UNKNOWN, settings: { a: UNKNOWN }, list: [UNKNOWN] }],
])("%s is no image", (_, spec) => {
  expect(custom(spec)).toEqual([]);
});

it.each<[string, unknown, string[]]>([
  ["a reference", { image: UNKNOWN, a: { image: "a:1" } }, ["image a:1 at spec.a.image", "unknown at spec.image"]],
  ["a tag", { image: { repository: "quay.io/a", tag: UNKNOWN } }, ["unknown at spec.image.repository"]],
  ["a container's", { containers: [{ image: UNKNOWN }] }, ["unknown at spec.containers[0].image"]],
])("%s that is unknown is told once, at its path, and hides no other (law 6)", (_, spec, expected) => {
  expect(custom(spec)).toEqual(expected);
});

describe("what is no container image is reported by nothing, not even as unlisted", () => {
  it.each<[string, object]>([
    ["aws:ec2/instance:Instance", { ami: "ami-0abcdef1234567890" }],
    ["aws:ec2/launchTemplate:LaunchTemplate", { imageId: "ami-0abcdef1234567890" }],
    ["aws:autoscaling/group:Group", { imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023" }],
    ["aws:imagebuilder/imageRecipe:ImageRecipe", { parentImage: "arn:aws:imagebuilder:eu-west-1:aws:image/x/x.x.x" }],
    [
      "aws:appstream/fleet:Fleet",
      { imageName: "AppStream-WinServer2022-06-17-2024", imageArn: "arn:aws:appstream:x:y" },
    ],
    ["aws:codebuild/project:Project", { environment: { image: "aws/codebuild/standard:7.0" } }],
    ["aws:lex/bot:Bot", { imageUrl: "https://acme.example/a.png" }],
    ["aws:pinpoint/emailTemplate:EmailTemplate", { imageUrl: "https://ghcr.io/acme/logo:1" }],
    ["aws-native:ec2:Instance", { imageId: "ami-0abcdef1234567890" }],
    ["gcp:compute/instance:Instance", { bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } } }],
    ["gcp:compute/disk:Disk", { image: "projects/debian-cloud/global/images/family/debian-12" }],
    ["gcp:compute/image:Image", { sourceImage: "projects/a/global/images/b", family: "c", imageFamily: "d" }],
    ["gcp:compute/instanceTemplate:InstanceTemplate", { disks: [{ sourceImage: "debian-cloud/debian-12" }] }],
    ["gcp:dataproc/cluster:Cluster", { clusterConfig: { masterConfig: { imageUri: "projects/a/global/images/b" } } }],
    ["gcp:dataproc/cluster:Cluster", { clusterConfig: { softwareConfig: { imageVersion: "2.2.5-debian12" } } }],
    [
      "gcp:composer/environment:Environment",
      { config: { softwareConfig: { imageVersion: "composer-3-airflow-2.9.3" } } },
    ],
    ["azure-native:kusto:Cluster", { languageExtensions: { value: [{ languageExtensionImageName: "Python3_10_8" }] } }],
    ["azure:kusto/cluster:Cluster", { languageExtensions: [{ name: "PYTHON", image: "Python3_10_8" }] }],
    [
      "azure-native:compute:VirtualMachine",
      { storageProfile: { imageReference: { id: "/subscriptions/a/images/b" } } },
    ],
    ["azure-native:networkcloud:VirtualMachine", { vmImage: "acme.azurecr.io/vm/ubuntu:22.04" }],
    ["azure-native:desktopvirtualization:HostPool", { image: "Canonical:UbuntuServer:22.04-LTS:latest" }],
    ["digitalocean:index/droplet:Droplet", { image: "ubuntu-24-04-x64" }],
    ["hcloud:index/server:Server", { image: "debian-12" }],
    ["linode:index/instance:Instance", { image: "linode/debian12" }],
    ["rancher2:index/machineConfigV2:MachineConfigV2", { digitaloceanConfig: { image: "ubuntu-24-04-x64" } }],
    ["alicloud:eais/instance:Instance", { image: "ubuntu_22_04" }],
    ["datadog:index/dashboard:Dashboard", { widgets: [{ imageDefinition: { url: "https://acme.example/x.png" } }] }],
    ["oci:DevOps/buildPipelineStage:BuildPipelineStage", { image: "OL7_X86_64_STANDARD_10" }],
    ["kubernetes:core/v1:PersistentVolume", { spec: { rbd: { image: "foo", pool: "p" } } }],
    [
      "kubernetes:core/v1:Pod",
      { spec: { volumes: [{ rbd: { image: "ghcr-io/disk", monitors: ["10.0.0.1:6789"] } }] } },
    ],
    ["m:tf:aws_instance", { ami: "ami-0abcdef1234567890" }],
    ["m:tf:google_compute_instance", { boot_disk: [{ initialize_params: [{ image: "debian-cloud/debian-12" }] }] }],
    ["m:tf:azurerm_kusto_cluster", { language_extension: [{ name: "PYTHON", image: "Python3_10_8" }] }],
  ])("%s %j", (type, props) => {
    const one = resource(type, props);
    const uses = discoverImageUses(one);
    expect(uses.map(tell)).toEqual([]);
    expect(unlistedImages(one, uses)).toEqual([]);
  });
});
