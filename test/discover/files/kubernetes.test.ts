import { describe, expect, it } from "@jest/globals";
import { toldFile } from "./told-file.ts";

const told = (text: string, name = "a.yaml") => toldFile(name, text);
const POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: nginx:1\n";

describe("an object is found however its file is written", () => {
  it.each<[string, string, readonly string[]]>([
    ["one document", POD, ["image nginx:1 at 5:12"]],
    ["CRLF", POD.replaceAll("\n", "\r\n"), ["image nginx:1 at 5:12"]],
    ["a mark of the byte order", `\uFEFF${POD}`, ["image nginx:1 at 5:12"]],
    ["a mark at the beginning of each line", POD.replaceAll(/^/gm, "\uFEFF"), ["image nginx:1 at 5:13"]],
    ["several documents", `${POD}--- # second\n${POD}---\n`, ["image nginx:1 at 5:12", "image nginx:1 at 11:12"]],
    ["documents of comments", `# a\n---\n# b\n---\n${POD}...\n---\n# c\n`, ["image nginx:1 at 9:12"]],
    ["a directive", `%YAML 1.2\n---\n${POD}`, ["image nginx:1 at 7:12"]],
    ["quotes", POD.replace("nginx:1", '"nginx:1"'), ["image nginx:1 at 5:13"]],
    ["an escape", POD.replace("nginx:1", '"ngin\\x78:1"'), ["image nginx:1 at 5:12"]],
    ["an escaped name", POD.replace("image:", '"im\\x61ge":'), ["image nginx:1 at 5:17"]],
    [
      "escaped names of its kind",
      POD.replace("apiVersion:", '"\\u0061piVersion":').replace("kind", '"kin\\x64"'),
      ["image nginx:1 at 5:12"],
    ],
    ["a name over two lines", POD.replace("apiVersion:", '? "api\\\n  Version"\n:'), ["image nginx:1 at 7:12"]],
    ["a name in base64", POD.replace("kind:", "!!binary a2luZA== :"), ["image nginx:1 at 5:12"]],
    ["braces", '{apiVersion: v1, kind: Pod, spec: {containers: [{image: "nginx:1"}]}}', ["image nginx:1 at 1:58"]],
    ["a folded text", POD.replace("nginx:1", ">-\n      nginx:1"), ["image nginx:1 at 6:7"]],
  ])("%s", (_, text, expected) => {
    expect(told(text)).toEqual(["Kubernetes", ...expected]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      "JSON",
      '{\n  "apiVersion": "v1", "kind": "Pod",\n  "spec": {"containers": [{"image": "nginx:1"}]}\n}',
      ["image nginx:1 at 3:38"],
    ],
    [
      "with a mark",
      '\uFEFF{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "nginx:1"}]}}',
      ["image nginx:1 at 1:73"],
    ],
    [
      "with escapes",
      '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"im\\u0061ge": "nginx:1"}]}}',
      ["image nginx:1 at 1:77"],
    ],
  ])("%s", (_, text, expected) => {
    expect(told(text, "a.json")).toEqual(["Kubernetes", ...expected]);
  });
});

