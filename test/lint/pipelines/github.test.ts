import { describe, expect, it } from "@jest/globals";
import { BUILD, findingsIn, told, workflow, type Files } from "./facts.ts";

const BY_TAG = "signed-by-tag";
const LOOKED_UP = "digest-looked-up";
const UNKNOWN = "unknown-subject";

const META = `- id: meta
  uses: docker/metadata-action@v5
  with: { images: ghcr.io/acme/web }
`;

describe("a workflow signs a tag", () => {
  it.each<[string, string, string?]>([
    [
      "of the repository and a ref",
      `${BUILD}- run: cosign sign --yes ghcr.io/\${{ github.repository }}:\${{ github.ref_name }}`,
    ],
    ["of the repository alone", `- run: cosign sign --yes ghcr.io/\${{ github.repository }}`],
    ["of the metadata action", `${META}${BUILD}- run: cosign sign --yes \${{ steps.meta.outputs.tags }}`],
    [
      "of the metadata action, one by one",
      `${META}- run: |\n    for tag in $TAGS; do\n      cosign sign --yes "$tag"\n    done\n  env:\n    TAGS: \${{ steps.meta.outputs.tags }}`,
    ],
    [
      "of the metadata action, by xargs",
      `${META}- env: { TAGS: "\${{ steps.meta.outputs.tags }}" }\n  run: echo "\${TAGS}" | xargs -I {} cosign sign --yes {}`,
    ],
    [
      "of the metadata action's JSON",
      `${META}- run: cosign sign --yes \${{ fromJSON(steps.meta.outputs.json).tags[0] }}`,
    ],
    ["of the workflow's environment", "- run: cosign sign ${{ env.IMAGE }}", "env:\n  IMAGE: ghcr.io/acme/web:1.4\n"],
    [
      "of the workflow's environment, by the shell",
      '- run: cosign sign "$IMAGE"',
      "env:\n  IMAGE: ghcr.io/acme/web:1.4\n",
    ],
    [
      "of an environment made of others",
      '- run: cosign sign "$IMAGE"',
      "env:\n  NAME: ghcr.io/acme/web\n  IMAGE: ${{ env.NAME }}:${{ github.sha }}\n",
    ],
    [
      "of another step's output",
      `- id: name\n  run: echo "image=ghcr.io/acme/web:1.4" >> $GITHUB_OUTPUT\n- run: cosign sign \${{ steps.name.outputs.image }}`,
    ],
    [
      "of another step's output, in quotes and by tee",
      `- id: name\n  run: echo "image=ghcr.io/acme/web:1.4" | tee -a "$GITHUB_OUTPUT"\n- run: cosign sign \${{ steps.name.outputs.image }}`,
    ],
    [
      "of another step's output over several lines",
      `- id: name\n  run: |\n    {\n      echo "tags<<EOF"\n      echo "ghcr.io/acme/web:1.4"\n      echo EOF\n    } >> "$GITHUB_OUTPUT"\n- run: cosign sign \${{ steps.name.outputs.tags }}`,
    ],
    [
      "of what another step put into the environment",
      `- run: echo "IMAGE=ghcr.io/acme/web:1.4" >> "$GITHUB_ENV"\n- run: cosign sign "$IMAGE"`,
    ],
    ["by format", "- run: cosign sign ${{ format('{0}:{1}', 'ghcr.io/acme/web', github.sha) }}"],
    [
      "by a choice",
      `${BUILD}- run: cosign sign \${{ github.event_name == 'push' && 'ghcr.io/acme/web:1.4' || 'ghcr.io/acme/web:dev' }}`,
    ],
    ["in a folded scalar", "- run: >-\n    cosign sign\n    --yes\n    ghcr.io/acme/web:1.4"],
    ["in a quoted scalar", '- run: "cosign sign --yes \\"ghcr.io/acme/web:1.4\\""'],
    ["in PowerShell", "- shell: pwsh\n  run: |\n    cosign sign --yes `\n      ghcr.io/acme/web:${{ github.sha }}"],
    ["through an anchor", "- &sign\n  run: cosign sign ghcr.io/acme/web:1.4\n- *sign"],
    ["through a merged mapping", "- &sign\n  run: cosign sign ghcr.io/acme/web:1.4\n- { <<: *sign, name: again }"],
    [
      "in a container of cosign",
      "- uses: docker://gcr.io/projectsigstore/cosign:v2.4.0\n  with:\n    args: sign --yes ghcr.io/acme/web:1.4",
    ],
    [
      "by notation's action",
      "- uses: notaryproject/notation-action/sign@v1\n  with:\n    target_artifact_reference: ghcr.io/acme/web:1.4",
    ],
    ["by somebody's cosign action", "- uses: acme/cosign-sign@v1\n  with:\n    image: ghcr.io/acme/web:1.4"],
    ["with expressions in single quotes", "- run: cosign sign 'ghcr.io/acme/web:${{ github.sha }}'"],
  ])("%s", (...[, steps, rest]) => {
    expect(told(workflow(steps, rest)).map((one) => one.split(" ")[0])).toEqual([BY_TAG]);
  });

  it("of a matrix", () => {
    const text = `jobs:
  sign:
    runs-on: x
    strategy:
      matrix:
        image: [web, api]
        include: [{ image: db, extra: 1 }]
    steps:
      - run: cosign sign ghcr.io/acme/\${{ matrix.image }}:1.4
      - run: cosign sign ghcr.io/acme/\${{ matrix.image }}
`;
    expect(told({ ".github/workflows/a.yml": text })).toHaveLength(2);
  });
});

