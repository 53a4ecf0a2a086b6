import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { resource, told } from "./resource.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const HEX = "ab12".repeat(16);
const POD = "apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: a }] }\n";
const WEB_APP = "azure-native:web:WebApp";
const BUILD = "docker-build:index:Image";

/** One line an expectation: type, inputs, what is told. */
type Case = [what: string, type: string, props: unknown, found: string[]];

function check(_: string, type: string, props: unknown, found: string[]): void {
  expect(told(type, props)).toEqual(found);
}

describe("Azure App Service", () => {
  const fx = (linuxFxVersion: unknown) => ({ siteConfig: { linuxFxVersion } });
  const at = "siteConfig.linuxFxVersion";
  it.each<Case>([
    ["DOCKER", WEB_APP, fx("DOCKER|ghcr.io/acme/web:1"), [`image ghcr.io/acme/web:1 at ${at}`]],
    ["docker in any case", WEB_APP, fx("docker|a"), [`image a at ${at}`]],
    ["nothing, as an empty text has it", WEB_APP, fx(""), []],
    [
      "COMPOSE as its first version was",
      WEB_APP,
      fx(`COMPOSE|${base64("web:\n  image: x\n")}`),
      [`unreadable at ${at}: is a Compose file without services`],
    ],
    [
      "an older provider's reference in parts",
      "azure:appservice/linuxWebApp:LinuxWebApp",
      { siteConfig: { applicationStack: { dockerImage: "ghcr.io/a/b", dockerImageTag: "1" } } },
      ["image ghcr.io/a/b:1 at siteConfig.applicationStack.dockerImage"],
    ],
    [
      "an older provider's reference in parts, on Windows",
      "azure:appservice/windowsWebApp:WindowsWebApp",
      {
        siteConfig: {
          applicationStack: { dockerContainerName: "b", dockerContainerRegistry: "ghcr.io/a", dockerContainerTag: "1" },
        },
      },
      ["image ghcr.io/a/b:1 at siteConfig.applicationStack.dockerContainerName"],
    ],
    ["DOCKER without an image", WEB_APP, fx("DOCKER|"), [`unreadable at ${at}: names no image`]],
    [
      "COMPOSE",
      WEB_APP,
      fx(`COMPOSE|${base64("services:\n  a: {image: x}\n  b: {image: y, build: .}\n  c: {build: .}\n")}`),
      [`image x at ${at}.services.a.image`, `image y at ${at}.services.b.image`],
    ],
    ["COMPOSE that is no base64", WEB_APP, fx("COMPOSE|services:"), [`unreadable at ${at}: is not valid base64`]],
    ["COMPOSE that is no YAML", WEB_APP, fx(`COMPOSE|${base64("a: [")}`), [`unreadable at ${at}: is not valid YAML`]],
    [
      "COMPOSE that is a text",
      WEB_APP,
      fx(`COMPOSE|${base64("a")}`),
      [`unreadable at ${at}: is a Compose file without services`],
    ],
    ["KUBE", WEB_APP, fx(`KUBE|${base64(POD)}`), [`image a at ${at}.spec.containers[0].image`]],
    ["a language's own runtime", WEB_APP, fx("NODE|20-lts"), []],
    ["containers as resources of their own", WEB_APP, fx("SITECONTAINERS"), []],
    ["an unknown version", WEB_APP, fx(UNKNOWN), [`unknown at ${at}`]],
    ["an unknown configuration", WEB_APP, { siteConfig: UNKNOWN }, ["unknown at siteConfig"]],
    [
      "the setting among others, in a list",
      WEB_APP,
      {
        siteConfig: {
          appSettings: [
            { name: "PORT", value: UNKNOWN },
            { name: "DOCKER_CUSTOM_IMAGE_NAME", value: "DOCKER|a" },
            { name: UNKNOWN, value: "b" },
            { name: "DOCKER_CUSTOM_IMAGE_NAME", value: UNKNOWN },
          ],
        },
      },
      [
        "image a at siteConfig.appSettings[1].value",
        "unknown at siteConfig.appSettings[2].name",
        "unknown at siteConfig.appSettings[3].value",
      ],
    ],
    [
      "the setting among others, in a map",
      "azure:appservice/linuxWebApp:LinuxWebApp",
      { appSettings: { PORT: UNKNOWN, DOCKER_CUSTOM_IMAGE_NAME: "a" } },
      ["image a at appSettings.DOCKER_CUSTOM_IMAGE_NAME"],
    ],
  ])("%s", check);
});

