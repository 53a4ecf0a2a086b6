import type { PolicyResource } from "@pulumi/policy";
import { describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { Builds, digestsMade, lookAgain } from "../../src/pulumi/builds.ts";

const made = `sha256:${"1".repeat(64)}`;
const other = `sha256:${"2".repeat(64)}`;
const unknownRead = () => {
  throw Object.assign(new Error("unknown"), { name: "UnknownValueError" });
};
const builder = (props: object): PolicyResource => ({ type: "docker-build:index:Image", props }) as PolicyResource;
const withUnknown = (name: string) => builder(Object.defineProperty({}, name, { enumerable: true, get: unknownRead }));
const use = (image: string): ImageUse => {
  const place = { resource: "urn:web", path: "spec.containers[0].image" };
  return { kind: "image", image, place, role: "run", pinForm: "name@digest" };
};

describe("the digests that a stack has made", () => {
  it.each([
    ["digest", { digest: made }],
    ["ref", { ref: `ghcr.io/acme/web:1@${made}` }],
    ["repoDigest", { repoDigest: `ghcr.io/acme/web@${made}` }],
    ["imageUri", { imageUri: `ghcr.io/acme/web@${made}` }],
  ])("are those of the output %s", (_, props) => {
    expect(digestsMade([builder(props)])).toEqual(new Set([made]));
  });

  it.each([
    ["an input that is echoed", { labels: { evil: other }, tags: [`ghcr.io/acme/web@${other}`], digest: made }],
    ["an output below another one", { contextHash: other, nested: { digest: other }, digest: made }],
  ])("are not those of %s", (_, props) => {
    expect(digestsMade([builder(props)])).toEqual(new Set([made]));
  });

  it("are not those of resources that build nothing", () => {
    const pod = { type: "kubernetes:core/v1:Pod", props: { digest: other } } as unknown as PolicyResource;
    expect(digestsMade([pod])).toEqual(new Set());
  });

  it("are not known while one of these outputs is not; another unknown property changes nothing", () => {
    expect(digestsMade([builder({ digest: made }), withUnknown("ref")])).toBeUndefined();
    expect(digestsMade([builder({ digest: made }), withUnknown("contextHash")])).toEqual(new Set([made]));
  });
});

describe("an image of a repository that the program pushes to", () => {
  const builds = new Builds();
  builds.note({ type: "docker-build:index:Image", name: "i", urn: "urn:i", props: { tags: ["ghcr.io/acme/web:1"] } });
  const marked = builds.mark(use(`GHCR.io/acme/web@${other}`));

  it("is marked, and no other image is", () => {
    expect(marked.builtBy).toBe("docker-build:index:Image");
    expect(builds.mark(use(`ghcr.io/acme/web-api@${other}`)).builtBy).toBeUndefined();
  });

  it("keeps its mark only while its digest may be one that was made", () => {
    expect(lookAgain(marked, undefined, undefined)).toBe(marked);
    expect(lookAgain(marked, undefined, new Set([other]))).toBe(marked);
    expect(lookAgain(marked, undefined, new Set([made])).builtBy).toBeUndefined();
  });
});

it("an unknown value is built here only where its own property depends on a resource that builds", () => {
  const place = { resource: "urn:web", path: "spec.containers[0].image" };
  const unknown: ImageUse = { kind: "unknown", place, role: "run", pinForm: "name@digest" };
  const depending = (property: string) =>
    ({ propertyDependencies: { [property]: [builder({})] } }) as unknown as PolicyResource;
  expect(lookAgain(unknown, depending("spec"), undefined).builtBy).toBe("docker-build:index:Image");
  expect(lookAgain(unknown, depending("metadata"), undefined)).toBe(unknown);
  expect(lookAgain(unknown, undefined, undefined)).toBe(unknown);
});
