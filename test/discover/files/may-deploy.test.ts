import { describe, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { parseRow, readCatalog } from "../../../src/discover/catalog.ts";
import { mayDeploy } from "../../../src/discover/files/may-deploy.ts";
import { mayHold } from "../../../src/discover/files/may-hold.ts";
import { locateImageUses, NO_CORRECTIONS } from "../../../src/discover/index.ts";
import { plantAt } from "../planting.ts";
import { toldFile } from "./told-file.ts";

const REFERENCE = "ghcr.io/acme/web:1";
/** What may stand at a row's place, whatever its format is. */
const VALUES: readonly unknown[] = [
  REFERENCE,
  `oci://${REFERENCE}`,
  `docker://${REFERENCE}`,
  "1.2.3",
  { containers: [{ name: "a", image: REFERENCE }] },
  { spec: { containers: [{ name: "a", image: REFERENCE }] } },
  { web: { repository: "acme/web", tag: "x1" } },
  { "web.repository": "acme/web" },
  { name: "web.repository", value: "acme/web" },
  { chart: "web" },
  "web:\n  repository: acme/web\n  tag: x1\n",
  { "spark.kubernetes.container.image": REFERENCE },
  { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: REFERENCE }] } },
];

const rows = (["kubernetes", "kubernetes-crd"] as const).flatMap((name) =>
  Object.values(readCatalog(name).sources).flatMap((types) =>
    Object.entries(types).flatMap(([type, paths]) =>
      Object.entries(paths).map(([path, row]) => ({ type, ...parseRow(path, row) })),
    ),
  ),
);

it("no object of the catalog that names an image, or what deploys some, is taken for one that does not (law 3)", () => {
  let found = 0;
  for (const { type, path } of rows) {
    const [group = "", kind = ""] = type.split("/");
    const apiVersion = group === "*" ? "v1" : `${group}/v1`;
    for (const value of VALUES) {
      const object = { apiVersion, kind };
      plantAt(object, path, value);
      const uses = locateImageUses({ type: `kubernetes:${apiVersion}:${kind}`, name: "a", urn: "a", props: object });
      if (!uses.some((one) => one.use.kind !== "unreadable")) continue;
      found += 1;
      const text = stringify(object);
      if (!mayDeploy(text, NO_CORRECTIONS)) throw new Error(`${type} ${path}:\n${text}`);
    }
  }
  expect(found).toBeGreaterThan(rows.length);
});

describe("what may be an image all the same is looked at", () => {
  it.each([
    'spec: {"im\\u0061ge": a}',
    "spec: {!!binary aW1hZ2U= : a}",
    "spec: {!!bin%61ry aW1hZ2U= : a}",
    'spec: {"im\\\nage": a}',
    "spec: ${SPEC}",
    "spec: {{ spec }}",
    "spec: {IMAGE: a}",
    "kind: HelmReleaseList",
  ])("%s", (text) => {
    expect(mayDeploy(text, NO_CORRECTIONS)).toBe(true);
  });

  it("and everything where the policy document names fields of its own", () => {
    const fields = { types: new Map([["a", undefined as never]]) };
    expect(mayDeploy("kind: Service", fields)).toBe(true);
    expect(mayDeploy("kind: Service", NO_CORRECTIONS)).toBe(false);
  });
});

it.each([
  ["apiVersion kind", true],
  ['"apiVersi\\u006fn" "k\\x69nd"', true],
  ['"apiVersi\\\r\non" kind', true],
  ['"a\\nb" "c:\\\\users" apiVersion', false],
  ["apiVersion", false],
])("may %j hold the names of an object: %s", (text, expected) => {
  expect(mayHold(text, "apiVersion", "kind")).toBe(expected);
});

const CRD =
  "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\nspec:\n  image: b\n";
const POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: nginx:1}]}\n";

describe("definitions of custom resources are not parsed, and everything beside them is where it was", () => {
  it.each<[string, string, readonly string[]]>([
    ["alone", CRD, []],
    ["whatever stands in them", `${CRD}  a: [\n`, []],
    ["before an object", `${CRD}---\n${POD}`, ["image nginx:1 at 10:29"]],
    ["after an object", `\uFEFF${POD}--- # a\n${CRD}`, ["image nginx:1 at 3:29"]],
    [
      "between others, with CRLF",
      `${POD}---\n${CRD}---\n${POD}`.replaceAll("\n", "\r\n"),
      ["image nginx:1 at 3:29", "image nginx:1 at 14:29"],
    ],
  ])("%s", (_, text, expected) => {
    expect(toldFile("a.yaml", text)).toEqual(["Kubernetes", ...expected]);
  });

  it.each<[string, string]>([
    ["another kind in quotes", `${CRD}"kind": Pod\napiVersion: v1\nspec: {containers: [{image: nginx:1}]}\n`],
    ["the same name twice", `${CRD}kind: Pod\napiVersion: v1\nspec: {containers: [{image: nginx:1}]}\n`],
    ["a merged kind", `${CRD}<<: {a: b}\nspec: {containers: [{image: nginx:1}]}\nkind: Pod\napiVersion: v1\n`],
    [
      "a name behind a mark",
      `${CRD}\uFEFFkind: Pod\n\uFEFFapiVersion: v1\n\uFEFFspec: {containers: [{image: nginx:1}]}\n`,
    ],
    [
      "in braces",
      `{apiVersion: v1, spec: {containers: [{image: nginx:1}]}, a: {\nkind: CustomResourceDefinition\n}, kind: Pod}\n`,
    ],
    [
      "on the line that begins the document",
      `--- {apiVersion: v1, kind: Pod, spec: {containers: [{image: nginx:1}], a: {\nkind: CustomResourceDefinition\n}}}\n`,
    ],
    [
      "where the members begin further right",
      ` apiVersion: v1\n kind: Pod\n spec: {containers: [{image: nginx:1}], a: {\nkind: CustomResourceDefinition\n ,\napiVersion: apiextensions.k8s.io/v1\n }}\n`,
    ],
    ["after the end of a document", `${CRD}...\n${POD}`],
    ["in another group", `${CRD.replace("apiextensions.k8s.io", "acme.example")}  containers: [{image: nginx:1}]\n`],
  ])("but what only looks like one is read, or told: %s (law 3)", (_, text) => {
    expect(toldFile("a.yaml", text).slice(1).join("\n")).toMatch(/image nginx:1|unreadable/);
  });

  it.each(["\u0085", "\u2028", "\u2029"])("nor where readers do not agree on where a line ends: %j", (end) => {
    expect(toldFile("a.yaml", `${CRD}# x${end}kind: Pod\n`)[1]).toMatch(/^unreadable/);
  });
});