describe("a reference in parts", () => {
  const notebook = (containerImage: unknown) => ({ containerImage });
  const NOTEBOOK = "gcp:notebooks/environment:Environment";
  const APP = "digitalocean:index/app:App";
  const app = (image: unknown) => ({ spec: { services: [{ image }] } });
  const PROMETHEUS = "kubernetes:monitoring.coreos.com/v1:Prometheus";
  it.each<Case>([
    [
      "repository and tag",
      NOTEBOOK,
      notebook({ repository: "gcr.io/a/b", tag: "1" }),
      ["image gcr.io/a/b:1 at containerImage.repository"],
    ],
    [
      "no tag, which means latest",
      NOTEBOOK,
      notebook({ repository: "gcr.io/a/b" }),
      ["image gcr.io/a/b at containerImage.repository"],
    ],
    [
      "an empty tag",
      NOTEBOOK,
      notebook({ repository: "gcr.io/a/b", tag: "" }),
      ["image gcr.io/a/b at containerImage.repository"],
    ],
    [
      "a digest as the tag",
      NOTEBOOK,
      notebook({ repository: "a", tag: `sha256:${HEX}` }),
      [`image a@sha256:${HEX} at containerImage.repository`],
    ],
    [
      "an unknown tag",
      NOTEBOOK,
      notebook({ repository: "gcr.io/a/b", tag: UNKNOWN }),
      ["unknown at containerImage.repository"],
    ],
    [
      "an unknown repository",
      NOTEBOOK,
      notebook({ repository: UNKNOWN, tag: "1" }),
      ["unknown at containerImage.repository"],
    ],
    ["an unknown object", NOTEBOOK, notebook(UNKNOWN), ["unknown at containerImage"]],
    [
      "a number for a tag",
      NOTEBOOK,
      notebook({ repository: "a", tag: 1 }),
      ["unreadable at containerImage.tag: is a number, not a text"],
    ],
    ["a tag alone, which chooses among the images of whoever reads it", NOTEBOOK, notebook({ tag: "1" }), []],
    ["a tag alone that is unknown", NOTEBOOK, notebook({ tag: UNKNOWN }), []],
    [
      "Linkerd's version without an image",
      "kubernetes:core/v1:Pod",
      { metadata: { annotations: { "config.linkerd.io/proxy-version": "2" } } },
      [],
    ],
    [
      "Datadog's tag without a name",
      "kubernetes:datadoghq.com/v2alpha1:DatadogAgent",
      { spec: { override: { nodeAgent: { image: { tag: "7.50.0" } } } } },
      [],
    ],
    ["nothing", NOTEBOOK, notebook({}), []],
    [
      "Docker Hub",
      APP,
      app({ registryType: "DOCKER_HUB", registry: "acme", repository: "web", tag: "1" }),
      ["image docker.io/acme/web:1 at spec.services[0].image.repository"],
    ],
    [
      "GHCR by digest",
      APP,
      app({ registryType: "GHCR", registry: "acme", repository: "web", digest: `sha256:${HEX}` }),
      [`image ghcr.io/acme/web@sha256:${HEX} at spec.services[0].image.repository`],
    ],
    [
      "the account's own registry",
      APP,
      app({ registryType: "DOCR", repository: "web", tag: "1" }),
      [
        "unreadable at spec.services[0].image.repository: stands in the account's own registry, whose name an app leaves out, so that it cannot be looked up here; one of DOCKER_HUB or GHCR can be",
      ],
    ],
    [
      "the account's own registry under its name",
      APP,
      app({ registryType: "DOCR", registry: "acme", repository: "web", tag: "1" }),
      ["image registry.digitalocean.com/acme/web:1 at spec.services[0].image.repository"],
    ],
    [
      "the account's own registry under a name that is not known yet",
      APP,
      app({ registryType: "DOCR", registry: UNKNOWN, repository: "web", tag: "1" }),
      ["unknown at spec.services[0].image.repository"],
    ],
    [
      "a kind of registry of tomorrow",
      APP,
      app({ registryType: "NEW", registry: "acme", repository: "web" }),
      ["unreadable at spec.services[0].image.repository: stands in a registry of a kind that is not known here"],
    ],
    [
      "an unknown kind of registry",
      APP,
      app({ registryType: UNKNOWN, registry: "acme", repository: "web" }),
      ["unknown at spec.services[0].image.repository"],
    ],
    [
      "several services, each on its own (law 6)",
      APP,
      { spec: { services: [{ image: { repository: UNKNOWN } }, UNKNOWN, { image: { repository: "b", tag: "2" } }] } },
      [
        "unknown at spec.services[0].image.repository",
        "unknown at spec.services[1]",
        "image b:2 at spec.services[2].image.repository",
      ],
    ],
    [
      "a registry with a scheme",
      "azure:appservice/linuxWebApp:LinuxWebApp",
      { siteConfig: { applicationStack: { dockerRegistryUrl: "https://ghcr.io/", dockerImageName: "acme/web:1" } } },
      ["image ghcr.io/acme/web:1 at siteConfig.applicationStack.dockerImageName"],
    ],
    [
      "parts in different objects",
      "azure-native:databoxedge:IoTRole",
      { ioTEdgeAgentInfo: { imageName: "web", tag: "1", imageRepository: { imageRepositoryUrl: "ghcr.io/acme" } } },
      ["image ghcr.io/acme/web:1 at ioTEdgeAgentInfo.imageName"],
    ],
    [
      "parts of which one object is unknown",
      "azure-native:databoxedge:IoTRole",
      { ioTEdgeAgentInfo: { imageName: "web", tag: "1", imageRepository: UNKNOWN } },
      ["unknown at ioTEdgeAgentInfo.imageName"],
    ],
    [
      "the image that overrides the parts",
      PROMETHEUS,
      { spec: { image: "a:1", baseImage: "b", tag: "2", sha: HEX, version: "v3" } },
      ["image a:1 at spec.image"],
    ],
    [
      "a digest of hexadecimal digits alone",
      PROMETHEUS,
      { spec: { baseImage: "b", sha: HEX, version: "v3" } },
      [`image b:v3@sha256:${HEX} at spec.baseImage`],
    ],
    [
      "the tag before the version",
      PROMETHEUS,
      { spec: { baseImage: "b", tag: "2", version: "v3" } },
      ["image b:2 at spec.baseImage"],
    ],
    [
      "ingress-nginx: a repository that the registry does not go before",
      "kubernetes-ingress-nginx:index:IngressController",
      { controller: { image: { registry: "r.example", repository: "x.example/a", image: "ingress/b", tag: "1" } } },
      ["image x.example/a:1 at controller.image.repository"],
    ],
    [
      "ingress-nginx: the name that it does go before",
      "kubernetes-ingress-nginx:index:IngressController",
      { controller: { image: { registry: "r.example", image: "ingress/b", tag: "1", digest: `sha256:${HEX}` } } },
      [`image r.example/ingress/b:1@sha256:${HEX} at controller.image.image`],
    ],
    [
      "Flux's override in parts and Argo's in a text",
      "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization",
      {
        spec: {
          images: [{ name: "web", newName: "a", newTag: "1" }, { name: "b", digest: `sha256:${HEX}` }, "web=c:1"],
        },
      },
      [
        "image a:1 at spec.images[0].newName",
        `image b@sha256:${HEX} at spec.images[1].name`,
        "image c:1 at spec.images[2]",
      ],
    ],
    [
      "two groups in one object",
      "kubernetes:scylla.scylladb.com/v1:ScyllaCluster",
      { spec: { repository: "a", version: "1", agentRepository: "b", agentVersion: "2" } },
      ["image a:1 at spec.repository", "image b:2 at spec.agentRepository"],
    ],
    [
      "a name that the provider appends",
      "kubernetes:bootstrap.cluster.x-k8s.io/v1beta1:KubeadmConfig",
      {
        spec: {
          clusterConfiguration: { imageRepository: "x.example", dns: { imageRepository: "x.example/", imageTag: "1" } },
        },
      },
      ["image x.example/coredns:1 at spec.clusterConfiguration.dns.imageRepository"],
    ],
    [
      "Flux: a digest before a tag",
      "kubernetes:source.toolkit.fluxcd.io/v1:OCIRepository",
      { spec: { url: "oci://ghcr.io/a/b", ref: { tag: "1", digest: `sha256:${HEX}` } } },
      [`image ghcr.io/a/b:1@sha256:${HEX} at spec.url`],
    ],
    [
      "Flux: a range",
      "kubernetes:source.toolkit.fluxcd.io/v1:OCIRepository",
      { spec: { url: "oci://ghcr.io/a/b", ref: { semver: ">=1" } } },
      ["unreadable at spec.ref.semver: is a range of versions; which of them it selects is decided later"],
    ],
    [
      "Istio: a module from elsewhere than a registry",
      "kubernetes:extensions.istio.io/v1alpha1:WasmPlugin",
      { spec: { url: "https://example.com/x.wasm", sha256: HEX } },
      [],
    ],
  ])("%s", check);

  it("tells what is known of an unknown one", () => {
    const uses = discoverImageUses(resource(NOTEBOOK, notebook({ repository: "gcr.io/a/b", tag: UNKNOWN })));
    expect(uses).toMatchObject([{ kind: "unknown", known: "gcr.io/a/b:…" }]);
  });

  it("is never rewritten: no single write would put a digest in its place", () => {
    const uses = discoverImageUses(resource(NOTEBOOK, notebook({ repository: "gcr.io/a/b" })));
    expect(uses.map((use) => "slot" in use)).toEqual([false]);
  });
});

