import { describe, expect, it } from "@jest/globals";
import { pinned, toldFile, usesIn } from "./told-file.ts";

const DIGEST = `sha256:${"ab12".repeat(16)}` as const;
const HEX = "ab12".repeat(16);
const CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.27.4\n";
const values = (text: string, beside = {}) => toldFile("chart/values.yaml", text, beside).slice(1);

/** In the shape of charts that many people use. */
const BITNAMI = `## @param global.imageRegistry Global Docker image registry
##
global:
  imageRegistry: ""
  imagePullSecrets: []
image:
  registry: docker.io
  repository: acme/nginx
  tag: 1.27.4-debian-12-r0
  digest: ""
  pullPolicy: IfNotPresent
  debug: false
volumePermissions:
  enabled: false
  image:
    registry: docker.io
    repository: acme/os-shell
    tag: 12-debian-12-r30
    digest: ""
metrics:
  image: { registry: docker.io, repository: acme/exporter, tag: "1.4", digest: '' }
`;

const PROMETHEUS = `prometheusOperator:
  image:
    registry: quay.io
    repository: operator/prometheus-operator
    # if not set appVersion field from Chart.yaml is used
    tag: ""
    sha: ""
  prometheusConfigReloader:
    image:
      registry: quay.io
      repository: operator/reloader
      tag: ""
      sha: "${HEX}"
prometheus:
  prometheusSpec:
    image:
      registry: quay.io
      repository: prometheus/prometheus
      tag: v3.1.0
    thanos: {}
`;

const INGRESS = `controller:
  name: controller
  image:
    chroot: false
    image: ingress/controller
    tag: "v1.12.0"
    digest: ${DIGEST}
    digestChroot: ${DIGEST}
  admissionWebhooks:
    patch:
      image:
        registry: registry.example
        image: ingress/certgen
        tag: v1.5.0
`;

const GITLAB = `global:
  image: {}
  kubectl:
    image:
      repository: registry.example/build/cng/kubectl
gitlab:
  webservice:
    workhorse:
      image: registry.example/build/cng/workhorse
    extraInitContainers: |
      - name: wait
        image: busybox:1
  gitaly:
    image:
      repository: registry.example/build/cng/gitaly
      tag: v17.8.1
`;

describe("values in the shape of well-known charts", () => {
  it("of a registry, a repository, a tag and a digest", () => {
    expect(values(BITNAMI)).toEqual([
      "image docker.io/acme/nginx:1.27.4-debian-12-r0 at 8:15",
      "image docker.io/acme/os-shell:12-debian-12-r30 at 17:17",
      "image docker.io/acme/exporter:1.4 at 21:45",
    ]);
  });

  it("of a sha, and without a tag, which the chart adds", () => {
    expect(values(PROMETHEUS)).toEqual([
      "image quay.io/operator/prometheus-operator at 4:17",
      `image quay.io/operator/reloader@sha256:${HEX} at 11:19`,
      "image quay.io/prometheus/prometheus:v3.1.0 at 18:19",
    ]);
  });

  it("of an image, a tag and a digest", () => {
    expect(values(INGRESS)).toEqual([
      `image ingress/controller:v1.12.0@${DIGEST} at 5:12`,
      "image registry.example/ingress/certgen:v1.5.0 at 13:16",
    ]);
  });

  it("of whole references and repositories with their host", () => {
    expect(values(GITLAB)).toEqual([
      "image registry.example/build/cng/kubectl at 5:19",
      "image registry.example/build/cng/workhorse at 9:14",
      "image registry.example/build/cng/gitaly:v17.8.1 at 15:19",
    ]);
  });
});

it("global.imageRegistry stands for the registry of each image that names one, and that is said", () => {
  const text = BITNAMI.replace('imageRegistry: ""', "imageRegistry: mirror.example");
  expect(values(text)).toEqual([
    "image mirror.example/acme/nginx:1.27.4-debian-12-r0 at 8:15",
    "image mirror.example/acme/os-shell:12-debian-12-r30 at 17:17",
    "image mirror.example/acme/exporter:1.4 at 21:45",
    "note: sets global.imageRegistry, which is taken for the registry of each image",
  ]);
});

describe("the chart's own image without a tag has the application's version, which is as mutable as any tag", () => {
  it.each(["image:\n  repository: acme/web\n  tag: ''\n", "image:\n  repository: acme/web\n"])("%j", (text) => {
    expect(values(text, { "Chart.yaml": CHART })).toEqual([
      "image acme/web:1.27.4 at 2:15",
      "note: leaves its image's tag out, for which charts take appVersion of Chart.yaml",
    ]);
  });

  it("but not a sidecar's, nor where there is no version, nor one that could be no tag", () => {
    expect(values("proxy:\n  image:\n    repository: acme/web\n", { "Chart.yaml": CHART })).toEqual([
      "image acme/web at 3:17",
    ]);
    const text = "image:\n  repository: acme/web\n";
    for (const chart of [
      "apiVersion: v2\nname: a\n",
      "name: a\nappVersion: 1+2\n",
      "name: a\nappVersion: 1.10\n",
      "a: [b",
    ])
      expect(values(text, { "Chart.yaml": chart })).toEqual(["image acme/web at 2:15"]);
  });
});

