import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

const ROWS = 82;
const folder = __dirname;
const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts") && name !== "rows.test.ts")
  .map((name) => readFileSync(join(folder, name), "utf8"));
/** The trusted root's own test has every case of its row; its title says which. */
const elsewhere = readFileSync(join(folder, "../trusted-root.test.ts"), "utf8");

/** A row is the first member of a table's line, the `row` of one, or in a test's title. */
const CLAIMS = [/^\s*\[\s*(\d+),/gm, /\brow: (\d+),/g, /["`]row (\d+): /g, /adversarial case (\d+)/g];

function claimed(): ReadonlySet<number> {
  const found = [...sources, elsewhere].flatMap((text) => CLAIMS.flatMap((claim) => [...text.matchAll(claim)]));
  return new Set(found.map((match) => Number(match[1])));
}

/** The 82 cases of the adversarial table that the signature room was designed by; the numbers are that table's. */
it("every row of the adversarial table has a test", () => {
  const all = Array.from({ length: ROWS }, (_, index) => index + 1);
  expect(all.filter((row) => !claimed().has(row))).toEqual([]);
});

it("no row waits to be written", () => {
  expect(sources.filter((text) => /\b(?:it|describe)\.(?:todo|skip)\b/.test(text))).toEqual([]);
});