describe("what is no reference in a field that may hold one", () => {
  it.each<Case>([
    [
      "Amplify's own build image",
      "aws:amplify/app:App",
      { environmentVariables: { _CUSTOM_IMAGE: "amplify:al2023" } },
      [],
    ],
    [
      "the version of a plugin that is a program",
      "vault:index/plugin:Plugin",
      { type: "secret", name: "x", command: "x", version: "v1.0.0", sha256: "0" },
      [],
    ],
    [
      "the version of a plugin that is an image",
      "vault:index/plugin:Plugin",
      { ociImage: "ghcr.io/a/b", version: "1" },
      ["image ghcr.io/a/b:1 at ociImage"],
    ],
    [
      "what looks like an id, and is the tag of a repository",
      "docker:index/container:Container",
      { image: "sha256:abcdef" },
      ["image sha256:abcdef at image"],
    ],
    ...[{ context: "." }, [{ context: "." }]].map((build): Case => [
      "the name of what is built, an output",
      Array.isArray(build) ? "m:tf:docker_image" : "docker:index/remoteImage:RemoteImage",
      { name: "ghcr.io/a/b:1", build },
      [],
    ]),
    ...[null, [], undefined, UNKNOWN, "x"].map((build): Case => [
      "the name of what is pulled, or may be",
      "docker:index/remoteImage:RemoteImage",
      { name: "ghcr.io/a/b:1", build },
      ["image ghcr.io/a/b:1 at name"],
    ]),
    [
      "an ARN",
      "aws:imagebuilder/containerRecipe:ContainerRecipe",
      { parentImage: "arn:aws:imagebuilder:us-east-1:aws:image/x/1" },
      [],
    ],
    [
      "a reference there",
      "aws:imagebuilder/containerRecipe:ContainerRecipe",
      { parentImage: "amazonlinux:2" },
      ["image amazonlinux:2 at parentImage"],
    ],
    [
      "a Lightsail label",
      "aws-native:lightsail:Container",
      { containerServiceDeployment: { containers: [{ image: ":service.web.3" }] } },
      [],
    ],
    ["an image on the Docker host", "docker:index/container:Container", { image: `sha256:${HEX}` }, []],
    [
      "CodeBuild's own image",
      "aws:codebuild/project:Project",
      { environment: { image: "aws/codebuild/standard:7.0" } },
      [],
    ],
    [
      "another one there",
      "aws:codebuild/project:Project",
      { environment: { image: "a:1" } },
      ["image a:1 at environment.image"],
    ],
    [
      "a build context that is a folder",
      BUILD,
      { context: { named: { a: { location: "./a" }, b: { location: "docker-image://b:1" } } } },
      ["image b:1 at context.named.b.location"],
    ],
    [
      "an image stream",
      "kubernetes:build.openshift.io/v1:BuildConfig",
      { spec: { strategy: { dockerStrategy: { from: { kind: "ImageStreamTag", name: "a:1" } } } } },
      [],
    ],
    [
      "a KubeVirt source without docker://",
      "kubernetes:cdi.kubevirt.io/v1beta1:DataVolume",
      { spec: { source: { registry: { url: "oci-archive://x" } } } },
      ["unreadable at spec.source.registry.url: is no docker:// reference"],
    ],
  ])("%s", check);
});

