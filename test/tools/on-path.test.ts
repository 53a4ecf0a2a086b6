import { afterAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { folderOnPath } from "./on-path.ts";

const root = mkdtempSync(join(tmpdir(), "digestbound-path-"));
const folder = (name: string): string => join(root, name);
for (const name of ["empty", "plain", "folder", "good", "later"]) mkdirSync(folder(name));
writeFileSync(join(folder("plain"), "pulumi"), "", { mode: 0o644 });
mkdirSync(join(folder("folder"), "pulumi"));
for (const name of ["good", "later"]) writeFileSync(join(folder(name), "pulumi"), "", { mode: 0o755 });

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("a program on PATH", () => {
  it.each<[string, string[], string | undefined]>([
    ["the first of two", ["empty", "good", "later"], "good"],
    ["not a folder of that name", ["folder", "later"], "later"],
    ["not in folders that are not there", ["missing", "good"], "good"],
    ["nothing where there is none", ["empty"], undefined],
  ])("is %s", (_, names, expected) => {
    const path = names.map(folder).join(delimiter);
    expect(folderOnPath("pulumi", path)).toBe(expected === undefined ? undefined : folder(expected));
  });

  it.each([[undefined], [""], [delimiter]])("is nowhere on PATH %j, not even in the current folder", (path) => {
    expect(folderOnPath("pulumi", path)).toBeUndefined();
  });
});