describe("values that are laid over the chart's own", () => {
  const base = {
    "Chart.yaml": CHART,
    "values.yaml": "image:\n  repository: acme/web\n  tag: '1'\nother:\n  image: a/b:1\n",
  };
  const over = (text: string) => toldFile("chart/values-prod.yaml", text, base).slice(1);

  it("change a part of an image that is named there (law 3)", () => {
    expect(over("replicas: 3\nimage:\n  tag: latest\n")).toEqual(["image acme/web:latest at 3:8"]);
    expect(over("image:\n  registry: evil.example\n")).toEqual(["image evil.example/acme/web:1 at 2:13"]);
    expect(over("image:\n  repository: acme/api\n")).toEqual(["image acme/api:1 at 2:15"]);
    expect(over("other:\n  image: a/b:2\n")).toEqual(["image a/b:2 at 2:10"]);
  });

  it("say nothing of the images that they leave as they are", () => {
    expect(over("image:\n  pullPolicy: Always\nreplicas: 3\n")).toEqual([]);
  });

  it("are not merged beyond what is read, and that is told (law 3)", () => {
    const deep = `${Array.from(
      { length: 16 },
      (_, at) =>
        `a${at}: &a${at} {${"abcdefgh"
          .split("")
          .map((key) => (at === 0 ? `${key}: {}` : `${key}: *a${at - 1}`))
          .join(", ")}}`,
    ).join("\n")}\n`;
    const told = toldFile("values-prod.yaml", deep, { "values.yaml": deep });
    expect(told).toEqual(["Helm values", "unreadable at 1:1: could not be read (RangeError)"]);
  });
});

describe("what stands in values and is no image yet", () => {
  it("is unknown where it is filled in", () => {
    expect(
      values('image:\n  repository: "{{ .Values.registry }}/web"\n  tag: "1"\nproxyImage: nginx:${TAG}\n'),
    ).toEqual(["unknown …/web:1 at 2:15", "unknown nginx:… at 4:13"]);
  });

  it.each(["image: [unclosed", "image: *nowhere"])("is told where the file cannot be read: %j (law 3)", (text) => {
    expect(values(text)).toEqual(["unreadable at 1:1: is not valid YAML"]);
  });

  it("is passed over where the file holds no image and is no chart's", () => {
    expect(toldFile("values.yaml", "replicas: 3\n")).toEqual(["not recognised"]);
    expect(toldFile("values.yaml", "replicas: 3\n", { "Chart.yaml": CHART })).toEqual(["Helm values"]);
    expect(toldFile("other.yaml", "image:\n  repository: acme/web\n")).toEqual(["not recognised"]);
  });
});

it.each(["values.yaml", "values.yml", "values-prod.yaml", "values.prod.yaml", "prod-values.yaml", "my.values.yaml"])(
  "%s is a file of values",
  (name) => {
    expect(toldFile(name, "image: nginx:1\n")).toEqual(["Helm values", "image nginx:1 at 1:8"]);
  },
);

describe("a reference in parts is pinned where its digest or its tag stands, in the quotes that are there", () => {
  it.each<[string, string, string]>([
    [
      "an empty digest",
      'image:\n  repository: a/b\n  tag: "1"\n  digest: ""\n',
      `image:\n  repository: a/b\n  tag: "1"\n  digest: "${DIGEST}"\n`,
    ],
    [
      "in single quotes",
      "image: {repository: a/b, tag: x1, digest: ''}\n",
      `image: {repository: a/b, tag: x1, digest: '${DIGEST}'}\n`,
    ],
    [
      "that is null",
      "image:\n  repository: a/b\n  tag: x1\n  digest: # none\n",
      `image:\n  repository: a/b\n  tag: x1\n  digest: ${DIGEST} # none\n`,
    ],
    [
      "that is null at the end of a line",
      "image:\n  repository: a/b\n  tag: x1\n  digest:\nb: c\n",
      `image:\n  repository: a/b\n  tag: x1\n  digest: ${DIGEST}\nb: c\n`,
    ],
    [
      "that is null in braces",
      "image: {repository: a/b, digest: , tag: x1}\n",
      `image: {repository: a/b, digest: ${DIGEST}, tag: x1}\n`,
    ],
    [
      "that is a tilde",
      "image: {repository: a/b, digest: ~, tag: x1}\n",
      `image: {repository: a/b, digest: ${DIGEST}, tag: x1}\n`,
    ],
    [
      "that is there",
      `image:\n  repository: a/b\n  digest: sha256:${"00".repeat(32)}\n`,
      `image:\n  repository: a/b\n  digest: ${DIGEST}\n`,
    ],
    [
      "a sha",
      'image:\n  repository: a/b\n  tag: v1\n  sha: ""\n',
      `image:\n  repository: a/b\n  tag: v1\n  sha: "${HEX}"\n`,
    ],
    ["a tag", "image:\n  repository: a/b\n  tag: v1 # why\n", `image:\n  repository: a/b\n  tag: v1@${DIGEST} # why\n`],
    [
      "a quoted tag",
      "image:\n  repository: a/b\n  tag: '1.27'\r\n",
      `image:\n  repository: a/b\n  tag: '1.27@${DIGEST}'\r\n`,
    ],
  ])("%s", (_, text, expected) => {
    expect(pinned(text, usesIn("values.yaml", text)[0], DIGEST)).toBe(expected);
  });

  it("and not where it has neither", () => {
    const text = "image:\n  repository: a/b\n";
    expect(usesIn("values.yaml", text)[0]).not.toHaveProperty("splices");
  });

  it("an empty tag takes the application's version with it", () => {
    const text = 'image:\n  repository: a/b\n  tag: ""\n';
    const [use] = usesIn("values.yaml", text, { "Chart.yaml": CHART });
    expect(pinned(text, use, DIGEST)).toBe(`image:\n  repository: a/b\n  tag: "1.27.4@${DIGEST}"\n`);
  });
});
