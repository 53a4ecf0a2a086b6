import { describe, expect, it } from "@jest/globals";
import { TYPE_NAMES } from "../../../src/discover/arm/type-names.ts";
import { readCatalog } from "../../../src/discover/catalog.ts";

/** Types of the catalog that no template has a name for. */
const NONE = new Map([["azure-native:resources:Resource", "stands for a resource of any type"]]);

describe("what Azure Resource Manager calls the types of azure-native", () => {
  const tokens = new Set(
    Object.values(readCatalog("pulumi").sources)
      .flatMap((types) => Object.keys(types))
      .filter((token) => token.startsWith("azure-native:")),
  );
  const named = TYPE_NAMES.map(([token]) => `azure-native:${token}`);

  it("is known of every type that the catalog has rows of, and of no other", () => {
    expect([...named, ...NONE.keys()].sort()).toEqual([...tokens].sort());
  });

  it("begins with the namespace that the token's module is made from", () => {
    for (const [token, type] of TYPE_NAMES)
      expect(type.toLowerCase().startsWith(`microsoft.${token.split(":")[0] ?? ""}/`)).toBe(true);
  });
});
