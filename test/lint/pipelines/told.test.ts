import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isPipelineFile } from "../../../src/lint/index.ts";
import { BUILD, findingsIn, shell, workflow, type Files } from "./facts.ts";

const only = (files: Files) => {
  const [finding, ...others] = findingsIn(files);
  if (finding === undefined || others.length > 0) throw new Error("expected one finding");
  return finding;
};

describe("a finding", () => {
  it("of a tag is as severe and as mandatory as its rule, and one that nobody knows is advice", () => {
    expect(only(shell("cosign sign r/web:1"))).toMatchObject({
      rule: "signing-by-tag",
      severity: "high",
      level: "mandatory",
    });
    expect(only(shell("cosign sign r/web@$(crane digest r/web:1)"))).toMatchObject({
      severity: "high",
      level: "mandatory",
    });
    expect(only(shell("cosign sign $X"))).toMatchObject({ severity: "low", level: "advisory" });
  });

  it("prints the argument, and nothing that stands around it or in a variable (law 10)", () => {
    const { message, remedy } = only(
      shell("TOKEN=hunter2 SECRET=r/hunter3:1 cosign sign --key=hunter4 $SECRET --registry-password hunter5"),
    );
    expect(message + remedy).not.toContain("hunter");
    expect(message).toContain('"$SECRET"');
  });

  it("hides a password in the argument, and shows no sign that a terminal or a log obeys (law 10)", () => {
    const { message, remedy } = only(shell("cosign sign me:hunter2@ghcr.io/acme/web:1"));
    expect(message + remedy).not.toContain("hunter2");
    const hostile = only(shell("cosign sign 'ghcr.io/acme/web:1\u001b[31m\u202e##vso[task.complete]'"));
    expect(hostile.message + hostile.remedy).not.toMatch(/[\u001b\u202e]|##vso/);
  });
});

describe("the safe command", () => {
  const remedy = (files: Files) => only(files).remedy;

  it.each<[string, Files, string]>([
    [
      "in a workflow with a build",
      workflow(`${BUILD}- run: cosign sign --yes ghcr.io/acme/web:1.4`),
      "cosign sign --yes ghcr.io/acme/web@${{ steps.build.outputs.digest }}",
    ],
    [
      "in a workflow with a build of another name",
      workflow(
        "- id: push\n  uses: docker/build-push-action@v6\n- run: cosign sign ghcr.io/${{ github.repository }}:1",
      ),
      "cosign sign --yes ghcr.io/${{ github.repository }}@${{ steps.push.outputs.digest }}",
    ],
    [
      "in a workflow without",
      workflow("- run: notation sign ghcr.io/acme/web:1.4"),
      "- id: build\n  uses: docker/build-push-action@COMMIT\n  with: { push: true, tags: … }\nrun: notation sign ghcr.io/acme/web@${{ steps.build.outputs.digest }}",
    ],
    [
      "of attest",
      workflow(
        `${BUILD}- id: d\n  run: echo digest=$(crane digest r/web:1) >> $GITHUB_OUTPUT\n- uses: actions/attest@v2\n  with:\n    subject-name: r/web\n    subject-digest: \${{ steps.d.outputs.digest }}`,
      ),
      "uses: actions/attest\nwith:\n  subject-name: REGISTRY/REPOSITORY\n  subject-digest: ${{ steps.build.outputs.digest }}",
    ],
    [
      "of notation's action",
      workflow(
        `${BUILD}- uses: notaryproject/notation-action/sign@v1\n  with: { target_artifact_reference: "ghcr.io/acme/web:1" }`,
      ),
      "uses: notaryproject/notation-action/sign\nwith:\n  target_artifact_reference: ghcr.io/acme/web@${{ steps.build.outputs.digest }}",
    ],
    [
      "with buildx",
      {
        ".gitlab-ci.yml":
          "a:\n  script:\n    - docker buildx build --push .\n    - cosign sign $CI_REGISTRY_IMAGE/web:1\n",
      },
      'docker buildx build --push --tag $CI_REGISTRY_IMAGE/web:TAG --metadata-file build.json .\ncosign sign --yes "$CI_REGISTRY_IMAGE/web@$(jq -r \'."containerimage.digest"\' build.json)"',
    ],
    [
      "with podman",
      shell("podman push r/web:1\ncosign attest --predicate p r/web:1"),
      'podman push --digestfile digest.txt r/web:TAG\ncosign attest --yes --predicate FILE --type TYPE "r/web@$(cat digest.txt)"',
    ],
    [
      "with kaniko",
      shell("/kaniko/executor --destination r/web:1\ncosign sign r/web:1"),
      '/kaniko/executor --digest-file digest.txt --destination r/web:TAG …\ncosign sign --yes "r/web@$(cat digest.txt)"',
    ],
    ["with ko", shell("ko build ./cmd/web\ncosign sign r/web:1"), 'cosign sign --yes "$(ko build ./cmd/NAME)"'],
    [
      "with crane",
      shell("crane push i.tar r/web:1\noras attach --artifact-type sbom/spdx r/web:1 s.json"),
      'oras attach --artifact-type TYPE "$(crane push image.tar r/web:TAG)" FILE',
    ],
    [
      "in a Makefile",
      { Makefile: "a:\n\tpodman push r/web:1\n\tcosign sign r/web:1\n" },
      'podman push --digestfile digest.txt r/web:TAG\ncosign sign --yes "r/web@$$(cat digest.txt)"',
    ],
    [
      "in Tekton",
      { "t.yaml": "apiVersion: tekton.dev/v1\nspec:\n  steps:\n    - script: cosign sign r/web:1\n" },
      "cosign sign --yes r/web@$(tasks.build.results.IMAGE_DIGEST)",
    ],
    [
      "where the repository cannot be told",
      shell("cosign sign $IMAGE"),
      'docker buildx build --push --tag REGISTRY/REPOSITORY:TAG --metadata-file build.json .\ncosign sign --yes "REGISTRY/REPOSITORY@$(jq -r \'."containerimage.digest"\' build.json)"',
    ],
  ])("%s", (_, files, expected) => {
    expect(remedy(files)).toBe(expected);
  });

  it.each([
    ["a shell", shell("docker buildx build --push .\ncosign sign ghcr.io/acme/web:1")],
    ["podman", shell("podman push r/web:1\ncosign sign r/web:1")],
    ["ko", shell("ko build .\ncosign sign r/web:1")],
    ["crane", shell("crane push a r/web:1\ncosign sign r/web:1")],
  ])("of %s is one that this rule accepts (law 4)", (_, files) => {
    expect(findingsIn(shell(remedy(files)))).toEqual([]);
  });
});

describe("a pipeline's file", () => {
  it.each([
    ".github/workflows/ci.yml",
    "action.yaml",
    ".github/actions/sign/action.yml",
    ".gitlab-ci.yml",
    "ci/deploy.gitlab-ci.yml",
    "azure-pipelines.yml",
    ".azure-pipelines/sign.yml",
    ".circleci/config.yml",
    "Makefile",
    "build/release.mk",
    "Taskfile.yml",
    "justfile",
    "scripts/sign.sh",
    "sign.ps1",
    "cloudbuild.yaml",
  ])("%s is known by its name", (path) => {
    expect(isPipelineFile(path, "")).toBe(true);
  });

  it.each([
    ["Tekton's apiVersion", "a.yaml", "apiVersion: tekton.dev/v1beta1\n", true],
    ["a first line", "bin/sign", "#!/bin/bash -eu\n", true],
    ["a shape that signs", "ci/sign.yml", "sign:\n  script:\n    - cosign sign x\n", true],
    ["the same shape without", "ci/sign.yml", "test:\n  script:\n    - npm test\n", false],
    ["a deployment", "k8s/web.yaml", "apiVersion: apps/v1\nkind: Deployment\n", false],
    ["a page that speaks of cosign", "docs/sign.md", "cosign sign r/web:1\n", false],
    ["a program", "src/sign.py", "#!/usr/bin/env python3\n", false],
    ["a Dockerfile", "Dockerfile", "FROM x\nRUN cosign sign r/web:1\n", false],
    ["chart values that name cosign", "values.yaml", "cosign:\n  image: x\n", false],
  ])("%s", (_, path, text, expected) => {
    expect(isPipelineFile(path, text)).toBe(expected);
  });
});

it("docs/signing-by-tag.md shows commands that this rule accepts (law 4)", () => {
  const page = readFileSync(join(__dirname, "../../../docs/signing-by-tag.md"), "utf8");
  const steps = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text).join("");
  expect(steps).toContain("subject-digest");
  expect(findingsIn(workflow(steps))).toEqual([]);
  const race = /```\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  expect(only(shell(race)).reason).toBe("signed-by-tag");
});
