import { describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { registryFacts } from "../../src/lint/index.ts";
import { vanishingImages } from "../../src/lint/vanishing.ts";
import { ARTIFACTS, ECR, lifecycle, LIFECYCLE, resource } from "./facts.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;
const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const UNTAGGED = resource(LIFECYCLE, lifecycle({ tagStatus: "untagged" }));
const ANY = resource(LIFECYCLE, lifecycle({ tagStatus: "any" }));
const VERSIONS = resource(LIFECYCLE, lifecycle({ tagStatus: "tagged", tagPatternList: ["v*"] }));
const FIXED = resource(ECR, { name: "web", imageTagMutability: "IMMUTABLE" });
const MOVING = resource(ECR, { name: "web" });

function use(image: string): ImageUse {
  return { kind: "image", image, place: { resource: "urn", path: "spec.image" }, role: "run", pinForm: "name@digest" };
}

function vanishes(image: string, ...resources: readonly ReturnType<typeof resource>[]): boolean {
  const found = vanishingImages(
    resources.flatMap((one) => registryFacts(one).repositories),
    [use(image)],
  );
  for (const one of found) expect(one).toMatchObject({ reason: "vanishing-image", path: "spec.image" });
  return found.length > 0;
}

describe("an image that is pinned in a repository of ECR", () => {
  it.each([
    ["whose untagged images are deleted", `${HOST}/web@${DIGEST}`, [MOVING, UNTAGGED], true],
    ["the same, whichever comes first", `${HOST}/web@${DIGEST}`, [UNTAGGED, MOVING], true],
    ["the same, with a tag that can move", `${HOST}/web:v1@${DIGEST}`, [MOVING, UNTAGGED], true],
    ["the same, where no tag can move", `${HOST}/web:v1@${DIGEST}`, [UNTAGGED, FIXED], false],
    ["the same, where the repository is another stack's", `${HOST}/web@${DIGEST}`, [UNTAGGED], true],
    ["whose old images are deleted", `${HOST}/web:v1@${DIGEST}`, [FIXED, ANY], true],
    ["whose old versions are deleted, by a tag of those", `${HOST}/web:v1@${DIGEST}`, [FIXED, VERSIONS], true],
    ["whose old versions are deleted, by another tag", `${HOST}/web:main@${DIGEST}`, [FIXED, VERSIONS], false],
    ["whose old versions are deleted, by no tag", `${HOST}/web@${DIGEST}`, [FIXED, VERSIONS], false],
    ["that deletes nothing", `${HOST}/web@${DIGEST}`, [MOVING], false],
    ["of another name", `${HOST}/api@${DIGEST}`, [MOVING, UNTAGGED], false],
    ["of a name inside it", `${HOST}/web/api@${DIGEST}`, [MOVING, UNTAGGED], false],
    ["of another registry", `ghcr.io/web@${DIGEST}`, [MOVING, UNTAGGED], false],
    ["by a look-alike host", `${HOST}.evil.example/web@${DIGEST}`, [MOVING, UNTAGGED], false],
    ["over both IP versions", `123456789012.dkr-ecr.eu-west-1.on.aws/web@${DIGEST}`, [ANY], true],
    ["but not by its digest", `${HOST}/web:v1`, [MOVING, ANY], false],
    ["by what is no reference", "UPPER@", [MOVING, ANY], false],
  ])("%s", (_, image, resources, expected) => {
    expect(vanishes(image, ...resources)).toBe(expected);
  });

  it("whose policy stands in the repository itself", () => {
    const policy = { lifecyclePolicyText: lifecycle({ tagStatus: "any" }).policy };
    const own = resource("aws-native:ecr:Repository", { repositoryName: "web", lifecyclePolicy: policy });
    expect(vanishes(`${HOST}/web@${DIGEST}`, own)).toBe(true);
  });

  it("whose value is unknown, or whose repository's name is, is not told (law 6)", () => {
    const repositories = registryFacts(ANY).repositories;
    const unknown: ImageUse = {
      kind: "unknown",
      place: { resource: "u", path: "p" },
      role: "run",
      pinForm: "name@digest",
    };
    expect(vanishingImages(repositories, [unknown])).toEqual([]);
    expect(registryFacts(resource(ECR, {})).repositories).toEqual([]);
  });
});

describe("an image that is pinned in a repository of Artifact Registry", () => {
  const place = { format: "DOCKER", location: "europe-west3", repositoryId: "apps" };
  const deleting = (condition: object, more: object = {}) =>
    resource(ARTIFACTS, { ...place, ...more, cleanupPolicies: [{ action: "DELETE", condition }] });
  const image = `europe-west3-docker.pkg.dev/acme/apps/web@${DIGEST}`;

  it.each([
    ["whose old images are deleted", image, deleting({ olderThan: "7d" }), true],
    ["of this project", image, deleting({}, { project: "acme" }), true],
    ["of another project", image, deleting({}, { project: "other" }), false],
    ["of another place", image, deleting({}, { location: "us" }), false],
    ["of another name", image, deleting({}, { repositoryId: "app" }), false],
    ["whose images of this name are deleted", image, deleting({ packageNamePrefixes: ["we"] }), true],
    ["whose images of another name are deleted", image, deleting({ packageNamePrefixes: ["api"] }), false],
    ["whose untagged images are deleted", image, deleting({ tagState: "UNTAGGED" }), true],
    [
      "whose untagged images are deleted, where no tag can move",
      image,
      deleting({ tagState: "UNTAGGED" }, { dockerConfig: { immutableTags: true } }),
      false,
    ],
  ])("%s", (_, reference, repository, expected) => {
    expect(vanishes(reference, repository)).toBe(expected);
  });
});
