import { describe, expect, it } from "@jest/globals";
import { findingsIn, told } from "./facts.ts";

const BY_TAG = "signed-by-tag";
const LOOKED_UP = "digest-looked-up";
const UNKNOWN = "unknown-subject";

const reasons = (path: string, text: string) => told({ [path]: text }).map((one) => one.split(" ")[0]);

describe("GitLab", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a tag of its own variables",
      "sign:\n  script:\n    - cosign sign --yes $CI_REGISTRY_IMAGE:$CI_COMMIT_TAG\n",
      [BY_TAG],
    ],
    ["the repository alone", "sign:\n  script:\n    - cosign sign --yes $CI_REGISTRY_IMAGE\n", [BY_TAG]],
    [
      "a tag in a variable of the file",
      "variables:\n  IMAGE: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\nsign:\n  script: cosign sign $IMAGE\n",
      [BY_TAG],
    ],
    [
      "a tag in a variable with a description",
      "variables:\n  IMAGE: { value: 'r/web:1', description: x }\nsign:\n  script: cosign sign $IMAGE\n",
      [BY_TAG],
    ],
    [
      "a tag in a variable of the job",
      "sign:\n  variables: { IMAGE: 'r/web:1' }\n  script: [cosign sign $IMAGE]\n",
      [BY_TAG],
    ],
    [
      "a tag in a variable of a job that it extends",
      ".base:\n  variables: { IMAGE: 'r/web:1' }\nsign:\n  extends: .base\n  script: [cosign sign $IMAGE]\n",
      [BY_TAG],
    ],
    ["a tag, by an anchor", ".sign: &sign\n  - cosign sign r/web:1\nsign:\n  script: *sign\n", [BY_TAG]],
    [
      "a tag, by a reference",
      ".sign:\n  script: [cosign sign r/web:1]\nsign:\n  script:\n    - !reference [.sign, script]\n",
      [BY_TAG],
    ],
    [
      "a tag set in an earlier line",
      "sign:\n  before_script: ['IMAGE=r/web:1']\n  script:\n    - cosign sign $IMAGE\n",
      [BY_TAG],
    ],
    ["a tag afterwards", "sign:\n  script: ['true']\n  after_script: [cosign sign r/web:1]\n", [BY_TAG]],
    ["a tag in a block", "sign:\n  script:\n    - |\n      set -e\n      cosign sign r/web:1\n", [BY_TAG]],
    [
      "a digest that is looked up",
      "sign:\n  script:\n    - DIGEST=$(crane digest r/web:1)\n    - cosign sign r/web@$DIGEST\n",
      [LOOKED_UP],
    ],
    [
      "a digest that another job looks up",
      "build:\n  script:\n    - echo \"DIGEST=$(skopeo inspect docker://r/web:1 | jq -r .Digest)\" > build.env\n  artifacts: { reports: { dotenv: build.env } }\nsign:\n  script: ['cosign sign r/web@$DIGEST']\n",
      [LOOKED_UP],
    ],
    [
      "the build's digest",
      "sign:\n  script:\n    - docker buildx build --push --metadata-file m.json -t r/web:1 .\n    - cosign sign r/web@$(jq -r '.\"containerimage.digest\"' m.json)\n",
      [],
    ],
    [
      "the build's digest, from another job",
      "build:\n  script:\n    - /kaniko/executor --digest-file d.txt --destination r/web:1\n    - echo \"DIGEST=$(cat d.txt)\" >> build.env\n  artifacts: { reports: { dotenv: [build.env] } }\nsign:\n  script: ['cosign sign r/web@$DIGEST']\n",
      [],
    ],
    ["a variable from elsewhere", "sign:\n  script: ['cosign sign $IMAGE']\n", [UNKNOWN]],
    [
      "a digest that the includer gives",
      "spec:\n  inputs: { digest: {} }\n---\nsign:\n  script: ['cosign sign r/web@$[[ inputs.digest ]]']\n",
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(reasons(".gitlab-ci.yml", text)).toEqual(expected);
  });
});