const buildConfig = (buildArgs: unknown) => ({
  apiVersion: "build.openshift.io/v1",
  kind: "BuildConfig",
  spec: { source: { dockerfile: "ARG A=good\nFROM $A\n" }, strategy: { dockerStrategy: { buildArgs } } },
});

describe("an override as kustomize edit set image takes it", () => {
  it.each<[string, string[]]>([
    ["web=ghcr.io/a/b:1", ["ghcr.io/a/b:1"]],
    [`web=b:1@sha256:${HEX}`, [`b:1@sha256:${HEX}`]],
    [`web=r.example:5000/b@sha256:${HEX}`, [`r.example:5000/b@sha256:${HEX}`]],
    ["web=b", ["b"]],
    ["web:1", ["web:1"]],
    [`web@sha256:${HEX}`, [`web@sha256:${HEX}`]],
    ["ghcr.io/a/web=*:2", ["ghcr.io/a/web:2"]],
    [`web=*@sha256:${HEX}`, [`web@sha256:${HEX}`]],
    ["web=b:*", ["b"]],
    [`web=*:*@sha256:${HEX}`, [`web@sha256:${HEX}`]],
    ["web=*", []],
    ["web=*:*", []],
  ])("%s", (text, images) => {
    const spec = { source: { kustomize: { images: [text] } } };
    const application = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", spec };
    expect(told("kubernetes:argoproj.io/v1alpha1:Application", application)).toEqual(
      images.map((name) => `image ${name} at spec.source.kustomize.images[0]`),
    );
  });

  it("that names nothing is told", () => {
    const spec = { source: { kustomize: { images: ["web="] } } };
    const application = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", spec };
    expect(told("kubernetes:argoproj.io/v1alpha1:Application", application)).toEqual([
      "unreadable at spec.source.kustomize.images[0]: names no image",
    ]);
  });
});

