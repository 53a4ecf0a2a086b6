import { describe, expect, it } from "@jest/globals";
import { TYPE_NAMES } from "../../../src/discover/arm/type-names.ts";
import { parseRow, readCatalog } from "../../../src/discover/catalog.ts";

/** Scripts in a template are not looked through: a type that holds nothing else needs no name. */
const isScripts = (rows: Readonly<Record<string, string>>): boolean =>
  Object.entries(rows).every(([path, row]) => parseRow(path, row).not === "scanned");
/** Types of the catalog that no template has a name for. */
const NONE = new Map([["azure-native:resources:Resource", "stands for a resource of any type"]]);

describe("what Azure Resource Manager calls the types of azure-native", () => {
  const types = Object.values(readCatalog("pulumi").sources)
    .flatMap((listed) => Object.entries(listed))
    .filter(([token]) => token.startsWith("azure-native:"));
  const named = TYPE_NAMES.map(([token]) => `azure-native:${token}`);

  it("is known of every type that the catalog has rows of, but for scripts alone", () => {
    const needed = types.filter(([, rows]) => !isScripts(rows)).map(([token]) => token);
    expect(needed.filter((token) => !named.includes(token) && !NONE.has(token))).toEqual([]);
  });

  it("is known of no other", () => {
    const tokens = new Set(types.map(([token]) => token));
    expect([...named, ...NONE.keys()].filter((token) => !tokens.has(token))).toEqual([]);
  });

  it("begins with the namespace that the token's module is made from", () => {
    for (const [token, type] of TYPE_NAMES)
      expect(type.toLowerCase().startsWith(`microsoft.${token.split(":")[0] ?? ""}/`)).toBe(true);
  });
});
