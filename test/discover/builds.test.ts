import { describe, expect, it } from "@jest/globals";
import { buildsImages, pushedRepositories, UNKNOWN } from "../../src/discover/index.ts";

const pushed = (type: string, props: unknown) => pushedRepositories({ type, name: "image", urn: "urn:image", props });

describe("a resource that builds an image", () => {
  it.each([
    [
      "docker-build:index:Image",
      { tags: ["ghcr.io/acme/web:1", "ghcr.io/acme/web:2"], push: true },
      ["ghcr.io/acme/web"],
    ],
    ["docker-build:index:Image", { exports: [{ image: { names: ["ghcr.io/acme/a:1"] } }] }, ["ghcr.io/acme/a"]],
    ["docker-build:index:Image", { exports: [{ registry: { names: ["ghcr.io/acme/b"] } }] }, ["ghcr.io/acme/b"]],
    ["docker-build:index:Index", { tag: "ghcr.io/acme/web:1", sources: ["ghcr.io/other/x"] }, ["ghcr.io/acme/web"]],
    ["docker:index/image:Image", { imageName: "acme/web" }, ["docker.io/acme/web"]],
    ["docker:index/registryImage:RegistryImage", { name: "GHCR.io/acme/web:1" }, ["ghcr.io/acme/web"]],
    [
      "awsx:ecr:Image",
      { repositoryUrl: "1.dkr.ecr.eu-west-1.amazonaws.com/web" },
      ["1.dkr.ecr.eu-west-1.amazonaws.com/web"],
    ],
  ])("%s pushes where %j says", (type, props, expected) => {
    expect(buildsImages(type)).toBe(true);
    expect(pushed(type, props)).toEqual(expected);
  });

  it.each([
    ["an unknown tag", { tags: [UNKNOWN] }],
    ["no reference", { tags: ["no reference @"] }],
    ["no text", { tags: [42, null, { name: "ghcr.io/acme/web" }] }],
    [
      "base images and caches",
      { cacheFrom: [{ registry: { ref: "ghcr.io/acme/cache" } }], context: { location: "." } },
    ],
    ["nothing", null],
  ])("that says %s pushes nowhere that is known", (_, props) => {
    expect(pushed("docker-build:index:Image", props)).toEqual([]);
  });

  it("is told apart from others", () => {
    expect(buildsImages("kubernetes:core/v1:Pod")).toBe(false);
    expect(pushed("kubernetes:core/v1:Pod", { tags: ["ghcr.io/acme/web"] })).toEqual([]);
  });
});