describe("a Dockerfile", () => {
  const from = (inline: string, more: object = {}) => ({ dockerfile: { inline }, ...more });
  const image = (name: string) => `image ${name} at dockerfile.inline`;
  const argument = (name: string) =>
    `unreadable at dockerfile.inline: names an image by the build argument ${name}, whose value is not here`;
  it.each<Case>([
    [
      "stages",
      BUILD,
      from("FROM a AS build\nRUN x\nFROM b\nCOPY --from=build /x /\nCOPY --from=0 /x /\n"),
      [image("a"), image("b")],
    ],
    ["a stage as a base", BUILD, from("FROM a AS Base\nFROM base\n"), [image("a")]],
    ["a stage's name before it is one", BUILD, from("FROM x\nFROM a AS x\n"), [image("x"), image("a")]],
    ["scratch", BUILD, from("FROM scratch\nCOPY x /\n"), []],
    ["a platform", BUILD, from("FROM --platform=$BUILDPLATFORM a\n"), [image("a")]],
    [
      "an image that is copied from",
      BUILD,
      from("FROM a\nCOPY --chown=1 --from=b:1 /x /\n"),
      [image("a"), image("b:1")],
    ],
    [
      "an image that is mounted",
      BUILD,
      from("FROM a\nRUN --mount=type=bind,from=b,target=/x true\n"),
      [image("a"), image("b")],
    ],
    ["a default", BUILD, from("ARG V=1\nARG R=ghcr.io/a\nFROM ${R}/b:$V\n"), [image("ghcr.io/a/b:1")]],
    ["a default in quotes", BUILD, from('ARG V="1"\nFROM a:${V}\n'), [image("a:1")]],
    ["an alternative", BUILD, from("FROM a:${V:-2}\n"), [image("a:2")]],
    ["an argument without a value", BUILD, from("ARG V\nFROM a:$V\nFROM b\n"), [argument("V"), image("b")]],
    [
      "an argument of a stage, which no FROM sees",
      BUILD,
      from("FROM a\nARG V=1\nFROM b:$V\n"),
      [image("a"), argument("V")],
    ],
    ["an argument given beside it", BUILD, from("ARG V=1\nFROM a:$V\n", { buildArgs: { V: "2" } }), [image("a:2")]],
    [
      "an unknown argument given beside it",
      BUILD,
      from("ARG V=1\nFROM a:${V:-3}\n", { buildArgs: { V: UNKNOWN } }),
      [argument("V")],
    ],
    ["continued lines and comments", BUILD, from("# FROM no\nFROM \\\n# no\n  a \\\n AS x\n"), [image("a")]],
    [
      "arguments of OpenShift, which stand elsewhere in the object",
      "kubernetes:build.openshift.io/v1:BuildConfig",
      {
        apiVersion: "build.openshift.io/v1",
        kind: "BuildConfig",
        spec: {
          source: { dockerfile: "ARG A=good\nFROM $A\n" },
          strategy: { dockerStrategy: { buildArgs: [{ name: "A", value: "evil" }] } },
        },
      },
      ["image evil at spec.source.dockerfile"],
    ],
    [
      "defaults that no argument of OpenShift replaces",
      "kubernetes:build.openshift.io/v1:BuildConfig",
      buildConfig([{ name: "B", value: "b" }]),
      ["image good at spec.source.dockerfile"],
    ],
    ...[UNKNOWN, [{ name: UNKNOWN, value: "b" }], [{ name: "A", value: UNKNOWN }], [{ name: "A" }], "A=b"].map(
      (given): Case => [
        "an argument of OpenShift that cannot be read",
        "kubernetes:build.openshift.io/v1:BuildConfig",
        buildConfig(given),
        ["unreadable at spec.source.dockerfile: names an image by the build argument A, whose value is not here"],
      ],
    ),
    [
      "arguments of OpenShift in a list of objects, where they are not at hand",
      "kubernetes:core/v1:List",
      { apiVersion: "v1", kind: "List", items: [buildConfig([{ name: "B", value: "b" }])] },
      [
        "unreadable at items[0].spec.source.dockerfile: names an image by the build argument A, whose value is not here",
      ],
    ],
    ["another escape character", BUILD, from("# escape=`\nFROM `\na\n"), [image("a")]],
    ["here-documents", BUILD, from("FROM a\nRUN <<EOF\nFROM no\nEOF\nFROM b\n"), [image("a"), image("b")]],
    ["lower case", BUILD, from("from a as x\n"), [image("a")]],
    [
      "a FROM that cannot be read",
      BUILD,
      from("FROM a b c\n"),
      ["unreadable at dockerfile.inline: has a FROM line that cannot be read"],
    ],
    ["no FROM", BUILD, from("RUN x\n"), ["unreadable at dockerfile.inline: is a Dockerfile without a FROM line"]],
    ["an unknown text", BUILD, from(UNKNOWN as unknown as string), ["unknown at dockerfile.inline"]],
    [
      "Image Builder's parent",
      "aws:imagebuilder/containerRecipe:ContainerRecipe",
      { dockerfileTemplateData: "FROM {{{ imagebuilder:parentImage }}}\n" },
      [],
    ],
  ])("%s", check);
});

