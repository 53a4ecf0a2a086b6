import { describe, expect, it } from "@jest/globals";
import { reading, told } from "./reading.ts";

const PATH = ".devcontainer/devcontainer.json";

describe("a dev container", () => {
  it("is JSON with comments and commas at ends, and its image and features are told", () => {
    const text = `// "image": "no:1"
{
  "name": "https://x//y, ]", /* "image": "no:2" */
  "image": "mcr.microsoft.com/devcontainers/base:1", // a comment
  "features": {
    "ghcr.io/devcontainers/features/go:1": {"version": "1.22",},
  },
}
`;
    expect(told(PATH, text)).toEqual([
      "4:13 image mcr.microsoft.com/devcontainers/base:1*",
      "6:6 image ghcr.io/devcontainers/features/go:1* (artifact)",
    ]);
    expect(told(".devcontainer.json", text)).toHaveLength(2);
  });

  it.each([
    ["a:${localEnv:V:1}", "1:11 image a:1"],
    ["a:${localEnv:V}", "1:11 unknown a:…"],
    ["a:${X}", "1:11 unknown a:…"],
  ])("variables: %s (law 6)", (image, expected) => {
    expect(told(PATH, `{"image": "${image}"}`)).toEqual([expected]);
  });

  it("notes what is read elsewhere, and what is no image", () => {
    const text = `{"build": {"dockerfile": "x.docker"}, "dockerComposeFile": ["a.yml"], "features": {"./f": {}, "go": {}, "https://x/f.tgz": {}}}`;
    expect(told(PATH, text)).toEqual([]);
    expect(reading(PATH, text)?.notes).toEqual([
      "is built by x.docker, whose name is not a Dockerfile's: check it by name",
      "runs a.yml: check that file, too",
      "uses the feature ./f, which is no image",
      "uses the feature go, which is no image",
      "uses the feature https://x/f.tgz, which is no image",
    ]);
    expect(reading(PATH, '{"build": {"dockerfile": "Dockerfile"}, "dockerFile": "Dockerfile.dev"}')?.notes).toEqual([]);
  });

  it.each(["{", '{"image": "a', "/* x"])("that cannot be read is told (law 3): %s", (text) => {
    expect(told(PATH, text)).toEqual(["1:1 unreadable is no JSON object with comments"]);
  });
});
