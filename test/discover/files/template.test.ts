import { describe, expect, it } from "@jest/globals";
import { toldFile, usesIn } from "./told-file.ts";

const CHART_NOTE = expect.stringMatching(/^note: is a template of a chart/);
const head = "{{- if .Values.enabled }}\napiVersion: apps/v1\nkind: Deployment\n";
/** The image's own line of a chart's template. */
const inChart = (line: string) => toldFile("web/templates/deployment.yaml", `${head}${line}\n{{- end }}\n`).slice(1);
const elsewhere = (line: string) => toldFile("k8s/deployment.yaml.j2", `${head}${line}\n{{- end }}\n`).slice(1);

describe("an image that is written out in a template is found where it stands", () => {
  it.each<[string, string]>([
    ["image: nginx:1.27", "4:8"],
    ["  - image: nginx:1.27 # why", "4:12"],
    ['    image: "nginx:1.27"', "4:13"],
    ["    'image': 'nginx:1.27'", "4:15"],
    ["  initImage: nginx:1.27", "4:14"],
    ["containers: [{name: {{ .Values.name }}, image: nginx:1.27}]", "4:48"],
    ["image: &main nginx:1.27", "4:14"],
    ["image: !!str nginx:1.27", "4:14"],
    ["image: >-\n  nginx:1.27", "5:3"],
    ["image:\tnginx:1.27", "4:8"],
    ["image: nginx:1.27\r", "4:8"],
    ["image:\n  nginx:1.27", "5:3"],
    ["image: # why\n\n  nginx:1.27", "6:3"],
    ["? image\n: nginx:1.27", "5:3"],
    ['web: {"image":nginx:1.27}', "4:15"],
  ])("%j", (line, place) => {
    expect(inChart(line)).toEqual([`image nginx:1.27 at ${place}`, CHART_NOTE]);
  });

  it("with its text, for whoever writes another", () => {
    const text = `${head}image: "nginx:1.27"\n`;
    const [use] = usesIn("templates/a.yaml", text);
    expect(text.slice(use?.source?.start, use?.source?.end)).toBe("nginx:1.27");
  });
});

describe("what a template takes where nobody says otherwise is judged", () => {
  it.each<[string, string]>([
    ['image: {{ .Values.image | default "nginx:1.27" }}', "nginx:1.27"],
    ["image: {{ default 'nginx:1.27' .Values.image | quote }}", "nginx:1.27"],
    ['image: "{{ .Values.image | default "nginx" }}:{{ .Values.tag | default "1.27" }}"', "nginx:1.27"],
    ['image: nginx:{{ .Values.tag | default "1.27" }}', "nginx:1.27"],
  ])("%s", (line, image) => {
    expect(inChart(line)).toEqual([expect.stringMatching(`^image ${image} at 4:`), CHART_NOTE]);
  });
});

describe("what a chart's template leaves to its values and helpers is told there", () => {
  it.each([
    "image: {{ .Values.image }}",
    'image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
    'image: {{ include "web.image" . }}',
    'image: {{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}',
    'image: {{ printf "%s/%s:%s" .Values.image.registry .Values.image.repository .Values.image.tag | quote }}',
    'image: {{ template "web.image" . }}',
    "image: {{ $.Values.image }}",
    'image: {{ required "an image" .Values.image }}',
  ])("%s", (line) => {
    expect(inChart(line)).toEqual([CHART_NOTE]);
  });
});

describe("a reference of which a part is written in the template is unknown, with that part (law 3)", () => {
  it.each<[string, string]>([
    ["image: nginx:{{ .Values.tag }}", "nginx:…"],
    ["image: evil.example/{{ .Values.repository }}:{{ .Values.tag }}", "evil.example/…:…"],
    ['image: {{ printf "evil.example/%s" .Values.image }}', "whole"],
    ['image: {{ ternary "evil.example/x" .Values.image .Values.y }}', "whole"],
    ["image: {{ $image }}", "whole"],
    ["image: {{ if .Values.x }}nginx{{ else }}evil{{ end }}", "…nginx…evil…"],
    ["image: nginx:${TAG}", "nginx:…"],
    ["image: *other", "whole"],
  ])("%s", (line, known) => {
    expect(inChart(line)).toEqual([`unknown ${known} at 4:8`, CHART_NOTE]);
  });
});

