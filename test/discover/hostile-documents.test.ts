import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { told } from "./resource.ts";
import { cpuTime } from "../cpu-time.ts";

const VM = "gcp:compute/instance:Instance";
const BUILD = "docker-build:index:Image";
const NOTEBOOK = "gcp:notebooks/environment:Environment";
const LONGEST = 256 * 1024;

const declared = (text: unknown) => told(VM, { metadata: { "gce-container-declaration": text } });
const built = (inline: string, more: object = {}) => told(BUILD, { dockerfile: { inline }, ...more });

/** Far more than any of it takes, and far less than an attack would. */
const LONGEST_MS = 15_000;

function timed<T>(work: () => T): T {
  const begin = cpuTime();
  const result = work();
  expect(cpuTime() - begin).toBeLessThan(LONGEST_MS);
  return result;
}

describe("a hostile document costs bounded time and is never silent (law 3)", () => {
  it.each<[string, string, RegExp]>([
    ["deep flow lists", "[".repeat(250_000), /nests deeper than 64 levels/],
    ["deep flow maps", '{"a":'.repeat(50_000), /nests deeper than 64 levels/],
    ["deep block lists", "- ".repeat(100_000), /nests deeper than 64 levels/],
    ["many aliases", `a: &a [x]\nb:\n${"- *a\n".repeat(5000)}`, /more than 1000 aliases/],
    ["a text that is too long", " ".repeat(LONGEST + 1), /more than 262144 characters/],
    ["nothing but errors", "}".repeat(250_000), /is not valid YAML/],
    ["no YAML", "\u0000", /is not valid YAML|holds a text/],
    ["an unknown tag", "spec: !!js/function x", /is not valid YAML|is a text, not an object/],
  ])("YAML: %s", (_, text, why) => {
    expect(timed(() => declared(text))).toEqual([expect.stringMatching(why)]);
  });

  it("YAML: aliases that multiply are cut at the number of values", () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
    const text = `l0: &l0 [x]\n${levels.join("\n")}\nspec: {containers: *l12}\n`;
    const found = timed(() => declared(text));
    expect(found.at(-1)).toMatch(/beyond the first 500000 values|is a list, not an object/);
    expect(found.length).toBeLessThan(600_000);
  });

  it("YAML: many large texts are cut as one", () => {
    const text = `x: ${"[".repeat(LONGEST - 10)}`;
    const items = Array.from({ length: 20 }, () => ({ key: "gce-container-declaration", value: text }));
    const found = timed(() => told("google-native:compute/v1:Instance", { metadata: { items } }));
    expect(found.at(-1)).toMatch(/beyond the first 500000 values/);
  });

  it.each<[string, string]>([
    ["mounts without an end", `FROM a\nRUN ${"--mount=".repeat(100_000)}`],
    ["variables without an end", `FROM ${"${a:-".repeat(100_000)}`],
    ["white space", `FROM a${" ".repeat(900_000)}b`],
    ["continued lines", `FROM a\nRUN x${" \\\n".repeat(300_000)}`],
    ["here-documents", `FROM a\nRUN ${"<<A ".repeat(200_000)}`],
    ["names", "FROM a AS b\n".repeat(50_000)],
    ["arguments that double", `ARG A=a\n${"ARG A=$A$A\n".repeat(1000)}FROM $A\n`],
  ])("a Dockerfile: %s", (_, text) => {
    expect(timed(() => built(text)).length).toBeGreaterThan(0);
  });

  it.each<[string, object]>([
    ["build arguments that throw", { buildArgs: Object.defineProperty({}, "V", { enumerable: true, get: throwing }) }],
    ["build arguments that cannot be read", { buildArgs: new Proxy({}, { getOwnPropertyDescriptor: throwing }) }],
    ["build arguments that are unknown", { buildArgs: UNKNOWN }],
    ["an argument that is unknown", { buildArgs: { V: UNKNOWN } }],
  ])("a Dockerfile: %s leave no default to be trusted (law 6)", (_, more) => {
    expect(built("ARG V=1\nFROM a:$V\n", more)[0]).toMatch(/unreadable at dockerfile\.inline: .*build argument V/);
  });

  it("base64 of bytes that are no text", () => {
    const text = `KUBE|${Buffer.from([0xff, 0xfe, 0x00]).toString("base64")}`;
    expect(told("azure-native:web:WebApp", { siteConfig: { linuxFxVersion: text } })).toEqual([
      "unreadable at siteConfig.linuxFxVersion: is not valid base64",
    ]);
  });
});

function throwing(): never {
  throw new TypeError("hostile");
}

describe("a hostile part of a reference names no other image", () => {
  it.each<[string, unknown, string[]]>([
    [
      "that throws",
      Object.defineProperty({ repository: "a" }, "tag", { enumerable: true, get: throwing }),
      ["unreadable at containerImage.tag: could not be read"],
    ],
    [
      "that is a map",
      { repository: "a", tag: new Map() },
      ["unreadable at containerImage.tag: is a value that is not plain data, not a text"],
    ],
    [
      "that is a list",
      { repository: ["a"], tag: "1" },
      ["unreadable at containerImage.repository: is a list, not a text"],
    ],
    ["under __proto__", JSON.parse('{"__proto__":{"repository":"a"},"tag":"1"}'), []],
  ])("%s", (_, containerImage, found) => {
    expect(told(NOTEBOOK, { containerImage })).toEqual(found);
  });

  it("each part is read once: one that changes cannot show a good image first", () => {
    let reads = 0;
    const get = () => `a-${++reads}`;
    const containerImage = Object.defineProperty({ tag: "1" }, "repository", { enumerable: true, get });
    expect(told(NOTEBOOK, { containerImage })).toEqual(["image a-1:1 at containerImage.repository"]);
  });

  it("of two kinds the last one counts, and a merged one never", () => {
    const text = `x: &x {kind: ConfigMap, apiVersion: v1}
${["a", "b"].map((name) => `${name}: {<<: *x, kind: Other, kind: Cluster, apiVersion: postgresql.cnpg.io/v1, spec: {imageName: ${name}}}`).join("\n")}
`;
    expect(told("rancher2:index/clusterV2:ClusterV2", { rkeConfig: { additionalManifest: text } })).toEqual([
      "image a at rkeConfig.additionalManifest.a.spec.imageName",
      "image b at rkeConfig.additionalManifest.b.spec.imageName",
    ]);
  });

  it("merges that multiply end in a finding", () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} {${`<<: *l${n},`.repeat(9)}}`);
    const text = `l0: &l0 {a: b}\n${levels.join("\n")}\n`;
    expect(timed(() => declared(text))).toEqual([expect.stringMatching(/^unreadable at metadata/)]);
  });

  it("a part that is written twice is not guessed", () => {
    const text =
      "kind: OCIRepository\napiVersion: source.toolkit.fluxcd.io/v1\nspec: {url: 'oci://a', url: 'oci://b'}\n";
    expect(told("rancher2:index/clusterV2:ClusterV2", { rkeConfig: { additionalManifest: text } })).toEqual([
      "unreadable at rkeConfig.additionalManifest.spec.url: is written twice, and only one of them can count",
    ]);
  });
});