describe("a Dockerfile is read as its builder reads it: what is a text for one and an instruction for the other is a bypass", () => {
  const unclear = "unreadable at dockerfile.inline: has a here-document that cannot be read";
  const variable = "unreadable at dockerfile.inline: copies from an image that a variable names";
  const missing = (name: string) =>
    `unreadable at dockerfile.inline: names an image by the build argument ${name}, whose value is not here`;
  const read = (inline: string, images: readonly string[], buildArgs?: object) => {
    const expected = images.map((image) =>
      image.startsWith("unreadable") ? image : `image ${image} at dockerfile.inline`,
    );
    expect(told(BUILD, { dockerfile: { inline }, buildArgs })).toEqual(expected);
  };

  it.each<readonly [name: string, inline: string, images: readonly string[]]>([
    ["two escape characters continue no line", "FROM a\nRUN echo \\\\\nFROM evil\n", ["a", "evil"]],
    ["white space after the escape character", "FROM a\nRUN x \\  \nFROM no\nFROM b\n", ["a", "b"]],
    ["a name in two lines", "FROM ev\\\nil\nCOPY --fr\\\nom=b / /\n", ["evil", "b"]],
    ["an escape directive after a comment", "# x\n# escape=`\nFROM a\nRUN x `\nFROM evil\n", ["a", "evil"]],
    [
      "an escape directive after another",
      "# syntax=docker/dockerfile:1\n# escape=`\nFROM `\na\n",
      ["docker/dockerfile:1", "a"],
    ],
    ["quoted", 'FROM a\nRUN echo "<<EOF"\nFROM evil\n', ["a", "evil"]],
    ["inside a word", "FROM a\nRUN echo $((1<<EOF))\nFROM evil\n", ["a", "evil"]],
    ["a here-string", "FROM a\nRUN cat <<<EOF\nFROM evil\n", ["a", "evil"]],
    ["in a list", 'FROM a\nRUN ["cat", "<<EOF"]\nFROM evil\n', ["a", "evil"]],
    ["after a quote without an end", "FROM a\nRUN echo don't <<EOF\nFROM evil\n", ["a", "evil"]],
    ["its end is the whole line", "FROM a\nRUN <<EOF\n  EOF\nFROM b AS evil\nEOF\nFROM evil\n", ["a", "evil"]],
    ["tabs before its end", "FROM a\nRUN <<-EOF\n\tEOF\nFROM evil\n", ["a", "evil"]],
    ["a name in quotes", "FROM a\nRUN cat <<'A-B'\nfrom x import y\nA-B\nFROM evil\n", ["a", "evil"]],
    ["two of them", "FROM a\nCOPY <<A <<B /\nB\nA\nFROM no\nB\nFROM evil\n", ["a", "evil"]],
    ["for an image built on this one", "FROM a\nONBUILD RUN <<EOF\nFROM no\nEOF\nFROM evil\n", ["a", "evil"]],
    ["without an end", "FROM a\nRUN <<EOF\nFROM evil\n", [unclear]],
    ["a name with a variable", "FROM a\nRUN <<${X:-EOF}\nEOF\nFROM evil\n", [unclear]],
    ["a line that some builders cannot read", "FROM a\nRUN <<EOF ${X^^}\nFROM evil\nEOF\n", [unclear]],
    ["a space before the name", "FROM a\nRUN << EOF\nFROM evil\nEOF\n", [unclear]],
  ])("lines and here-documents: %s", (_, inline, images) => {
    read(inline, images);
  });

  it.each<readonly [name: string, inline: string, images: readonly string[]]>([
    ["a quoted part", 'FROM a\nCOPY --fr"om"=evil / /\n', ["a", "evil"]],
    ["an option in quotes", 'FROM a\nRUN --mount=type=bind,"from=evil" x\n', ["a", "evil"]],
    ["an option in a list's own quotes", 'FROM a\nRUN --mount=\\"from=evil\\",target=/x x\n', ["a", "evil"]],
    ["an option after a space in quotes", 'FROM a\nRUN --mount=target="/a b",from=evil x\n', ["a", "evil"]],
    ["an option in upper case", "FROM a\nRUN --mount=type=bind,FROM=evil x\n", ["a", "evil"]],
    ["what a command says to itself", "FROM a\nRUN x --mount=from=no\nCOPY -- --from=no /\n", ["a"]],
    ["a variable, which no builder replaces", "ARG X=b\nFROM a\nCOPY --from=$X / /\n", ["a", variable]],
    ["a stage's number", "FROM a\nCOPY --from=0 / /\nFROM 0\n", ["a", "0"]],
    ["for an image built on this one", "FROM a\nONBUILD COPY --from=evil / /\n", ["a", "evil"]],
  ])("flags: %s", (_, inline, images) => {
    read(inline, images);
  });

  it.each<readonly [name: string, inline: string, images: readonly string[], buildArgs?: object]>([
    ["several in a line", "ARG A=a V=1\nFROM $A:$V\n", ["a:1"]],
    ["one in another", "ARG V=1\nARG I=a:$V\nFROM $I\n", ["a:1"]],
    ["one in another that is not here", "ARG V\nARG I=a:$V\nFROM $I\n", [missing("I")]],
    ["an empty one is set", "ARG A=\nFROM ${A-good/}evil\nFROM ${A+good/}b\n", ["evil", "good/b"]],
    ["an empty one is not set", "ARG A=\nFROM ${A:-good/}evil\nFROM ${A:+no/}evil\n", ["good/evil", "evil"]],
    ["a variable in an alternative", "FROM ${A:-$B}\n", [missing("A")]],
    ["one that the builder sets", "ARG TARGETARCH=no\nFROM a:$TARGETARCH\n", [missing("TARGETARCH")]],
    ["one that is declared again", "ARG A=a\nARG A\nFROM $A\n", [missing("A")]],
  ])("arguments: %s", (_, inline, images) => {
    read(inline, images);
  });

  it("arguments: one from beside that nothing declares", () => {
    read("FROM ${A:-b}\n", ["b"], { A: "c" });
  });
});