it("what stands below the name of an image may be an object, a list or nothing", () => {
  const line = "image:\n  repository: nginx\n  tag: a\nimages:\n  - {{ a }}\nimage:\nother: b";
  expect(inChart(line)).toEqual([CHART_NOTE]);
});

describe("a template that is no chart's", () => {
  it("has no values that would be read elsewhere", () => {
    expect(elsewhere("image: {{ nginx_image }}:{{ tag }}")).toEqual([
      "unknown whole at 4:8",
      expect.stringMatching(/^note: is a template, /),
    ]);
  });

  it("is told as a whole where none of its images are seen (law 3)", () => {
    const told = elsewhere("{{ nginx_image }}");
    expect(told).toEqual([expect.stringMatching(/^unreadable at 1:1: is a template, and which images/)]);
  });
});

it.each([
  "# image: nginx:1",
  "{{/* image: nginx:1 */}}",
  "image: null",
  "image: {}",
  "useImage: nginx",
  "imagePullPolicy: Always",
  "image:\n  repository: nginx",
])("%j names no image", (line) => {
  expect(inChart(line)).toEqual([CHART_NOTE]);
});

describe("a template that is YAML as it is", () => {
  const yaml = (image: string) =>
    toldFile(
      "templates/a.yaml",
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ${image}\n  - "im\\x61ge": a/b:1\n`,
    ).slice(1);

  it.each<[string, readonly string[]]>([
    ["{{ .Values.image }}", []],
    ['"{{ .Values.image.repository }}:{{ .Values.image.tag }}"', []],
    ["nginx:{{.Values.tag}}", ["unknown nginx:… at 5:12"]],
    ['{{ .Values.image | default "nginx:1" }}', ["image nginx:1 at 5:40"]],
  ])("is read as YAML, so that no spelling hides an image: %s", (image, expected) => {
    expect(yaml(image)).toEqual([...expected, "image a/b:1 at 6:17", CHART_NOTE]);
  });

  it("a workflow's own parameters are unknown", () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{container: {image: "{{inputs.parameters.image}}"}}]}\n';
    expect(toldFile("w.yaml", text)).toEqual(["Kubernetes", "unknown whole at 3:40"]);
  });
});

describe("nobody gets a manifest read as less by what looks like a template", () => {
  it("a comment with braces", () => {
    const text = '# {{ x }}\napiVersion: v1\nkind: Pod\nspec: {containers: [{"im\\x61ge": "nginx:1"}]}\n';
    expect(toldFile("a.yaml", text)).toEqual(["Kubernetes", "image nginx:1 at 4:35"]);
  });

  it("nor by length, or by what readers do not agree on", () => {
    const manifest = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{"im\\x61ge": "nginx:1"}]}\n';
    expect(toldFile("a.yaml", `# {{ x }}\u2028\n${manifest}`)[1]).toMatch(
      /^unreadable at 1:1: is a YAML text with ends/,
    );
    const long = `# {{ x }}${"x".repeat(4 * 1024 * 1024)}\n${manifest}`;
    expect(toldFile("a.yaml", long)[1]).toMatch(/^unreadable at 1:1: is a YAML text of more than/);
  });
});

describe("a template costs time in proportion to its text", () => {
  const size = 100_000;
  it.each<[string, string]>([
    ["braces that are not closed", "{{".repeat(size)],
    ["quotes that are not closed", `image: "${"{{x}}".repeat(size / 2)}`],
    ["dashes", "-".repeat(size * 2)],
    ["comments that are not closed", "{{/*".repeat(size / 2)],
    ["spaces", `image:${" ".repeat(size * 2)}`],
    ["names", "image: ".repeat(size / 2)],
    ["defaults", `image: {{${' default "'.repeat(size / 10)}`],
    ["anchors", `image: ${"&a ".repeat(size)}`],
  ])("%s", (_, text) => {
    const begin = process.cpuUsage();
    toldFile("templates/a.yaml", `${head}${text}`);
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