describe("Azure Pipelines", () => {
  it.each<[string, string, readonly string[]]>([
    ["a tag", "steps:\n  - script: cosign sign --yes acme.azurecr.io/web:$(Build.BuildId)\n", [BY_TAG]],
    ["a tag by bash", "steps:\n  - bash: |\n      set -e\n      cosign sign acme.azurecr.io/web:1\n", [BY_TAG]],
    [
      "a tag by a task",
      "steps:\n  - task: AzureCLI@2\n    inputs:\n      inlineScript: cosign sign acme.azurecr.io/web:1\n",
      [BY_TAG],
    ],
    [
      "a tag of its variables",
      "variables:\n  image: acme.azurecr.io/web:1\nsteps:\n  - script: cosign sign $(image)\n",
      [BY_TAG],
    ],
    [
      "a tag of its list of variables",
      "variables:\n  - name: image\n    value: acme.azurecr.io/web:1\nsteps:\n  - script: cosign sign $(image)\n",
      [BY_TAG],
    ],
    [
      "a tag in the environment",
      "steps:\n  - script: cosign sign $IMAGE\n    env: { IMAGE: acme.azurecr.io/web:1 }\n",
      [BY_TAG],
    ],
    [
      "a tag in a stage's job",
      "stages:\n  - stage: a\n    jobs:\n      - job: b\n        steps:\n          - pwsh: cosign sign acme.azurecr.io/web:1\n",
      [BY_TAG],
    ],
    [
      "a digest that is looked up",
      "steps:\n  - bash: |\n      D=$(az acr repository show -n acme --image web:1 --query digest -o tsv)\n      cosign sign acme.azurecr.io/web@$D\n",
      [LOOKED_UP],
    ],
    [
      "a digest that another step looks up",
      'steps:\n  - bash: echo "##vso[task.setvariable variable=digest]$(crane digest r/web:1)"\n  - bash: cosign sign r/web@$(digest)\n',
      [LOOKED_UP],
    ],
    [
      "the build's digest, from another step",
      'steps:\n  - bash: |\n      docker buildx build --push --metadata-file m.json .\n      echo "##vso[task.setvariable variable=digest]$(jq -r \'."containerimage.digest"\' m.json)"\n  - bash: cosign sign r/web@$(digest)\n',
      [],
    ],
    ["a digest that nobody sets", "steps:\n  - bash: cosign sign r/web@$(digest)\n", [UNKNOWN]],
    [
      "a digest that a template is given",
      "parameters:\n  - name: digest\n    type: string\nsteps:\n  - bash: cosign sign r/web@${{ parameters.digest }}\n",
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(reasons("azure-pipelines.yml", text)).toEqual(expected);
  });
});

describe("CircleCI", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a tag",
      "jobs:\n  sign:\n    steps:\n      - checkout\n      - run: cosign sign acme/web:$CIRCLE_SHA1\n",
      [BY_TAG],
    ],
    [
      "a tag in a command",
      "jobs:\n  sign:\n    steps:\n      - run:\n          name: sign\n          command: |\n            cosign sign acme/web:1\n",
      [BY_TAG],
    ],
    [
      "a tag in the environment",
      "jobs:\n  sign:\n    environment: { IMAGE: 'acme/web:1' }\n    steps:\n      - run: cosign sign $IMAGE\n",
      [BY_TAG],
    ],
    [
      "a tag that is a parameter",
      "commands:\n  sign:\n    parameters: { tag: { type: string } }\n    steps:\n      - run: cosign sign acme/web:<< parameters.tag >>\n",
      [BY_TAG],
    ],
    [
      "a digest that is a parameter",
      "commands:\n  sign:\n    parameters: { digest: { type: string } }\n    steps:\n      - run: cosign sign acme/web@<< parameters.digest >>\n",
      [],
    ],
    [
      "a digest that is looked up",
      "jobs:\n  a:\n    steps:\n      - run: cosign sign acme/web@$(crane digest acme/web:1)\n",
      [LOOKED_UP],
    ],
  ])("%s", (_, text, expected) => {
    expect(reasons(".circleci/config.yml", text)).toEqual(expected);
  });
});

