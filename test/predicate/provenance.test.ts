import { describe, expect, it } from "@jest/globals";
import { Lack, readProvenance, sourceIn } from "../../src/predicate/index.ts";
import { attested, built, builtV02, COMMIT, GENERATOR, generated, RUN, V0_2, V1, WORKFLOW } from "./predicates.ts";

const source = { repository: "https://github.com/acme/web", ref: "refs/tags/v1.2.3", commit: COMMIT };

describe("a provenance says what its tool wrote", () => {
  it.each([
    [
      "slsa-github-generator",
      V0_2,
      generated,
      { builder: GENERATOR, source, workflow: WORKFLOW, invocation: "1001-1" },
    ],
    [
      "actions/attest",
      V1,
      attested,
      { builder: attested.runDetails.builder.id, source, workflow: WORKFLOW, invocation: RUN },
    ],
    ["BuildKit", V1, built, { builder: RUN, source, invocation: "0abc" }],
    ["BuildKit in v0.2", V0_2, builtV02, { builder: RUN, source, workflow: "Dockerfile", invocation: "0abc" }],
  ])("of %s", (_, type, predicate, expected) => {
    expect(readProvenance(type, predicate)).toEqual(expected);
  });

  it("of a folder that BuildKit was given, which names no source", () => {
    const local = { ...builtV02, invocation: { configSource: { entryPoint: "Dockerfile" } } };
    expect(readProvenance(V0_2, local)).toEqual({ builder: RUN, workflow: "Dockerfile", invocation: "0abc" });
  });

  it("of GitLab, whose source is a text", () => {
    const { buildType } = attested.buildDefinition;
    const externalParameters = { source: "https://gitlab.com/acme/web" };
    const gitlab = { ...attested, buildDefinition: { buildType, externalParameters } };
    expect(readProvenance(V1, gitlab)).toMatchObject({ source: { repository: "https://gitlab.com/acme/web" } });
  });
});

const OTHER = COMMIT.replace("7", "8");
const definition = (parts: object) => ({ ...attested, buildDefinition: { ...attested.buildDefinition, ...parts } });
const dependency = (uri: string, gitCommit = COMMIT) =>
  definition({ resolvedDependencies: [{ uri, digest: { gitCommit } }] });
const parameters = (parts: object) =>
  definition({ externalParameters: { ...attested.buildDefinition.externalParameters, ...parts } });

describe("a provenance that lacks or contradicts itself", () => {
  it.each<readonly [string, string, unknown, string]>([
    ["no builder", V1, { ...attested, runDetails: {} }, "names no builder"],
    ["an empty builder", V0_2, { ...generated, builder: { id: "" } }, "names no builder"],
    ["a builder that is a number", V0_2, { ...generated, builder: { id: 1 } }, "names no builder"],
    ["a builder's list", V0_2, { ...generated, builder: [{ id: GENERATOR }] }, "names no builder"],
    ["no build type", V1, definition({ buildType: undefined }), "names no type of build"],
    [
      "another ref among the dependencies",
      V1,
      dependency("git+https://github.com/acme/web@refs/heads/main"),
      "names two refs of its source",
    ],
    [
      "the same in other letter case",
      V1,
      dependency("git+https://GitHub.com/ACME/web@refs/heads/main"),
      "names two refs of its source",
    ],
    [
      "two commits among the dependencies",
      V1,
      definition({
        resolvedDependencies: [COMMIT, OTHER].map((gitCommit) => ({
          uri: "git+https://github.com/acme/web@refs/tags/v1.2.3",
          digest: { gitCommit },
        })),
      }),
      "names two commits of its source",
    ],
    [
      "another commit among the materials",
      V0_2,
      { ...generated, materials: [{ uri: generated.materials[0]?.uri, digest: { sha1: OTHER } }] },
      "names two commits of its source",
    ],
    ["two sources", V1, parameters({ source: { uri: "https://github.com/evil/web" } }), "names two sources"],
    ["a source of no URL", V1, parameters({ source: { uri: "acme/web" } }), "names a source that is no plain URL"],
    [
      "a workflow of no repository",
      V1,
      parameters({ workflow: { path: WORKFLOW } }),
      "names a workflow of no repository",
    ],
    ["a workflow that is a text", V1, parameters({ workflow: WORKFLOW }), "names a workflow of no repository"],
    ["a draft's type", "https://slsa.dev/provenance/v1?draft", attested, "is no provenance of a version that is read"],
    ["the type with a slash", `${V1}/`, attested, "is no provenance of a version that is read"],
    ["the content of the other version", V0_2, attested, "names no builder"],
    ["nothing", V1, null, "names no builder"],
    ["a list", V1, [attested], "names no builder"],
  ])("%s", (_, type, predicate, words) => {
    expect(readProvenance(type, predicate)).toEqual(new Lack(words));
  });

  it("another repository among the dependencies is what the build used", () => {
    expect(readProvenance(V1, dependency("git+https://github.com/acme/lib@refs/heads/main"))).not.toBeInstanceOf(Lack);
  });
});

it.each([
  [
    "git+https://github.com/acme/web@refs/heads/a@b",
    { repository: "https://github.com/acme/web", ref: "refs/heads/a@b" },
  ],
  ["https://github.com/acme/web.git", { repository: "https://github.com/acme/web" }],
  ["https://github.com/acme/web/", { repository: "https://github.com/acme/web" }],
  [
    "https://github.com/acme/web.git#refs/heads/main:docker",
    { repository: "https://github.com/acme/web", ref: "refs/heads/main" },
  ],
  [`https://github.com/acme/web.git#${COMMIT}`, { repository: "https://github.com/acme/web", commit: COMMIT }],
  [
    `git+https://github.com/acme/web@${COMMIT.toUpperCase()}`,
    { repository: "https://github.com/acme/web", commit: COMMIT },
  ],
  ["https://gitlab.com/acme/.github", { repository: "https://gitlab.com/acme/.github" }],
  ["https://dev.azure.com/acme/My%20Shop/_git/web", { repository: "https://dev.azure.com/acme/My%20Shop/_git/web" }],
  ...["../evil/web", "./web", "..", "%2e%2e/evil/web", ".%2E/evil/web", "..%2fevil%2Fweb", "..\\evil", "..%5cevil"].map(
    (way) => [`git+https://gitlab.com/acme/${way}`, undefined] as const,
  ),
  ["https://github.com/acme/web@", undefined],
  ["https://github.com/acme/web#", undefined],
  ["git@github.com:acme/web", undefined],
  ["https://", undefined],
  ["", undefined],
])("the source in %j", (uri, expected) => {
  expect(sourceIn(uri)).toEqual(expected);
});

it("a user before the host is never taken for part of a repository's name", () => {
  expect(sourceIn("https://github.com@evil.example/acme/web")?.repository).toBe("https://github.com");
});
