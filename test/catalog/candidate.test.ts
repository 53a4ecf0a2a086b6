import { expect, it } from "@jest/globals";
import { evaluate, url } from "./package.ts";

interface Leaf {
  readonly type?: string;
  readonly path: string;
  readonly kind?: "text" | "any" | "other";
  readonly doc?: string;
}

const ASKED: readonly Leaf[] = [
  ...[
    "image",
    "ImageURI",
    "base_image",
    "gcrImageTag",
    "containerUri",
    "EcrUri",
    "linuxFxVersion",
    "oci_artifact[].login_server",
  ],
  ...["docker_image_names[]", "repository", "digestHash", "image.tag", "dockerImage.url", "ImageConfiguration.Uri"],
  ...["containers[].image.name", "plugin.name", "artifacts[].uri", "userData", "user_data_base64", "task_definition"],
  ...[
    "templateBody",
    "template_url",
    "buildspec",
    "ScriptBody",
    "values",
    "values[]",
    "valueYamlFiles[]",
    "metadata{}",
  ],
  ...["environmentVariables{}", "EnvironmentVariables[].Value", "definition_uri", "templateSpecVersionId"],
].map((path) => ({ path }));
const BY_DOC: readonly Leaf[] = [
  { path: "package", doc: "A package in Artifact Registry, `us-docker.pkg.dev/p/r/i:1`." },
  { path: "runtimeSource", doc: "The Docker image to run." },
];
const BY_OWNER: readonly Leaf[] = [
  { type: "docker:index/plugin:Plugin", path: "name" },
  { type: "docker_plugin", path: "name" },
];
const NOT_ASKED: readonly Leaf[] = [
  ...["url", "uri", "containers[].name", "image.owner.uri", "tags{}", "resourceTag", "imageArn", "imagePullPolicy"],
  ...[
    "image_tag_mutability",
    "registryPassword",
    "rbdImage",
    "filters[].values[]",
    "metadata",
    "runtime",
    "urlTemplate",
  ],
].map((path) => ({ path }));
const NOT_BY_DOC: readonly Leaf[] = [
  { path: "command[]", doc: "If not given, that of the container image is used." },
  { path: "picture", doc: "A picture." },
  { path: "image", kind: "other" },
];

function asked(leaves: readonly Leaf[]): unknown {
  const whole = leaves.map((leaf) => ({ type: "a:b:C", kind: "text", ...leaf }));
  return evaluate(
    `const { isCandidate } = await import(${url("read/candidate.mjs")});
     return ${JSON.stringify(whole)}.filter(isCandidate).map(({ path }) => path);`,
  );
}
const pathsOf = (leaves: readonly Leaf[]): readonly string[] => leaves.map(({ path }) => path);

it("a field is asked about for its name, for what it stands in, for its documentation, or for what its text can hold", () => {
  const leaves = [...ASKED, ...BY_DOC, ...BY_OWNER];
  expect(asked(leaves)).toEqual(pathsOf(leaves));
});

it("a field that says nothing, that is about an image and none, or that the provider lists is not asked about", () => {
  expect(asked([...NOT_ASKED, ...NOT_BY_DOC])).toEqual([]);
});
