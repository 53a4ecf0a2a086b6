import { describe, expect, it } from "@jest/globals";
import { NO_CORRECTIONS, readImageFile, SourceFile } from "../../../src/discover/index.ts";
import { repositories } from "./setting.ts";

const started = repositories();

interface Case {
  readonly file: string;
  readonly beside?: Readonly<Record<string, string>>;
  /** `TAG` stands for the reference, `REPOSITORY` for it without its tag 1.0. */
  readonly before: string;
  readonly after: string;
}

const cases: readonly Case[] = [
  {
    file: "list.json",
    before:
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"TAG"}]}}]}',
    after:
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"PIN"}]}}]}',
  },
  {
    file: "Dockerfile",
    before:
      "# syntax=TAG\nARG BASE=TAG # no comment\nFROM --platform=linux/amd64 TAG AS build\r\nCOPY --from=TAG /a /b\nFROM build\n",
    after:
      "# syntax=PIN\nARG BASE=TAG # no comment\nFROM --platform=linux/amd64 PIN AS build\r\nCOPY --from=PIN /a /b\nFROM build\n",
  },
  {
    file: "api.Dockerfile",
    before: "ARG BASE=TAG\nFROM $BASE\n",
    after: "ARG BASE=PIN\nFROM $BASE\n",
  },
  {
    file: "stages.Dockerfile",
    before: "ARG BASE=TAG\nFROM $BASE AS build\nFROM ${BASE}\nCOPY --from=TAG /a /b\n",
    after: "ARG BASE=PIN\nFROM $BASE AS build\nFROM ${BASE}\nCOPY --from=PIN /a /b\n",
  },
  {
    file: "compose.yaml",
    before:
      "x-image: &web TAG\nservices:\n  web:\n    image: *web\n  api: { image: 'TAG' } # x\n  other:\n    image: ${IMAGE:-TAG}\n",
    after:
      "x-image: &web PIN\nservices:\n  web:\n    image: *web\n  api: { image: 'PIN' } # x\n  other:\n    image: ${IMAGE:-PIN}\n",
  },
  {
    file: ".github/workflows/ci.yml",
    before:
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    container: TAG\n    services:\n      db: { image: "TAG" }\n    steps:\n      - uses: docker://TAG\n',
    after:
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    container: PIN\n    services:\n      db: { image: "PIN" }\n    steps:\n      - uses: docker://PIN\n',
  },
  {
    file: ".gitlab-ci.yml",
    before:
      'default:\n  image: TAG\njob:\n  services: ["TAG"]\n  image:\n    name: TAG # x\n  script: [make]\nlike:\n  image: !reference [job, image]\n  script: [make]\n',
    after:
      'default:\n  image: PIN\njob:\n  services: ["PIN"]\n  image:\n    name: PIN # x\n  script: [make]\nlike:\n  image: !reference [job, image]\n  script: [make]\n',
  },
  {
    file: "chart/values.yaml",
    beside: { "chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n" },
    before:
      'image:\n  repository: REPOSITORY # ours\n  tag: "1.0"\n  digest: ""\nother:\n  image: { repository: REPOSITORY, tag: 1.0-x }\nsidecar:\n  image: TAG\n',
    after:
      'image:\n  repository: REPOSITORY # ours\n  tag: "1.0"\n  digest: "DIGEST"\nother:\n  image: { repository: REPOSITORY, tag: 1.0-x }\nsidecar:\n  image: PIN\n',
  },
  {
    file: "chart/values.yaml",
    beside: { "chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 0.1.0\n" },
    before: "image:\r\n  tag: '1.0'\r\n  repository: REPOSITORY\r\n",
    after: "image:\r\n  tag: '1.0@DIGEST'\r\n  repository: REPOSITORY\r\n",
  },
  {
    file: "kustomization.yaml",
    before:
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n  - name: web\n    newName: REPOSITORY\n    newTag: "1.0" # now\n',
    after:
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n  - name: web\n    newName: REPOSITORY\n    newTag: "1.0" # now\n    digest: DIGEST\n',
  },
];

/** Whether somebody reads it by now. */
function isKnown({ file, before }: Case): boolean {
  const text = before.replaceAll("TAG", "nginx:1").replaceAll("REPOSITORY", "nginx");
  const around = { corrections: NO_CORRECTIONS, read: () => undefined };
  return (readImageFile(new SourceFile(file, text), around)?.uses ?? []).length > 0;
}

describe("what is written in each format", () => {
  it.each(cases.filter(isKnown).map((one) => [one.file, one] as const))(
    "%s",
    async (_, { file, beside = {}, before, after }) => {
      const { fix, write, read, signed } = await started();
      const { tag, digest, pinned } = signed("web");
      const put = (text: string) =>
        text
          .replaceAll("TAG", tag)
          .replaceAll("PIN", pinned)
          .replaceAll("DIGEST", digest)
          .replaceAll("REPOSITORY", tag.replace(/:1\.0$/, ""));
      for (const [name, text] of Object.entries(beside)) write(name, text);
      write(file, put(before));
      const { stdout } = await fix(["--write"]);
      expect(stdout).not.toBe("");
      expect(read(file)).toBe(put(after));
      expect((await fix(["--write"])).stdout).toBe("");
    },
  );
});
