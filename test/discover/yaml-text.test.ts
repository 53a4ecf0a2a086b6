import { describe, expect, it } from "@jest/globals";
import { told } from "./resource.ts";

const PLACE = "metadata.gce-container-declaration";
const declared = (text: string) =>
  told("gcp:compute/instance:Instance", { metadata: { "gce-container-declaration": text } });

describe("an image is found however its reader lets it be written", () => {
  it.each<[string, string]>([
    ["a name that is an alias", "x: &k image\nspec: {containers: [{name: a, *k : a:1}]}"],
    ["an anchor in a name", "? {x: &k image}\n: v\nspec: {containers: [{*k : a:1}]}"],
    ["an anchor that is set again", "x: &k b:1\ny: &k a:1\nspec: {containers: [{image: *k}]}\nz: &k c:1\n"],
    ["a name in base64", "spec: {containers: [{!!binary aW1hZ2U= : a:1}]}"],
    ["a text in base64", "spec: {containers: [{image: !!binary YTox}]}"],
    ["after a carriage return that ends a comment", "a: b # x\rspec: {containers: [{image: 'a:1'}]}"],
    ["after a mark of the byte order", "a: b\n\uFEFFspec: {containers: [{image: 'a:1'}]}"],
    ["an escaped name", 'spec: {containers: [{"im\\x61ge": a:1}]}'],
  ])("%s", (_, text) => {
    expect(declared(text)).toEqual([`image a:1 at ${PLACE}.spec.containers[0].image`]);
  });

  it.each(["\u0085", "\u2028", "\u2029"])(
    "and %j, which ends a line to some readers and a comment to others, is told (law 3)",
    (end) => {
      expect(declared(`a: b # x${end}spec: {containers: [{image: 'a:1'}]}`)).toEqual([
        `unreadable at ${PLACE}: is a YAML text with ends of lines that its readers do not agree on`,
      ]);
    },
  );

  it.each(["a: *b", "a: *b\nb: &b 1", "a: &b 1\n---\na: *b"])("an alias of nothing is told: %j", (text) => {
    expect(declared(text)).toEqual([`unreadable at ${PLACE}: is not valid YAML`]);
  });
});

describe("aliases cost time in proportion to the text", () => {
  const filler = "- d\n".repeat(60_000);
  it.each<[string, string]>([
    ["in front of many values", `a: &a [x]\nb:\n${"- *a\n".repeat(999)}c:\n${filler}`],
    ["behind many values", `a: &a [x]\nc:\n${filler}b:\n${"- *a\n".repeat(999)}`],
    ["that are merged", `a: &a {b: c}\n${"d: {<<: *a}\n".repeat(990)}c:\n${filler}`],
  ])("%s", (_, text) => {
    const begin = process.cpuUsage();
    expect(declared(text)).toEqual([]);
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1e6).toBeLessThan(3);
  });
});