describe("a workflow signs a digest that was asked for", () => {
  it.each([
    [
      "by another step",
      `- id: digest\n  run: echo "digest=$(crane digest ghcr.io/acme/web:1.4)" >> $GITHUB_OUTPUT\n- run: cosign sign ghcr.io/acme/web@\${{ steps.digest.outputs.digest }}`,
    ],
    [
      "by another step, for attest",
      `- id: digest\n  run: |\n    D=$(docker buildx imagetools inspect ghcr.io/acme/web:1.4 --format '{{.Manifest.Digest}}')\n    echo "digest=$D" >> $GITHUB_OUTPUT\n- uses: actions/attest-build-provenance@v2\n  with:\n    subject-name: ghcr.io/acme/web\n    subject-digest: \${{ steps.digest.outputs.digest }}`,
    ],
    [
      "by another step, in the old way",
      `- id: d\n  run: echo "::set-output name=digest::$(crane digest ghcr.io/acme/web:1.4)"\n- run: cosign sign ghcr.io/acme/web@\${{ steps.d.outputs.digest }}`,
    ],
    [
      "through the environment",
      `- run: echo "DIGEST=$(skopeo inspect docker://r/web:1 | jq -r .Digest)" >> "$GITHUB_ENV"\n- run: cosign sign "r/web@\${DIGEST}"`,
    ],
    [
      "by an action that inspects",
      `- id: d\n  uses: acme/inspect-image@v1\n- run: cosign sign r/web@\${{ steps.d.outputs.digest }}`,
    ],
    [
      "in PowerShell",
      `- id: d\n  shell: pwsh\n  run: |\n    $digest = crane digest ghcr.io/acme/web:1.4\n    "digest=$digest" >> $env:GITHUB_OUTPUT\n    cosign sign "ghcr.io/acme/web@$digest"`,
    ],
    [
      "or built",
      `${BUILD}- id: d\n  run: echo "digest=$(crane digest r/web:1)" >> $GITHUB_OUTPUT\n- run: cosign sign r/web@\${{ steps.build.outputs.digest || steps.d.outputs.digest }}`,
    ],
  ])("%s", (_, steps) => {
    expect(told(workflow(steps)).map((one) => one.split(" ")[0])).toEqual([LOOKED_UP]);
  });
});