describe("YAML inside a resource", () => {
  const declared = (text: unknown) => ({ metadata: { "gce-container-declaration": text, other: UNKNOWN } });
  const VM = "gcp:compute/instance:Instance";
  const at = "metadata.gce-container-declaration.spec.containers";
  it.each<Case>([
    ["of a container VM", VM, declared("spec:\n  containers:\n  - image: a\n"), [`image a at ${at}[0].image`]],
    [
      "as google-native has it",
      "google-native:compute/v1:Instance",
      {
        metadata: {
          items: [
            { key: "x", value: "y" },
            { key: "gce-container-declaration", value: "spec: {containers: [{image: a}]}" },
          ],
        },
      },
      ["image a at metadata.items[1].value.spec.containers[0].image"],
    ],
    [
      "with equal names, each of which may count",
      VM,
      declared("spec:\n  containers:\n  - image: a\n    image: b\n"),
      [`image a at ${at}[0].image`, `image b at ${at}[0].image`],
    ],
    [
      "with aliases and merges",
      VM,
      declared("x: &x {image: a}\nspec: {containers: [*x, {<<: *x}]}\n"),
      [`image a at ${at}[0].image`, `image a at ${at}[1].image`],
    ],
    [
      "that contains itself",
      VM,
      declared("spec: &s {containers: [{image: a}], spec: *s}\n"),
      [`image a at ${at}[0].image`, "unreadable at metadata.gce-container-declaration.spec.spec: contains itself"],
    ],
    [
      "with an alias without an anchor",
      VM,
      declared("spec: *x\n"),
      ["unreadable at metadata.gce-container-declaration: is not valid YAML"],
    ],
    [
      "with a number for an image",
      VM,
      declared("spec: {containers: [{image: 1}]}"),
      [`unreadable at ${at}[0].image: is a number, not an image reference`],
    ],
    ["that is none", VM, declared("a: b: c"), ["unreadable at metadata.gce-container-declaration: is not valid YAML"]],
    ["that is unknown", VM, declared(UNKNOWN), ["unknown at metadata.gce-container-declaration"]],
    [
      "in several documents",
      "rancher2:index/clusterV2:ClusterV2",
      { rkeConfig: { additionalManifest: `${POD}---\n---\n${POD}` } },
      [
        "image a at rkeConfig.additionalManifest[0].spec.containers[0].image",
        "image a at rkeConfig.additionalManifest[2].spec.containers[0].image",
      ],
    ],
    [
      "of a recipe",
      "aws-native:greengrassv2:ComponentVersion",
      { inlineRecipe: '{"Manifests":[{"Artifacts":[{"Uri":"docker:a"},{"Uri":"s3://x"}]}]}' },
      ["image a at inlineRecipe.Manifests[0].Artifacts[0].Uri"],
    ],
  ])("%s", check);
});