const task = (spec: string) => `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: sign }\nspec:\n${spec}`;

describe("Tekton", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "a tag in a script",
      task(
        "  steps:\n    - name: sign\n      image: alpine\n      script: |\n        #!/bin/sh\n        cosign sign $(params.image):$(params.tag)\n",
      ),
      [BY_TAG],
    ],
    [
      "a tag in words",
      task(
        "  steps:\n    - image: gcr.io/projectsigstore/cosign:v2.4\n      args: [sign, --yes, '$(params.image):$(params.tag)']\n",
      ),
      [BY_TAG],
    ],
    [
      "a tag in words of a shell",
      task("  steps:\n    - image: alpine\n      command: [/bin/sh, -c]\n      args: ['cosign sign r/web:1']\n"),
      [BY_TAG],
    ],
    [
      "a tag in the environment",
      task(
        "  steps:\n    - image: alpine\n      env: [{ name: IMAGE, value: 'r/web:1' }]\n      script: cosign sign $IMAGE\n",
      ),
      [BY_TAG],
    ],
    [
      "a digest that is looked up",
      task(
        "  steps:\n    - image: alpine\n      script: |\n        crane digest r/web:1 > $(results.IMAGE_DIGEST.path)\n    - image: alpine\n      script: cosign sign r/web@$(cat $(results.IMAGE_DIGEST.path))\n",
      ),
      [LOOKED_UP],
    ],
    [
      "the digest of a task",
      "apiVersion: tekton.dev/v1\nkind: Pipeline\nspec:\n  tasks:\n    - name: sign\n      taskSpec:\n        steps:\n          - image: alpine\n            script: cosign sign r/web@$(tasks.build.results.IMAGE_DIGEST)\n",
      [],
    ],
    [
      "a digest that is a parameter",
      task(
        "  params: [{ name: digest }]\n  steps:\n    - image: alpine\n      script: cosign sign r/web@$(params.digest)\n",
      ),
      [],
    ],
    [
      "a reference that is a parameter",
      task("  steps:\n    - image: cosign\n      args: [sign, '$(params.image)']\n"),
      [UNKNOWN],
    ],
    [
      "kaniko's digest",
      task(
        "  steps:\n    - image: gcr.io/kaniko-project/executor\n      script: /kaniko/executor --digest-file=d --destination=r/web:1\n    - image: alpine\n      script: cosign sign r/web@$(cat d)\n",
      ),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(reasons("tekton/sign.yaml", text)).toEqual(expected);
  });
});

describe("make", () => {
  it.each<[string, string, readonly string[]]>([
    ["a tag", "sign:\n\tcosign sign $(IMAGE):$(TAG)\n", [BY_TAG]],
    ["a tag in braces", "sign:\n\t@cosign sign ${IMAGE}:${TAG}\n", [BY_TAG]],
    [
      "a tag of its variables",
      "IMAGE := r/web\nTAG ?= $(shell git describe)\nREF = $(IMAGE):$(TAG)\nsign:\n\t-cosign sign $(REF)\n",
      [BY_TAG],
    ],
    ["a tag of a target's own variable", "sign: REF = r/web:1\nsign:\n\tcosign sign $(REF)\n", [BY_TAG]],
    ["a program in a variable", "COSIGN ?= cosign\nsign:\n\t$(COSIGN) sign --yes r/web:1\n", [BY_TAG]],
    ["a program in a variable of elsewhere", "sign:\n\t$(COSIGN) sign --yes r/web:1\n", [BY_TAG]],
    ["a tag of the shell's variables", "sign:\n\tIMAGE=r/web:1; cosign sign $$IMAGE\n", [BY_TAG]],
    ["a tag over several lines", "sign:\n\tset -e; \\\n\tcosign sign \\\n\t  r/web:1\n", [BY_TAG]],
    ["a tag in a shell's loop", "sign:\n\tfor t in 1 2; do cosign sign r/web:$$t; done\n", [BY_TAG]],
    [
      "a digest that is looked up",
      "DIGEST = $(shell crane digest r/web:1)\nsign:\n\tcosign sign r/web@$(DIGEST)\n",
      [LOOKED_UP],
    ],
    ["a digest that the shell looks up", "sign:\n\tcosign sign r/web@$$(crane digest r/web:1)\n", [LOOKED_UP]],
    [
      "the build's digest",
      "build:\n\tdocker buildx build --push --metadata-file m.json .\nsign: build\n\tcosign sign r/web@$$(jq -r '.\"containerimage.digest\"' m.json)\n",
      [],
    ],
    ["what ko built", "sign:\n\tcosign sign $$(ko build ./cmd/web)\n", []],
    ["what nobody sets", "sign:\n\tcosign sign $(IMAGE)\n", [UNKNOWN]],
    ["a variable of itself", "A = $(A)\nB = $(B)$(B)\nsign:\n\tcosign sign $(A)$(B)\n", [UNKNOWN]],
  ])("%s", (_, text, expected) => {
    expect(reasons("Makefile", text)).toEqual(expected);
  });
});