describe("nothing is wrong with", () => {
  it.each<[string, string, string?]>([
    ["the digest of the build", `${BUILD}- run: cosign sign --yes ghcr.io/acme/web@\${{ steps.build.outputs.digest }}`],
    [
      "GitHub's own template for publishing",
      `${META}${BUILD}- if: \${{ github.event_name != 'pull_request' }}\n  env:\n    TAGS: \${{ steps.meta.outputs.tags }}\n    DIGEST: \${{ steps.build.outputs.digest }}\n  run: echo "\${TAGS}" | xargs -I {} cosign sign --yes {}@\${DIGEST}`,
    ],
    [
      "cosign's own example",
      `${META}${BUILD}- env:\n    DIGEST: \${{ steps.build.outputs.digest }}\n    TAGS: \${{ steps.meta.outputs.tags }}\n  run: |\n    images=""\n    for tag in \${TAGS}; do\n      images+="\${tag}@\${DIGEST} "\n    done\n    cosign sign --yes \${images}`,
    ],
    [
      "attest with the digest of the build",
      `${BUILD}- uses: actions/attest-build-provenance@v2\n  with:\n    subject-name: ghcr.io/acme/web\n    subject-digest: \${{ steps.build.outputs.digest }}\n    push-to-registry: true`,
    ],
    ["attest of files", "- uses: actions/attest@v2\n  with: { subject-path: dist/app.tar.gz }"],
    [
      "bake's metadata",
      `- id: bake\n  uses: docker/bake-action@v5\n- run: cosign sign r/web@\${{ fromJSON(steps.bake.outputs.metadata)['web']['containerimage.digest'] }}`,
    ],
    ["installing cosign", "- uses: sigstore/cosign-installer@v3\n  with: { cosign-release: v2.4.0 }"],
    [
      "a digest from a script that builds",
      `- id: b\n  run: |\n    docker buildx build --push --metadata-file m.json -t r/web:1 .\n    echo "digest=$(jq -r '."containerimage.digest"' m.json)" >> "$GITHUB_OUTPUT"\n- run: cosign sign r/web@\${{ steps.b.outputs.digest }}`,
    ],
    ["podman's push", `- run: podman push --digestfile d.txt r/web:1\n- run: cosign sign r/web@$(cat d.txt)`],
    [
      "another action's build",
      `- id: k\n  uses: int128/kaniko-action@v1\n- run: cosign sign r/web@\${{ steps.k.outputs.digest }}`,
    ],
    ["the own machine", "- run: cosign sign localhost:5000/web:1.4"],
    ["a digest that the caller gives", "- run: cosign sign ghcr.io/acme/web@${{ inputs.digest }}"],
    ["a comment", "- run: |\n    # cosign sign ghcr.io/acme/web:1.4\n    true"],
    ["a name", "- name: cosign sign ghcr.io/acme/web:1.4\n  run: 'true'"],
    ["a script that somebody echoes", `- run: echo 'cosign sign ghcr.io/acme/web:1.4' >> $GITHUB_STEP_SUMMARY`],
  ])("%s", (...[, steps, rest]) => {
    expect(told(workflow(steps, rest))).toEqual([]);
  });

  it("a digest that a job puts out which stands behind", () => {
    const text = `jobs:
  sign:
    needs: build
    runs-on: x
    steps:
      - run: cosign sign ghcr.io/acme/web@\${{ needs.build.outputs.digest }}
  build:
    runs-on: x
    outputs: { digest: "\${{ steps.b.outputs.digest }}" }
    steps: [{ id: b, uses: docker/build-push-action@v6 }]
`;
    expect(told({ ".github/workflows/a.yml": text })).toEqual([]);
    const looked = text.replace(
      "uses: docker/build-push-action@v6",
      "run: 'echo digest=$(crane digest r/web:1) >> $GITHUB_OUTPUT'",
    );
    expect(told({ ".github/workflows/a.yml": looked })).toHaveLength(1);
  });

  it("a digest that another job puts out", () => {
    const text = `on: push
jobs:
  build:
    runs-on: x
    outputs:
      digest: \${{ steps.build.outputs.digest }}
    steps:
      - id: build
        uses: docker/build-push-action@v6
  sign:
    needs: build
    runs-on: x
    steps:
      - run: cosign sign --yes ghcr.io/acme/web@\${{ needs.build.outputs.digest }}
  provenance:
    needs: build
    uses: slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@v2.0.0
    with:
      image: ghcr.io/acme/web
      digest: \${{ needs.build.outputs.digest }}
`;
    expect(told({ ".github/workflows/a.yml": text })).toEqual([]);
    const looked = text.replace(
      "uses: docker/build-push-action@v6",
      'run: echo "digest=$(crane digest r/web:1)" >> $GITHUB_OUTPUT',
    );
    expect(told({ ".github/workflows/a.yml": looked })).toEqual([
      `${LOOKED_UP} ghcr.io/acme/web@\${{ needs.build.outputs.digest }}`,
      `${LOOKED_UP} \${{ needs.build.outputs.digest }}`,
    ]);
  });
});