describe("JSON inside a resource", () => {
  const JOB = "aws:batch/jobDefinition:JobDefinition";
  it.each<Case>([
    [
      "an object",
      JOB,
      { containerProperties: '{"Image":"a","image":"b"}' },
      ["image a at containerProperties.Image", "image b at containerProperties.image"],
    ],
    [
      "a name with a letter that Go takes for another",
      JOB,
      { ecsProperties: '{"ta\u017fkPropertie\u017f":[{"container\u017f":[{"image":"a"}]}]}' },
      [expect.stringContaining("image a at ecsProperties") as unknown as string],
    ],
    [
      "a list where an object is asked",
      JOB,
      { containerProperties: "[]" },
      ["unreadable at containerProperties: is a list, not an object"],
    ],
    [
      "no object",
      JOB,
      { containerProperties: "null" },
      ["unreadable at containerProperties: is a JSON text that holds no object"],
    ],
    [
      "each kind of container of a node",
      JOB,
      {
        nodeProperties: JSON.stringify({
          nodeRangeProperties: [
            { container: { image: "a" } },
            { ecsProperties: { taskProperties: [{ containers: [{ image: "b" }] }] } },
            { eksProperties: { podProperties: { initContainers: [{ image: "c" }], containers: [{ image: "d" }] } } },
          ],
        }),
      },
      ["a", "b", "c", "d"].map(
        (name) => expect.stringContaining(`image ${name} at nodeProperties`) as unknown as string,
      ),
    ],
    [
      "beside what is no text",
      JOB,
      { eksProperties: { podProperties: { containers: [{ image: "a" }] } }, containerProperties: UNKNOWN },
      ["image a at eksProperties.podProperties.containers[0].image", "unknown at containerProperties"],
    ],
  ])("%s", check);

  it("is suggested without a tag where SageMaker documents either", () => {
    const [use] = discoverImageUses(resource("aws:sagemaker/model:Model", { primaryContainer: { image: "a" } }));
    expect(use).toMatchObject({ pinForm: "name@digest" });
  });

  it("is written to in the one place of its text, without a tag, as Batch documents it", () => {
    const [use] = discoverImageUses(resource(JOB, { containerProperties: '{"image":"a"}' }));
    expect(use).toMatchObject({
      pinForm: "name@digest",
      slot: { steps: ["containerProperties"], span: { start: 9, end: 12 } },
    });
  });
});
