import { expect, it } from "@jest/globals";
import { pinned, usesIn } from "./told-file.ts";

const DIGEST = `sha256:${"ab12".repeat(16)}`;
const CHART = { "Chart.yaml": "apiVersion: v2\nname: a\nappVersion: v2.0.0\n" };

it.each<[string, string, string]>([
  ["values.yaml", "image: {repository: a/b, tag: '1'}\n", `a/b:1@${DIGEST}`],
  ["values.yaml", "image: {repository: a/b, tag: 1.10}\n", `a/b:1.1@${DIGEST}`],
  ["values.yaml", "image: {repository: a/b, tag: x1, digest: }\n", `a/b:x1@${DIGEST}`],
  ["values.yaml", "image: {repository: a/b, tag: x1, sha: ''}\n", `a/b:x1@${DIGEST}`],
  ["values.yaml", 'image: {registry: r.io, repository: a/b, tag: "", digest: ""}\n', `r.io/a/b:v2.0.0@${DIGEST}`],
  ["values.yaml", 'image: {repository: a/b, tag: ""}\n', `a/b:v2.0.0@${DIGEST}`],
  ["kustomization.yaml", "images:\n- name: a/b\n  newTag: v1\n", `a/b:v1@${DIGEST}`],
  ["kustomization.yaml", "images:\n- newName: c/d\n  newTag: v1 # why\n  name: a/b\n", `c/d:v1@${DIGEST}`],
])("what was pinned in %s is read again as the same image with its digest: %j", (name, text, expected) => {
  const [before] = usesIn(name, text, CHART);
  const after = usesIn(name, pinned(text, before, DIGEST) ?? "", CHART);
  expect(after).toHaveLength(1);
  expect(after[0]?.use).toMatchObject({ kind: "image", image: expected, place: { path: before?.use.place.path } });
  expect(pinned(pinned(text, before, DIGEST) ?? "", after[0], DIGEST)).toBe(pinned(text, before, DIGEST));
});