describe("nobody knows", () => {
  it.each([
    ["an input", "- run: cosign sign ${{ inputs.image }}"],
    ["a variable of the organisation", "- run: cosign sign ${{ vars.IMAGE }}"],
    ["a step that is not there", "- run: cosign sign ${{ steps.nothing.outputs.image }}"],
    ["an action's output", "- id: x\n  uses: acme/thing@v1\n- run: cosign sign ${{ steps.x.outputs.ref }}"],
    ["an action's digest", "- id: x\n  uses: acme/thing@v1\n- run: cosign sign r/web@${{ steps.x.outputs.digest }}"],
    [
      "a digest for attest",
      "- uses: actions/attest@v2\n  with: { subject-name: r/web, subject-digest: '${{ vars.DIGEST }}' }",
    ],
  ])("%s", (_, steps) => {
    expect(told(workflow(steps)).map((one) => one.split(" ")[0])).toEqual([UNKNOWN]);
  });
});

describe("what a workflow calls in its repository", () => {
  const call = (steps: string, files: Files) =>
    findingsIn({ ...workflow(steps), ...files }).map(({ reason, file, line }) => `${reason} ${file}:${line}`);

  it.each<[string, string, Files, readonly string[]]>([
    [
      "a script",
      "- run: ./ci/sign.sh",
      { "ci/sign.sh": "#!/bin/sh\ncosign sign ghcr.io/acme/web:1.4\n" },
      [`${BY_TAG} ci/sign.sh:2`],
    ],
    [
      "a script by its shell",
      "- run: bash -eu ci/sign.sh",
      { "ci/sign.sh": "cosign sign r/web:1" },
      [`${BY_TAG} ci/sign.sh:1`],
    ],
    ["a script with no ending", "- run: ci/sign", { "ci/sign": "cosign sign r/web:1" }, [`${BY_TAG} ci/sign:1`]],
    [
      "a script in the step's folder",
      "- working-directory: deploy\n  run: ./sign.sh",
      { "deploy/sign.sh": "cosign sign r/web:1" },
      [`${BY_TAG} deploy/sign.sh:1`],
    ],
    [
      "a script in a folder gone to",
      "- run: cd deploy && ./sign.sh",
      { "deploy/sign.sh": "cosign sign r/web:1" },
      [`${BY_TAG} deploy/sign.sh:1`],
    ],
    [
      "a script in the workspace",
      '- run: "$GITHUB_WORKSPACE/ci/sign.sh"',
      { "ci/sign.sh": "cosign sign r/web:1" },
      [`${BY_TAG} ci/sign.sh:1`],
    ],
    [
      "a script with a tag as its argument",
      "- run: ./sign.sh r/web:1",
      { "sign.sh": 'cosign sign "$1"' },
      [`${BY_TAG} sign.sh:1`],
    ],
    [
      "a script with a tag in its environment",
      "- env: { IMAGE: r/web:1 }\n  run: ./sign.sh",
      { "sign.sh": 'cosign sign "$IMAGE"' },
      [`${BY_TAG} sign.sh:1`],
    ],
    [
      "a script with the build's digest",
      `${BUILD}- run: ./sign.sh r/web@\${{ steps.build.outputs.digest }}`,
      { "sign.sh": 'cosign sign "$1"' },
      [],
    ],
    [
      "a script that another one reads",
      "- run: ./a.sh",
      { "a.sh": ". ./lib.sh\nsign r/web:1", "lib.sh": 'sign() {\n  cosign sign "$1"\n}' },
      [`${BY_TAG} lib.sh:2`],
    ],
    [
      "a Makefile",
      "- run: make sign",
      { Makefile: "build:\n\tdocker build .\nsign: build\n\tcosign sign r/web:1\n" },
      [`${BY_TAG} Makefile:4`],
    ],
    [
      "a Makefile with a variable",
      "- run: make -C app sign IMAGE=r/web:1",
      { "app/Makefile": "sign:\n\tcosign sign $(IMAGE)\n" },
      [`${BY_TAG} app/Makefile:2`],
    ],
    [
      "a Makefile with the build's digest",
      `${BUILD}- run: make sign IMAGE=r/web@\${{ steps.build.outputs.digest }}`,
      { Makefile: "IMAGE ?= r/web:1\nsign:\n\tcosign sign $(IMAGE)\n" },
      [],
    ],
    [
      "another target of a Makefile",
      "- run: make build",
      { Makefile: "build:\n\tdocker build .\nsign:\n\tcosign sign r/web:1\n" },
      [],
    ],
    [
      "an action",
      "- uses: ./.github/actions/sign\n  with: { image: 'r/web:1' }",
      {
        ".github/actions/sign/action.yml":
          "runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: cosign sign ${{ inputs.image }}\n",
      },
      [`${BY_TAG} .github/actions/sign/action.yml:5`],
    ],
    [
      "an action with a default",
      "- uses: ./sign",
      {
        "sign/action.yaml":
          "inputs:\n  image: { default: 'r/web:1' }\nruns:\n  using: composite\n  steps:\n    - run: cosign sign ${{ inputs.image }}\n",
      },
      [`${BY_TAG} sign/action.yaml:6`],
    ],
    [
      "an action's output",
      "- id: d\n  uses: ./digest\n- run: cosign sign r/web@${{ steps.d.outputs.value }}",
      {
        "digest/action.yml":
          "outputs:\n  value: { value: '${{ steps.x.outputs.d }}' }\nruns:\n  using: composite\n  steps:\n    - id: x\n      run: echo d=$(crane digest r/web:1) >> $GITHUB_OUTPUT\n",
      },
      [`${LOOKED_UP} .github/workflows/release.yml:8`],
    ],
    [
      "itself, again and again",
      "- uses: ./a",
      { "a/action.yml": "runs:\n  using: composite\n  steps:\n    - uses: ./a\n    - run: cosign sign r/web:1\n" },
      [`${BY_TAG} a/action.yml:5`],
    ],
    [
      "nothing outside",
      "- run: ../other/sign.sh\n- run: /opt/sign.sh",
      { "../other/sign.sh": "cosign sign r/web:1", "/opt/sign.sh": "cosign sign r/web:1" },
      [],
    ],
  ])("%s", (_, steps, files, expected) => {
    expect(call(steps, files)).toEqual(expected);
  });

  it("a reusable workflow", () => {
    const sign = `on:
  workflow_call:
    inputs:
      image: { type: string }
      digest: { type: string }
jobs:
  sign:
    runs-on: x
    steps:
      - run: cosign sign --yes \${{ inputs.image }}@\${{ inputs.digest }}
`;
    const main = (digest: string) => `on: push
jobs:
  build:
    runs-on: x
    outputs: { digest: "\${{ steps.b.outputs.digest }}" }
    steps:
      - id: b
        ${digest}
  sign:
    uses: ./.github/workflows/sign.yml
    with:
      image: ghcr.io/acme/web
      digest: \${{ needs.build.outputs.digest }}
`;
    const files = (digest: string) => ({
      ".github/workflows/main.yml": main(digest),
      ".github/workflows/sign.yml": sign,
    });
    expect(told(files("uses: docker/build-push-action@v6"))).toEqual([]);
    expect(findingsIn(files("run: echo digest=$(crane digest r/web:1) >> $GITHUB_OUTPUT"))).toMatchObject([
      { reason: LOOKED_UP, file: ".github/workflows/sign.yml", line: 10, path: "jobs.sign.steps[0].run" },
    ]);
    expect(told({ ".github/workflows/sign.yml": sign })).toEqual([]);
  });
});