describe("lists, anchors and members of equal names", () => {
  it("a List, and a list of a kind", () => {
    const item = "- apiVersion: v1\n  kind: Pod\n  spec: {containers: [{image: nginx:1}]}\n";
    expect(told(`apiVersion: v1\nkind: List\nitems:\n${item}${item}`)).toEqual([
      "Kubernetes",
      "image nginx:1 at 6:31",
      "image nginx:1 at 9:31",
    ]);
    const plain = "apiVersion: v1\nkind: PodList\nitems:\n- spec: {containers: [{image: nginx:1}]}\n";
    expect(told(plain)).toEqual(["Kubernetes", "image nginx:1 at 4:31"]);
  });

  it("an alias stands where its anchor is", () => {
    const text =
      "x: &image nginx:1\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: *image}, {image: *image}]}\n";
    expect(told(text)).toEqual(["Kubernetes", "image nginx:1 at 1:11", "image nginx:1 at 1:11"]);
  });

  it("an anchor that is set again counts up to there", () => {
    const text =
      "x: &i a:1\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: *i}]}\ny: &i b:1\nz: {spec: {containers: [{image: *i}]}}\n";
    expect(told(text)).toEqual(["Kubernetes", "image a:1 at 1:7", "image b:1 at 5:7"]);
  });

  it("what is merged in stands where it is written, and both of two members are judged (law 3)", () => {
    const merged =
      "base: &base {image: nginx:1}\napiVersion: v1\nkind: Pod\nspec: {containers: [{<<: *base, name: a}]}\n";
    expect(told(merged)).toContain("image nginx:1 at 1:21");
    const twice = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a:1, image: b:1}]}\n";
    expect(told(twice)).toEqual(["Kubernetes", expect.stringMatching(/^image a:1 at/), "image b:1 at 3:41"]);
  });

  it("a name that is an alias", () => {
    const text = "x: &k image\napiVersion: v1\nkind: Pod\nspec: {containers: [{*k : nginx:1}]}\n";
    expect(told(text)).toEqual(["Kubernetes", "image nginx:1 at 4:27"]);
  });
});

describe("what cannot be read of a file that is of Kubernetes is told (law 3)", () => {
  it.each<[string, string]>([
    ["bad YAML", "apiVersion: v1\nkind: Pod\n\timage: [\n"],
    ["JSON with an error", '{"apiVersion": "v1", "kind": "Pod", }}'],
    ["JSON objects one after the other", '{"apiVersion":"v1","kind":"Pod"}\n{"apiVersion":"v1","kind":"Pod"}\n'],
    ["in quotes", "'apiVersion': v1\n'kind': Pod\n\tx: [\n"],
  ])("%s", (_, text) => {
    expect(told(text)).toEqual(["Kubernetes", "unreadable at 1:1: is not valid YAML"]);
  });

  it("but not where no image could stand in it", () => {
    expect(told("apiVersion: v1\nkind: Service\n\tspec: [\n")).toEqual(["Kubernetes"]);
  });

  it("a document beside the objects that is none", () => {
    expect(told(`${POD}---\nimage: a:1\n`)).toEqual([
      "Kubernetes",
      "image nginx:1 at 5:12",
      "note: holds documents without apiVersion and kind, which are not read (1)",
    ]);
  });
});

describe("what is not deployed is no use", () => {
  it.each([
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |\n${POD.replaceAll(/^/gm, "    ")}`,
    "apiVersion: v1\nkind: Service\nspec: {}\n",
    "apiVersion: v1\nkind: Pod\nstatus: {containerStatuses: [{image: nginx:1}]}\n",
  ])("%j", (text) => {
    expect(told(text)).toEqual(["Kubernetes"]);
  });

  it.each([
    "a: b\n",
    "apiVersion: v1\n",
    "kind: Pod\nspec: {containers: [{image: a}]}\n",
    "- apiVersion\n- kind\n",
    "",
    "null\n",
  ])("%j is no file of Kubernetes", (text) => {
    expect(told(text)).toEqual(["not recognised"]);
  });
});

it.each(["nginx:${TAG}", '"nginx:$(TAG)"', "nginx:$TAG", "'nginx:{{ tag }}'"])(
  "a reference that is filled in later is unknown: %s",
  (image) => {
    expect(told(POD.replace("nginx:1", image))).toEqual(["Kubernetes", "unknown nginx:… at 5:12"]);
  },
);

it("aliases cost time in proportion to the text", () => {
  const text = `x: &i nginx:1\nfiller:\n${"- d\n".repeat(50_000)}apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${"  - image: *i\n".repeat(900)}`;
  const begin = process.cpuUsage();
  expect(told(text)).toHaveLength(901);
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1e6).toBeLessThan(8);
});

it("thousands of objects cost time in proportion to their text", () => {
  const text = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a:1}]}\n---\n";
  const took = (count: number) => {
    const began = performance.now();
    expect(told(text.repeat(count))).toHaveLength(count + 1);
    return performance.now() - began;
  };
  took(1000);
  expect(took(16_000) / took(2000)).toBeLessThan(18);
});
