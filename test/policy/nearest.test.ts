import { describe, expect, it } from "@jest/globals";
import { nearest } from "../../src/policy/nearest.ts";

const keys = ["version", "signers", "images", "registries", "signedBy", "plainHttp", "transparencyLog"];

describe("the nearest right word", () => {
  it.each([
    ["image", "images"],
    ["Images", "images"],
    ["signer", "signers"],
    ["signed-by", "signedBy"],
    ["signed_by", "signedBy"],
    ["signdBy", "signedBy"],
    ["plainHTTP", "plainHttp"],
    ["registry", "registries"],
    ["transparency_log", "transparencyLog"],
    ["tlog", undefined],
    ["foo", undefined],
    ["a".repeat(10_000), undefined],
  ])("to %s is %s", (word, expected) => {
    expect(nearest(word, keys)).toBe(expected);
  });

  it("is nothing where nothing is known", () => {
    expect(nearest("images", [])).toBeUndefined();
  });
});
