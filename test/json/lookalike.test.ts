import { describe, expect, it } from "@jest/globals";
import { lookalikeIn } from "../../src/json/index.ts";

describe("a member that Go takes for another", () => {
  it.each([
    [{ Manifests: [] }, "Manifests"],
    [{ manifests: [], MANIFESTS: [] }, "MANIFESTS"],
    [{ "manife\u017fts": [] }, "manife\u017fts"],
    [{ "\u212aey": 1 }, "\u212aey"],
    [{ manifests: [], other: 1, manifest: 2 }, undefined],
    [{ "": 1, constructor: 2 }, undefined],
    [JSON.parse('{"__proto__":{"Manifests":1}}') as object, undefined],
  ])("in %j is %j", (members, expected) => {
    expect(lookalikeIn(members as Record<string, unknown>, ["manifests", "key"])).toBe(expected);
  });
});
