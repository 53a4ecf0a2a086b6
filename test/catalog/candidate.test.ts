import { expect, it } from "@jest/globals";
import { evaluate, url } from "./package.ts";

type Leaf = readonly [rule: string | null, name: string, kind?: "string" | "map" | "list" | "other", more?: object];

const LEAVES: readonly Leaf[] = [
  ["image-name", "image"],
  ["image-name", "ImageURI"],
  ["image-name", "base_image"],
  ["image-name", "gcrImageTag"],
  ["image-name", "containerUri"],
  ["image-name", "EcrUri"],
  ["image-name", "linuxFxVersion"],
  ["image-name", "docker_image_names", "list"],
  ["image-name", "repository"],
  ["image-name", "tag"],
  ["image-name", "digestHash"],
  ["image-part", "url", "string", { path: "dockerImage.url" }],
  ["image-part", "Uri", "string", { path: "ImageConfiguration.Source.Uri" }],
  ["image-part", "uri", "string", { path: "artifactConfigs[].uri" }],
  [null, "url"],
  [null, "name", "string", { path: "containers[].name" }],
  [null, "uri", "string", { path: "image.owner.uri" }],
  [null, "tags", "map"],
  [null, "resourceTag"],
  [null, "imageArn"],
  [null, "imagePullPolicy"],
  [null, "ETag"],
  [null, "imagefs_available"],
  [null, "image", "other"],
  ["document", "userData"],
  ["document", "user_data_base64"],
  ["document", "task_definitions"],
  ["document", "templateBody"],
  ["document", "buildspec"],
  ["document", "values", "map"],
  ["document", "values", "list", { path: "values[]" }],
  [null, "values", "list", { path: "filters[].values[]" }],
  ["map", "environmentVariables", "map"],
  [null, "environmentVariables", "list"],
  ["map", "Value", "string", { path: "EnvironmentVariables[].Value" }],
  ["doc", "package", "string", { doc: "A package in Artifact Registry, `us-docker.pkg.dev/p/r/i:1`." }],
  ["doc", "runtimeSource", "string", { doc: "The Docker image to run." }],
  [null, "command", "list", { doc: "If not given, that of the container image is used." }],
  [null, "picture", "string", { doc: "A picture." }],
];

it("a leaf is looked at for its name, for its parents, for its documentation, or for what its text can hold", () => {
  const leaves = LEAVES.map(([, name, kind = "string", more]) => ({ name, kind, ...more }));
  const rules = evaluate(
    `const { candidateRule, isCandidate } = await import(${url("candidate.mjs")});
     const leaves = ${JSON.stringify(leaves)};
     if (leaves.some((leaf) => isCandidate(leaf) !== (candidateRule(leaf) !== undefined))) throw new Error("they differ");
     return leaves.map((leaf) => candidateRule(leaf) ?? null);`,
  ) as readonly (string | null)[];
  const told = LEAVES.map(([, name], index) => [rules[index], name]);
  expect(told).toEqual(LEAVES.map(([rule, name]) => [rule, name]));
});