describe("others", () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      "a Taskfile",
      "Taskfile.yml",
      "vars:\n  IMAGE: r/web\ntasks:\n  sign:\n    cmds:\n      - cosign sign {{.IMAGE}}:{{.TAG}}\n",
      [BY_TAG],
    ],
    ["a justfile", "justfile", "sign tag:\n    cosign sign r/web:{{tag}}\n", [BY_TAG]],
    [
      "Bitbucket",
      "bitbucket-pipelines.yml",
      "pipelines:\n  default:\n    - step:\n        script:\n          - cosign sign r/web:1\n",
      [BY_TAG],
    ],
    ["Drone", ".drone.yml", "kind: pipeline\nsteps:\n  - name: sign\n    commands: [cosign sign r/web:1]\n", [BY_TAG]],
    [
      "Cloud Build",
      "cloudbuild.yaml",
      "steps:\n  - name: gcr.io/projectsigstore/cosign\n    args: [sign, --key, k, 'r/web:$TAG_NAME']\n",
      [BY_TAG],
    ],
    ["CodeBuild", "buildspec.yml", "phases:\n  post_build:\n    commands:\n      - notation sign r/web:1\n", [BY_TAG]],
    ["Forgejo", ".forgejo/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: cosign sign r/web:1\n", [BY_TAG]],
    [
      "a template of GitLab under another name",
      "templates/sign.yml",
      ".sign:\n  script:\n    - cosign sign r/web:1\n",
      [BY_TAG],
    ],
    ["a script without an ending", "ci/sign", "#!/usr/bin/env bash\ncosign sign r/web:1\n", [BY_TAG]],
  ])("%s", (_, path, text, expected) => {
    expect(reasons(path, text)).toEqual(expected);
  });
});

it("says where in the file it stands", () => {
  const place = (path: string, text: string) =>
    findingsIn({ [path]: text }).map(({ path: at, line, column, endColumn }) => ({ at, line, column, endColumn }));
  expect(place(".gitlab-ci.yml", "sign:\n  script:\n    - true\n    - cosign sign r/web:1\n")).toEqual([
    { at: "sign.script[1]", line: 4, column: 19, endColumn: 26 },
  ]);
  expect(place("azure-pipelines.yml", "steps:\n  - script: |\n      true\n      cosign sign r/web:1\n")).toEqual([
    { at: "steps[0].script", line: 4, column: 19, endColumn: 26 },
  ]);
  expect(place("Makefile", "sign:\n\tcosign sign r/web:1\n")).toEqual([
    { at: "sign", line: 2, column: 14, endColumn: 21 },
  ]);
  expect(place("t.yaml", task("  steps:\n    - image: cosign\n      args: [sign, 'r/web:1']\n"))).toMatchObject([
    { at: "spec.steps[0].args[1]", line: 7, column: 21 },
  ]);
});
