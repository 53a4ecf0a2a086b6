import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { CHANGE_WARNINGS } from "../../src/lock/downgrades.ts";
import { lockFileText, readLockFile } from "../../src/lock/index.ts";

const page = readFileSync(join(__dirname, "../../docs/lock.md"), "utf8");

/** The first code block after a heading. */
function example(heading: string): string {
  return /```json\n([^]*?)```/.exec(page.split(`\n## ${heading}\n`)[1] ?? "")?.[1] ?? "";
}

/** The first cells of all tables, of which each is one word. */
const rows = new Set(Array.from(page.matchAll(/^\| `([\w-]+)` +\|/gm), ([, name = ""]) => name));

function keysIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysIn);
  return Object.entries(value).flatMap(([key, inner]) => [...(key.includes("/") ? [] : [key]), ...keysIn(inner)]);
}

describe("docs/lock.md", () => {
  it("shows a file that is read, exactly as it is written", () => {
    const text = example("The file");
    const lock = readLockFile(Buffer.from(text), "docs/lock.md");
    expect(lockFileText(lock)).toBe(text);
    expect([...lock.values()].map(({ evidence }) => evidence.length)).toEqual([1]);
  });

  it("explains every field of it", () => {
    const nested = ["signer", "system", "repository", "commit", "ref", "subject", "kind", "manifest"];
    const keys = keysIn(JSON.parse(example("The file"))).filter((key) => !nested.includes(key));
    expect(keys.filter((key) => !rows.has(key))).toEqual([]);
  });

  it("explains every warning", () => {
    expect(CHANGE_WARNINGS.filter((kind) => !rows.has(kind))).toEqual([]);
  });

  it("shows a report of the shape that is printed", () => {
    expect(Object.keys(JSON.parse(example("What changed")) as object)).toEqual([
      ...["version", "lock", "changes", "refused", "passedOver", "summary"],
    ]);
  });
});
