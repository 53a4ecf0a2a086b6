import { describe, expect, it } from "@jest/globals";
import { asset } from "@pulumi/pulumi";
import { holdsArchive, writeAt } from "../../src/pulumi/mutable-inputs.ts";

describe("a resource's inputs", () => {
  const inputs = () => ({ spec: { containers: [{ image: "web:1" }] } });

  it("are written at their steps", () => {
    const own = inputs();
    writeAt(own, ["spec", "containers", 0, "image"], "web:2");
    expect(own).toEqual({ spec: { containers: [{ image: "web:2" }] } });
  });

  it.each([[[]], [["gone", "image"]]])("cannot be written at %j", (steps) => {
    expect(() => {
      writeAt(inputs(), steps, "web:2");
    }).toThrow(RangeError);
  });

  it.each([
    ["an asset archive", { code: new asset.AssetArchive({}) }, true],
    ["a file archive, deep inside", { a: [{ b: new asset.FileArchive("x.zip") }] }, true],
    ["a remote archive", { code: new asset.RemoteArchive("https://x.example/a.zip") }, true],
    ["an asset alone", { code: new asset.StringAsset("text") }, false],
    ["plain data", { code: { assets: ["a"] } }, false],
  ])("with %s are told apart: %p", (_, own, expected) => {
    expect(holdsArchive(own)).toBe(expected);
  });
});
