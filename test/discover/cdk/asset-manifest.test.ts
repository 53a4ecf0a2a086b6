import { describe, expect, it } from "@jest/globals";
import { findAssetImageUses } from "../../../src/discover/index.ts";
import { tell } from "../resource.ts";

const DIRECTORY = "asset.85aa2b9b1c3c3e05e4b8825291410a5f9cbd9638c2e60dcab8b40e32050938a2";
const PINNED = `node:24@sha256:${"a".repeat(64)}`;

/** As `cdk synth` of aws-cdk-lib 2.276.0 writes it, version 55 of the cloud assembly's schema. */
function manifest(source: unknown): string {
  const destination = { repositoryName: "cdk-hnb659fds-container-assets-123456789012-eu-west-1", imageTag: "85aa" };
  const asset = { displayName: "T/c/AssetImage", source, destinations: { here: destination } };
  return JSON.stringify({ version: "55.0.0", files: {}, dockerImages: { web: asset } });
}

const FILES: Readonly<Record<string, string>> = {
  [`${DIRECTORY}/Dockerfile`]: "FROM nginx:1.29\n",
  [`${DIRECTORY}/docker/web.Dockerfile`]:
    "ARG BASE=node:22\nFROM $BASE AS build\nFROM scratch\nCOPY --from=build / /\n",
  [`${DIRECTORY}/empty`]: "",
  "/elsewhere/Dockerfile": "FROM busybox\n",
};

function found(source: unknown): string[] {
  return findAssetImageUses(manifest(source), "web.assets.json", (path) => FILES[path]).map(tell);
}

const AT = "dockerImages.web.source";

describe("what an image asset of the AWS CDK is built from", () => {
  it.each<[string, unknown, string[]]>([
    ["its Dockerfile", { directory: DIRECTORY }, [`image nginx:1.29 at ${AT}.dockerFile`]],
    [
      "a Dockerfile of another name, with its defaults",
      { directory: DIRECTORY, dockerFile: "docker/web.Dockerfile" },
      [`image node:22 at ${AT}.dockerFile`],
    ],
    [
      "the build arguments beside it, whatever the target",
      {
        directory: DIRECTORY,
        dockerFile: "docker/web.Dockerfile",
        dockerBuildArgs: { BASE: PINNED },
        dockerBuildTarget: "build",
      },
      [`image ${PINNED} at ${AT}.dockerFile`],
    ],
    [
      "a name with Windows' separators",
      { directory: DIRECTORY, dockerFile: "docker\\web.Dockerfile" },
      [`image node:22 at ${AT}.dockerFile`],
    ],
    [
      "a Dockerfile outside of the directory",
      { directory: DIRECTORY, dockerFile: "/elsewhere/Dockerfile" },
      [`image busybox at ${AT}.dockerFile`],
    ],
    [
      "build contexts that are images, and none that are folders",
      { directory: DIRECTORY, dockerBuildContexts: { deps: "docker-image://alpine:3.20", src: "../src" } },
      [`image nginx:1.29 at ${AT}.dockerFile`, `image alpine:3.20 at ${AT}.dockerBuildContexts.deps`],
    ],
  ])("is read from %s", (_, source, uses) => {
    expect(found(source)).toEqual(uses);
  });

  it.each<[string, unknown, string]>([
    ["a missing Dockerfile", { directory: "gone" }, `unreadable at ${AT}: names a Dockerfile that is not there`],
    [
      "a program that builds",
      { executable: ["bazel", "run", "//web"] },
      `unreadable at ${AT}: is built by a program, and from which images cannot be seen`,
    ],
    ["no directory", {}, `unreadable at ${AT}: names no directory to build in`],
    ["a directory that is no text", { directory: 1 }, `unreadable at ${AT}: names no directory to build in`],
    ["a text for a source", "web", `unreadable at ${AT}: is a text, not the source of an image asset`],
    [
      "an empty Dockerfile",
      { directory: DIRECTORY, dockerFile: "empty" },
      `unreadable at ${AT}.dockerFile: is empty, not an image reference`,
    ],
    [
      "an argument that is no text",
      { directory: DIRECTORY, dockerFile: "docker/web.Dockerfile", dockerBuildArgs: { BASE: 1 } },
      `unreadable at ${AT}.dockerFile: names an image by the build argument BASE, whose value is not here`,
    ],
  ])("is told, not passed over, where there is %s (law 3)", (_, source, use) => {
    expect(found(source)).toEqual([use]);
  });

  it.each([
    ["no JSON", "{", "unreadable at (all inputs): is not valid JSON"],
    ["a list", "[]", "unreadable at (all inputs): are a list, not an object"],
    ["images that are no object", '{"dockerImages":[1]}', "unreadable at dockerImages: is a list, not an object"],
  ])("is told where the manifest is %s", (_, text, use) => {
    expect(findAssetImageUses(text, "web.assets.json", () => undefined).map(tell)).toEqual([use]);
  });

  it("is told where reading a file throws", () => {
    const read = () => {
      throw new Error("EACCES");
    };
    const [use] = findAssetImageUses(manifest({ directory: DIRECTORY }), "web.assets.json", read);
    expect(use).toMatchObject({ kind: "unreadable", place: { file: "web.assets.json" } });
  });

  it("finds an asset under each of two equal names, and each of two equal contexts", () => {
    const source = `{"directory":"${DIRECTORY}","dockerBuildContexts":{"a":"docker-image://one:1","a":"docker-image://two:2"}}`;
    const text = `{"dockerImages":{"web":{"source":${source}},"web":{"source":{"directory":"${DIRECTORY}"}}}}`;
    const uses = findAssetImageUses(text, "web.assets.json", (path) => FILES[path]);
    expect(uses.map((use) => (use.kind === "image" ? use.image : ""))).toEqual([
      "nginx:1.29",
      "one:1",
      "two:2",
      "nginx:1.29",
    ]);
    expect(uses.every(({ role }) => role === "build-from")).toBe(true);
  });

  it("is nothing where an app has no image assets", () => {
    expect(findAssetImageUses('{"version":"55.0.0","files":{}}', "web.assets.json", () => undefined)).toEqual([]);
  });
});
