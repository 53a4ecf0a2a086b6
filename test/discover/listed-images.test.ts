import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, listedImages, UNKNOWN } from "../../src/discover/index.ts";
import { readCatalog } from "../../src/discover/catalog.ts";
import { URN, resource } from "./resource.ts";

const lines = (type: string, props: unknown) =>
  listedImages(resource(type, props)).map(({ image, role, place }) => `${role} ${image} at ${place.path}`);

describe("images that a resource names and does not deploy are listed", () => {
  it.each([
    ["docker-build:index:Image", { tags: ["r.example/web:1", UNKNOWN] }, ["push r.example/web:1 at tags[0]"]],
    ["docker:index/plugin:Plugin", { alias: "r.example/plugin:1" }, ["record r.example/plugin:1 at alias"]],
    [
      "kubernetes:kpack.io/v1alpha2:Builder",
      { spec: { tag: "r.example/builder" } },
      ["push r.example/builder at spec.tag"],
    ],
    [
      "kubernetes:build.openshift.io/v1:BuildConfig",
      { spec: { output: { to: { kind: "DockerImage", name: "r.example/web:1" } } } },
      ["push r.example/web:1 at spec.output.to.name"],
    ],
    [
      "azure-native:awsconnector:CodeBuildProject",
      { properties: { awsProperties: { environment: { image: "r.example/build:1" } } } },
      ["record r.example/build:1 at properties.awsProperties.environment.image"],
    ],
    [
      "mod:tf:azurerm_container_registry_task",
      { docker_step: [{ image_names: ["r.example/web:1"] }] },
      ["push r.example/web:1 at docker_step[0].image_names[0]"],
    ],
  ])("%s", (type, props, expected) => {
    expect(lines(type, props)).toEqual(expected);
    // Nobody judges them, so none of them may stand among the uses, where every one is judged (law 3).
    const places = listedImages(resource(type, props)).map(({ place }) => place.path);
    const used = discoverImageUses(resource(type, props)).map(({ place }) => place.path);
    expect(used.filter((path) => places.includes(path))).toEqual([]);
  });

  it.each([
    ["aws:lambda/function:Function", { imageUri: "nginx" }],
    ["acme:index:Service", { image: "nginx" }],
    ["docker-build:index:Image", UNKNOWN],
    ["gcp:binaryauthorization/policy:Policy", { admissionWhitelistPatterns: [{ namePattern: "gcr.io/acme/*" }] }],
    ["kubernetes:kpack.io/v1alpha2:Builder", null],
  ])("and none of %s", (type, props) => {
    expect(lines(type, props)).toEqual([]);
  });

  it("whatever the catalog has of them", () => {
    const catalogs = [readCatalog("pulumi"), readCatalog("terraform"), readCatalog("kubernetes-crd")];
    const types = catalogs.flatMap(({ sources }) => Object.values(sources).flatMap((one) => Object.keys(one)));
    for (const type of types) expect(() => lines(`kubernetes:${type.replace("/", "/v1:")}`, {})).not.toThrow();
    for (const type of types) expect(() => lines(`mod:tf:${type}`, {})).not.toThrow();
    for (const type of types) expect(() => lines(type, {})).not.toThrow();
    expect(types.length).toBeGreaterThan(500);
  });

  it("with the place", () => {
    const [image] = listedImages(resource("docker:index/plugin:Plugin", { alias: "a" }));
    expect(image).toEqual({ image: "a", role: "record", place: { resource: URN, path: "alias" } });
  });
});
