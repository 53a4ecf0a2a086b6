import { describe, expect, it } from "@jest/globals";
import { deploysImages, discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { planted, resource, stepsOf, told, URN } from "./resource.ts";

const TEMPLATE = "spec.template.spec";
const CRON = "spec.jobTemplate.spec.template.spec";

/** Every workload of the Kubernetes API, old groups included, and where it keeps its PodSpec. */
const WORKLOADS = [
  ["core/v1", "Pod", "spec"],
  ["core/v1", "PodTemplate", "template.spec"],
  ["core/v1", "ReplicationController", TEMPLATE],
  ["apps/v1", "DaemonSet", TEMPLATE],
  ["apps/v1", "Deployment", TEMPLATE],
  ["apps/v1", "ReplicaSet", TEMPLATE],
  ["apps/v1", "StatefulSet", TEMPLATE],
  ["apps/v1beta1", "Deployment", TEMPLATE],
  ["apps/v1beta1", "StatefulSet", TEMPLATE],
  ["apps/v1beta2", "DaemonSet", TEMPLATE],
  ["apps/v1beta2", "Deployment", TEMPLATE],
  ["apps/v1beta2", "ReplicaSet", TEMPLATE],
  ["apps/v1beta2", "StatefulSet", TEMPLATE],
  ["extensions/v1beta1", "DaemonSet", TEMPLATE],
  ["extensions/v1beta1", "Deployment", TEMPLATE],
  ["extensions/v1beta1", "ReplicaSet", TEMPLATE],
  ["batch/v1", "Job", TEMPLATE],
  ["batch/v1", "CronJob", CRON],
  ["batch/v1beta1", "CronJob", CRON],
  ["batch/v2alpha1", "CronJob", CRON],
  ["settings.k8s.io/v1alpha1", "PodPreset", "spec"],
] as const;

const POSITIONS = [
  ["containers[0].image", "run"],
  ["containers[2].image", "run"],
  ["initContainers[0].image", "run"],
  ["ephemeralContainers[0].image", "run"],
  ["volumes[1].image.reference", "artifact"],
] as const;

const ROWS = WORKLOADS.flatMap(([group, kind, podSpec]) =>
  POSITIONS.flatMap(([position, role]) => [
    [`kubernetes:${group}:${kind}`, `${podSpec}.${position}`, role],
    [`kubernetes:${group}:${kind}Patch`, `${podSpec}.${position}`, role],
    [`kubernetes:${group}:${kind}List`, `items[0].${podSpec}.${position}`, role],
    ["kubernetes:core/v1:List", `items[3].${podSpec}.${position}`, role],
  ]),
) as [string, string, "run" | "artifact"][];

describe("images of the Kubernetes API's workloads", () => {
  it.each(ROWS)("%s: %s", (type, path, role) => {
    const use = { role, pinForm: "name:tag@digest", place: { resource: URN, path } };
    expect(deploysImages(type)).toBe(true);
    expect(discoverImageUses(resource(type, planted(path, "ghcr.io/acme/web:1")))).toEqual([
      { kind: "image", image: "ghcr.io/acme/web:1", slot: { steps: stepsOf(path) }, ...use },
    ]);
    expect(discoverImageUses(resource(type, planted(path, UNKNOWN)))).toEqual([{ kind: "unknown", ...use }]);
    expect(discoverImageUses(resource(type, planted(path, 42)))).toEqual([
      { kind: "unreadable", why: "is a number, not an image reference", ...use },
    ]);
  });
});

/** `spec.containers` gives `spec`, `spec.containers`. */
function prefixes(path: string): string[] {
  return [...path.matchAll(/(?<=[^.])(?=\.|\[|$)/g)].map(({ index }) => path.slice(0, index));
}

const UNKNOWN_ROWS = ROWS.flatMap(([type, path]) => prefixes(path).map((prefix) => [type, prefix] as const)).filter(
  ([type, prefix]) => type !== "kubernetes:core/v1:List" || /^items(?:\[3\])?$/.test(prefix),
);

describe("an unknown value on the way to an image (law 6)", () => {
  it.each([...new Map(UNKNOWN_ROWS.map((row) => [row.join(), row])).values()])("%s: unknown at %s", (type, prefix) => {
    expect(told(type, planted(prefix, UNKNOWN))).toEqual([`unknown at ${prefix}`]);
  });

  it("counts for an item of a List by the item's own kind", () => {
    const items = [
      { apiVersion: "v1", kind: "Service", spec: UNKNOWN },
      { apiVersion: "apps/v1", kind: "Deployment", spec: UNKNOWN },
      { apiVersion: "batch/v1", kind: "Job", spec: { template: { spec: { containers: UNKNOWN } } } },
      { apiVersion: "example.com/v1", kind: "Fleet", spec: UNKNOWN },
    ];
    expect(told("kubernetes:core/v1:List", { apiVersion: "v1", kind: "List", items })).toEqual([
      "unknown at items[1].spec",
      "unknown at items[2].spec.template.spec.containers",
      "unknown at items[3].spec",
    ]);
  });

  it("hides no neighbour", () => {
    const spec = {
      replicas: UNKNOWN,
      template: {
        metadata: UNKNOWN,
        spec: {
          initContainers: UNKNOWN,
          nodeName: UNKNOWN,
          containers: [
            { name: "a", image: UNKNOWN, env: UNKNOWN },
            UNKNOWN,
            { name: UNKNOWN, env: [{ name: "X", value: UNKNOWN }], image: "nginx:1" },
          ],
          volumes: [
            UNKNOWN,
            { name: UNKNOWN, image: { pullPolicy: UNKNOWN, reference: "nginx:2" } },
            { image: UNKNOWN },
          ],
        },
      },
    };
    expect(told("kubernetes:apps/v1:Deployment", { metadata: UNKNOWN, spec })).toEqual([
      "unknown at spec.template.spec.initContainers",
      "unknown at spec.template.spec.containers[0].image",
      "unknown at spec.template.spec.containers[1]",
      "image nginx:1 at spec.template.spec.containers[2].image",
      "unknown at spec.template.spec.volumes[0]",
      "image nginx:2 at spec.template.spec.volumes[1].image.reference",
      "unknown at spec.template.spec.volumes[2].image",
    ]);
  });

  it("is told by the token's kind where apiVersion and kind are unknown themselves", () => {
    expect(told("kubernetes:core/v1:Pod", { apiVersion: UNKNOWN, kind: UNKNOWN, spec: UNKNOWN })).toEqual([
      "unknown at spec",
    ]);
  });

  it("is told by the inputs' kind where the token says another: the provider goes by the inputs", () => {
    const inputs = { apiVersion: "apps/v1", kind: "Deployment", spec: UNKNOWN };
    expect(told("kubernetes:core/v1:Service", inputs)).toEqual(["unknown at spec"]);
  });

  it("is told for the inputs as a whole", () => {
    expect(told("kubernetes:apps/v1:Deployment", UNKNOWN)).toEqual(["unknown at (all inputs)"]);
  });
});

describe("an unknown value that can hide no image is nobody's business", () => {
  const pod = (more: object): object => ({ spec: { template: { spec: { containers: [{ image: "a" }], ...more } } } });
  it.each([
    [
      "kubernetes:apps/v1:Deployment",
      { spec: { replicas: UNKNOWN, template: { spec: { containers: [{ image: "a" }] } } } },
    ],
    ["kubernetes:apps/v1:Deployment", pod({ nodeSelector: UNKNOWN })],
    ["kubernetes:apps/v1:Deployment", pod({ volumes: [{ name: UNKNOWN }, { configMap: UNKNOWN }] })],
    ["kubernetes:apps/v1:Deployment", { ...pod({}), metadata: UNKNOWN }],
    ["kubernetes:apps/v1:Deployment", { ...pod({}), status: UNKNOWN }],
    ["kubernetes:apps/v1:Deployment", pod({ imagePullSecrets: UNKNOWN })],
  ])("%s %#", (type, props) => {
    expect(told(type, props)).toEqual(["image a at spec.template.spec.containers[0].image"]);
  });

  it.each([
    ["kubernetes:core/v1:Service", { spec: UNKNOWN }],
    ["kubernetes:core/v1:ServiceList", { items: [{ spec: UNKNOWN }] }],
    ["kubernetes:core/v1:ConfigMap", { data: UNKNOWN }],
    ["kubernetes:core/v1:Secret", { stringData: { template: UNKNOWN, spec: UNKNOWN } }],
    ["kubernetes:networking.k8s.io/v1:Ingress", { spec: UNKNOWN }],
    ["kubernetes:rbac.authorization.k8s.io/v1:Role", { rules: UNKNOWN }],
    ["kubernetes:core/v1:PersistentVolume", { spec: { rbd: { image: UNKNOWN } } }],
    ["kubernetes:apps/v1:StatefulSet", { spec: { volumeClaimTemplates: [{ spec: UNKNOWN }] } }],
    ["kubernetes:example.com/v1:Shop", { spec: { volumeClaimTemplates: UNKNOWN, volumeClaimTemplate: UNKNOWN } }],
    ["kubernetes:example.com/v1:Shop", { spec: { size: UNKNOWN, specs: { replicas: 1 }, host: { name: UNKNOWN } } }],
  ])("%s %#", (type, props) => {
    expect(told(type, props)).toEqual([]);
  });
});

describe("container lists inside custom resources", () => {
  it.each([
    ["kubernetes:argoproj.io/v1alpha1:Rollout", "spec.template.spec.containers[0].image"],
    ["kubernetes:serving.knative.dev/v1:Service", "spec.template.spec.containers[0].image"],
    ["kubernetes:ray.io/v1:RayCluster", "spec.workerGroupSpecs[1].template.spec.containers[0].image"],
    ["kubernetes:kubeflow.org/v1:TFJob", "spec.tfReplicaSpecs.Worker.template.spec.initContainers[0].image"],
    [
      "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch",
      "spec.nodeSets[0].podTemplate.spec.containers[0].image",
    ],
    ["kubernetes:keda.sh/v1alpha1:ScaledJob", "spec.jobTargetRef.template.spec.containers[0].image"],
    ["kubernetes:monitoring.coreos.com/v1:Prometheus", "spec.initContainers[0].image"],
    [
      "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet",
      "spec.replicatedJobs[0].template.spec.template.spec.containers[0].image",
    ],
    ["kubernetes:example.com/v1:Shop", "containers[0].image"],
    ["kubernetes:example.com/v1:Shop", "spec.containers.web.image"],
    ["kubernetes:example.com/v1:Shop", "spec.deep.er.initContainers.web.image"],
    ["kubernetes:example.com/v1:Shop", "spec.pods[0].ephemeralContainers.web.image"],
    ["kubernetes:example.com/v1:Shop", "spec.pods[0].volumes[0].image.reference"],
    ["kubernetes:example.com/v1:ShopPatch", "spec.containers[0].image"],
    ["kubernetes:example.com/v1:ShopList", "items[1].spec.containers[0].image"],
    [
      "kubernetes:work.open-cluster-management.io/v1:ManifestWork",
      "spec.workload.manifests[0].spec.containers[0].image",
    ],
    ["kubernetes:kyverno.io/v1:ClusterPolicy", "spec.rules[0].generate.data.spec.containers[0].image"],
    ["kubernetes:helm.sh/v3:Release", "values.extra.initContainers[0].image"],
    ["kubernetes:core/v1:Service", "spec.template.spec.containers[0].image"],
    ["kubernetes:unheard-of", "spec.containers[0].image"],
  ])("%s: %s", (type, path) => {
    expect(told(type, planted(path, "nginx"))).toEqual([`image nginx at ${path}`]);
    expect(told(type, planted(path, UNKNOWN))).toEqual([`unknown at ${path}`]);
    const list = path.replace(/(?:\[\d+\]|\.web)(?:\.image|\.image\.reference)$/, "");
    expect(told(type, planted(list, UNKNOWN))).toEqual([`unknown at ${list}`]);
  });

  it.each([
    "spec",
    "template",
    "spec.template",
    "spec.podTemplate",
    "spec.podSpec",
    "spec.nodeSets[0].podTemplate.spec",
    "spec.workerGroupSpecs",
    "spec.workerGroupSpecs[0]",
    "spec.tfReplicaSpecs.Worker",
    "spec.templates[2]",
    "spec.jobTemplate",
  ])("an unknown %s may hide one", (path) => {
    expect(told("kubernetes:example.com/v1:Shop", planted(path, UNKNOWN))).toEqual([`unknown at ${path}`]);
  });

  it.each([
    ["a count", { containers: 3 }],
    ["names", { containers: ["web", "db"], initContainers: "all" }],
    ["a list of containers without images, merged by name", { containers: [{ name: "prometheus" }] }],
    ["nulls", { containers: null, initContainers: [null], volumes: null }],
    ["settings", { containers: { limits: { cpu: UNKNOWN } } }],
    ["a Ceph device", { volumes: [{ rbd: { image: "disk-1" } }], rbd: { image: UNKNOWN } }],
    [
      "images of other shapes, which are no container lists",
      { image: "nginx", images: ["nginx"], vm: { image: "ubuntu" } },
    ],
  ])("%s under such a name is no image", (_, spec) => {
    expect(told("kubernetes:example.com/v1:Shop", { spec })).toEqual([]);
  });

  it("finds an object inside by its own kind", () => {
    const manifests = [{ apiVersion: "apps/v1", kind: "Deployment", spec: { template: { spec: "oops" } } }];
    expect(told("kubernetes:example.com/v1:Work", { spec: { manifests } })).toEqual([
      "unreadable at spec.manifests[0].spec.template.spec: is a text, not an object",
    ]);
  });
});

describe("what the Kubernetes API refuses is unreadable, not overlooked", () => {
  it.each([
    ["spec", "text", "is a text, not an object"],
    ["spec", [], "is a list, not an object"],
    ["spec.template.spec", 1, "is a number, not an object"],
    ["spec.template.spec.containers", "nginx", "is a text, not a list"],
    ["spec.template.spec.containers", true, "is a boolean, not a list"],
    ["spec.template.spec.containers", {}, "is an object, not a list"],
    ["spec.template.spec.containers[0]", "nginx", "is a text, not an object"],
    ["spec.template.spec.containers[0]", [], "is a list, not an object"],
    ["spec.template.spec.containers[0].image", "", "is empty, not an image reference"],
    ["spec.template.spec.containers[0].image", 0, "is a number, not an image reference"],
    ["spec.template.spec.containers[0].image", false, "is a boolean, not an image reference"],
    ["spec.template.spec.containers[0].image", null, "is null, not an image reference"],
    ["spec.template.spec.containers[0].image", {}, "is an object, not an image reference"],
    ["spec.template.spec.containers[0].image", { reference: "nginx" }, "is an object, not an image reference"],
    ["spec.template.spec.containers[0].image", [], "is a list, not an image reference"],
    ["spec.template.spec.containers[0].image", ["nginx"], "is a list, not an image reference"],
    ["spec.template.spec.containers[0].image", 1n, "is a value that is not plain data, not an image reference"],
    ["spec.template.spec.volumes[0].image", "nginx", "is a text, not an object"],
    ["spec.template.spec.volumes[0].image.reference", "", "is empty, not an image reference"],
    ["spec.template.spec.volumes[0].image.reference", null, "is null, not an image reference"],
  ])("%s: %j", (path, value, why) => {
    expect(told("kubernetes:apps/v1:Deployment", planted(path, value))).toEqual([`unreadable at ${path}: ${why}`]);
  });

  it.each([
    ["a container without an image", { containers: [{ name: "web" }] }],
    ["a container whose image is undefined", { containers: [{ image: undefined }] }],
    ["empty and absent lists", { containers: [], initContainers: null, ephemeralContainers: undefined }],
    ["an image volume without a reference", { volumes: [{ image: {} }, { image: null }] }],
    ["a Ceph device", { volumes: [{ rbd: { image: "disk-1" } }] }],
  ])("%s runs nothing", (_, spec) => {
    expect(told("kubernetes:apps/v1:Deployment", { spec: { template: { spec } } })).toEqual([]);
  });

  it.each(["${IMAGE}", " nginx", "nginx@foo", "\u202enginx"])(
    "leaves the text %j to the reference's grammar",
    (image) => {
      expect(told("kubernetes:core/v1:Pod", { spec: { containers: [{ image }] } })).toEqual([
        `image ${image} at spec.containers[0].image`,
      ]);
    },
  );
});

describe("nothing in a resource lifts an image (CVE-2023-34091, kyverno #16336)", () => {
  const containers = [{ image: "nginx" }];
  it.each([
    ["zero replicas", {}, { replicas: 0 }],
    ["paused", {}, { paused: true }],
    ["a deletion timestamp", { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["x"] } }, {}],
    ["an annotation", { metadata: { annotations: { "kyverno.io/verify-images": '{"nginx":"pass"}' } } }, {}],
    ["a label", { metadata: { labels: { "policy.sigstore.dev/exclude": "true" } } }, {}],
    ["a system namespace", { metadata: { namespace: "kube-system" } }, {}],
    ["a kind of its own", { apiVersion: "v1", kind: "ConfigMap" }, {}],
    ["a component's kind", { apiVersion: "yaml/v2", kind: "ConfigGroup" }, {}],
  ])("%s", (_, root, more) => {
    const props = { ...root, spec: { ...more, template: { spec: { containers } } } };
    const found = ["image nginx at spec.template.spec.containers[0].image"];
    expect(told("kubernetes:apps/v1:Deployment", props)).toEqual(found);
    expect(told("kubernetes:yaml/v2:ConfigGroup", { apiVersion: "apps/v1", kind: "Deployment", ...props })).toEqual(
      found,
    );
  });
});

describe("what deploys nothing", () => {
  const pod = { spec: { containers: [{ image: "nginx" }] } };
  it.each([
    ["status", "kubernetes:core/v1:Pod", { status: pod }],
    ["status of a custom resource", "kubernetes:example.com/v1:Shop", { status: { template: UNKNOWN, pod } }],
    ["status of a List's item", "kubernetes:core/v1:PodList", { items: [{ status: pod }] }],
    [
      "status of a mixed List's item",
      "kubernetes:core/v1:List",
      { items: [{ apiVersion: "v1", kind: "Pod", status: pod }] },
    ],
    [
      "a schema",
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
      planted("spec.versions[0].schema.openAPIV3Schema", {
        properties: { containers: { properties: { image: { type: "string" } } } },
      }),
    ],
    ["a pattern", "kubernetes:kyverno.io/v1:ClusterPolicy", planted("spec.rules[0].validate.pattern", pod)],
    [
      "objects of a component, which are resources of their own",
      "kubernetes:yaml/v2:ConfigGroup",
      { objs: [{ apiVersion: "v1", kind: "Pod", ...pod }] },
    ],
    ["objects of an older component", "kubernetes:yaml:ConfigGroup", { objs: [pod] }],
    ["values of a chart, whose objects are resources of their own", "kubernetes:helm.sh/v4:Chart", { values: pod }],
    ["a kustomization, whose objects are resources of their own", "kubernetes:kustomize/v2:Directory", { extra: pod }],
  ])("%s", (_, type, props) => {
    expect(told(type, props)).toEqual([]);
  });

  it("is no status where a custom resource means something else by that name", () => {
    const inner = { apiVersion: "v1", kind: "Pod", status: pod };
    expect(told("kubernetes:example.com/v1:Shop", { spec: { status: pod, inner } })).toEqual([
      "image nginx at spec.status.spec.containers[0].image",
      "image nginx at spec.inner.status.spec.containers[0].image",
    ]);
  });
});

describe("deploysImages", () => {
  it.each(["kubernetes:example.com/v1:Shop", "kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:ConfigMap"])(
    "%s may",
    (type) => {
      expect(deploysImages(type)).toBe(true);
    },
  );
  it.each(["pulumi:providers:kubernetes", "kubernetes", "pulumi:pulumi:Stack", "aws:s3/bucket:Bucket", ""])(
    "%j does not, and no image is found in it",
    (type) => {
      expect(deploysImages(type)).toBe(false);
      expect(told(type, { spec: { containers: [{ image: "nginx" }] } })).toEqual([]);
    },
  );
});

describe("images that custom resources name in their own way", () => {
  const object = (apiVersion: string, kind: string, spec: object) =>
    told(`kubernetes:${apiVersion}:${kind}`, { apiVersion, kind, spec });

  it("Datadog's agent: an override in parts", () => {
    const override = {
      nodeAgent: { image: { name: "ghcr.io/a/b", tag: "1" } },
      other: { image: { jmxEnabled: true } },
    };
    expect(object("datadoghq.com/v2alpha1", "DatadogAgent", { override })).toEqual([
      "image ghcr.io/a/b:1 at spec.override.nodeAgent.image.name",
    ]);
  });

  it("Spark: a setting", () => {
    const sparkConf = { "spark.kubernetes.driver.container.image": "a", "spark.x": "y" };
    expect(object("sparkoperator.k8s.io/v1beta2", "SparkApplication", { sparkConf })).toEqual([
      'image a at spec.sparkConf["spark.kubernetes.driver.container.image"]',
    ]);
  });

  it("Strimzi: the name of what is built is none", () => {
    const build = { output: { type: "docker", image: "a" }, plugins: [] };
    expect(object("kafka.strimzi.io/v1beta2", "KafkaConnect", { build })).toEqual([]);
  });
});
