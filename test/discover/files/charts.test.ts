import { describe, expect, it } from "@jest/globals";
import { toldFile } from "./told-file.ts";

const HIDDEN = (place: string, what = "names a chart of another place") =>
  expect.stringMatching(new RegExp(`^hidden at ${place}: ${what}`));
const chart = (dependencies: string, beside = {}) =>
  toldFile("web/Chart.yaml", `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n${dependencies}`, beside).slice(
    1,
  );

describe("the charts that a chart depends on", () => {
  it.each<[string, string]>([
    ["a repository", "- name: postgresql\n  version: 12.x.x\n  repository: https://charts.example\n"],
    ["a repository's alias", '- name: postgresql\n  version: 12.x.x\n  repository: "@acme"\n'],
  ])("of %s deploy images that cannot be seen", (_, text) => {
    expect(chart(text)).toEqual([HIDDEN("7:15")]);
  });

  it("of a registry are artifacts by tag, or by a range of which nobody sees what it selects", () => {
    expect(chart("- name: redis\n  version: 1.2.3+4\n  repository: oci://ghcr.io/acme/charts/\n")).toEqual([
      "artifact image ghcr.io/acme/charts/redis:1.2.3_4 at 7:15",
      HIDDEN("7:15"),
    ]);
    expect(chart("- name: redis\n  version: ^1.2\n  repository: oci://ghcr.io/acme\n")).toEqual([
      "unreadable at 7:15: is a range of versions; which of them it selects is decided later",
      HIDDEN("7:15"),
    ]);
    expect(chart("- name: redis\n  repository: oci://ghcr.io/acme\n")[0]).toBe(
      "artifact image ghcr.io/acme/redis at 6:15",
    );
  });

  it("that lie beside are read there", () => {
    expect(chart("- name: a\n  repository: file://../a\n- name: b\n  version: 1.0.0\n")).toEqual([]);
    const text = "- name: a\n  version: 1.0.0\n  repository: https://charts.example\n";
    expect(chart(text, { "charts/a/Chart.yaml": "name: a\n" })).toEqual([]);
  });

  it("are all told, also of a list that is written twice (law 3)", () => {
    const one = "- name: a\n  repository: https://charts.example\n";
    expect(chart(`${one}dependencies:\n${one}`)).toHaveLength(2);
    expect(chart(one.repeat(1500))).toHaveLength(1500);
  });

  it("stood in requirements.yaml once", () => {
    const text = "dependencies:\n- name: a\n  repository: https://charts.example\n";
    expect(toldFile("requirements.yaml", text)).toEqual(["Helm chart", HIDDEN("3:15")]);
    expect(toldFile("requirements.yaml", "- src: role\n")).toEqual(["not recognised"]);
  });

  it("images that annotations list are documentation", () => {
    const text =
      "apiVersion: v2\nname: web\nannotations:\n  artifacthub.io/images: |\n    - name: a\n      image: nginx:1\n";
    expect(toldFile("Chart.yaml", text)).toEqual(["Helm chart"]);
  });
});

describe("Helmfile", () => {
  const told = (text: string, beside = {}) => toldFile("helmfile.yaml", text, beside).slice(1);

  it("names charts, whose values are read where they stand in it", () => {
    const text =
      "releases:\n- name: web\n  chart: acme/web\n  values:\n  - values.yaml\n  - image: {repository: a/b, tag: x1}\n  set:\n  - {name: image.repository, value: c/d}\n";
    expect(told(text)).toEqual([HIDDEN("3:10", "names a Helm chart"), "image a/b:x1 at 6:25", "image c/d at 8:37"]);
  });

  it("one beside is read there", () => {
    expect(told("releases:\n- chart: ./charts/web\n", { "./charts/web/Chart.yaml": "name: web" })).toEqual([]);
    expect(told("releases:\n- chart: ./charts/web\n")).toEqual([HIDDEN("2:10", "names a Helm chart")]);
  });

  it("that is a template is told as a whole (law 3)", () => {
    const text = "releases:\n{{- range .Values.x }}\n- chart: a/b\n{{- end }}\n";
    expect(toldFile("helmfile.yaml.gotmpl", text)).toEqual(["Helmfile", HIDDEN("1:1", "is a template of releases")]);
    expect(toldFile("helmfile.d/a.yaml", text)[0]).toBe("Helmfile");
  });
});

describe("Skaffold", () => {
  const head = "apiVersion: skaffold/v4beta11\nkind: Config\n";
  const told = (text: string) => toldFile("skaffold.yaml", head + text);

  it("runs what it names, and builds what is its output", () => {
    const text =
      "build:\n  artifacts:\n  - image: ghcr.io/acme/web\n    buildpacks: {builder: a/b:1}\nverify:\n- container: {name: t, image: c/d:1}\n";
    expect(told(text)).toEqual(["Skaffold", "build-from image a/b:1 at 6:27", "image c/d:1 at 8:31"]);
  });

  it("names charts and configurations of other places, also in a profile", () => {
    const text =
      "requires: [{git: {repo: https://example.com/a.git}}]\nprofiles:\n- manifests: {helm: {releases: [{remoteChart: a/b}]}}\n";
    expect(told(text)).toEqual([
      "Skaffold",
      HIDDEN("3:25", "names a configuration of another place"),
      HIDDEN("5:47", "names a Helm chart"),
    ]);
  });
});

describe("objects by which others deploy charts are read as what they are", () => {
  it("an Application of Argo CD", () => {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    repoURL: https://charts.example
    chart: web
    helm:
      valuesObject: { image: { repository: a/b, tag: x1 } }
`;
    expect(toldFile("app.yaml", text)).toEqual([
      "Kubernetes",
      HIDDEN("6:12", "names a Helm chart"),
      "image a/b:x1 at 8:44",
    ]);
  });

  it("a HelmRelease of Flux", () => {
    const text = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  chart: { spec: { chart: web, sourceRef: { kind: HelmRepository, name: a } } }
  values:
    image:
      repository: a/b
      tag: x1
`;
    const told = toldFile("release.yaml", text);
    expect(told).toContain("image a/b:x1 at 7:19");
    expect(told).toContainEqual(HIDDEN("4:27", "names a Helm chart"));
  });
});
