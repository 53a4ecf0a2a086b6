import { describe, expect, it } from "@jest/globals";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stackKey } from "../../src/lock/keys.ts";
import { seal } from "../../src/storage/seal.ts";
import { references as anyReferences } from "../reference/arbitraries.ts";
import { digest, HOUR, recordIn, reference, stack, stackFolder, temporaryFolders } from "./setting.ts";

const newFolder = temporaryFolders();
const references = [reference, "nginx", `nginx@${digest}`];

function remembered() {
  const folder = newFolder();
  const { clock, record } = recordIn(folder);
  expect(record.rememberReferences(references)).toBe(true);
  return { folder, clock, record, path: join(stackFolder(folder), "references.json") };
}

describe("the references that a run judged", () => {
  it("are there in the next run of the stack, and in no other's", () => {
    const { folder } = remembered();
    expect(recordIn(folder).record.references()).toEqual(references);
    expect(recordIn(folder, { ...stack, stack: "prod" }).record.references()).toEqual([]);
  });

  it("take the place of those of the run before", () => {
    const { record } = remembered();
    record.rememberReferences([]);
    expect(record.references()).toEqual([]);
  });

  it("are no approvals", () => {
    const { record } = remembered();
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.candidate("references")).toBeUndefined();
    record.withdraw("references");
    expect(record.references()).toEqual(references);
  });

  it("come each once, as written", () => {
    const { record } = remembered();
    fc.assert(
      fc.property(fc.array(anyReferences), (list) => {
        expect(record.rememberReferences([...list, ...list])).toBe(true);
        expect(record.references()).toEqual([...new Set(list)]);
      }),
      { numRuns: 30 },
    );
  });

  it("are kept where they can be read as references", () => {
    const { record } = remembered();
    record.rememberReferences(["", "a b", "\uD800", "x".repeat(2000), "user:password@host/x", "nginx"]);
    expect(record.references()).toEqual(["nginx"]);
  });

  it("are at most 10,000", () => {
    const { record } = remembered();
    const many = Array.from({ length: 10_001 }, (_, index) => `ghcr.io/acme/app${index}`);
    expect(record.rememberReferences(many)).toBe(true);
    expect(record.references()).toEqual(many.slice(0, -1));
  });

  it("are kept at their greatest number and length", () => {
    const { record } = remembered();
    const long = `${"h".repeat(60)}.example/${"r".repeat(180)}:${"t".repeat(120)}@sha512:${"0".repeat(120)}`;
    const many = Array.from({ length: 10_000 }, (_, index) => long + String(index).padStart(8, "0"));
    expect(record.rememberReferences(many)).toBe(true);
    expect(record.references()).toHaveLength(10_000);
  });

  it.each<[string, number, boolean]>([
    ["1 h less 1 ms", HOUR - 1, true],
    ["1 h", HOUR, false],
    ["-1 ms", -1, false],
  ])("after %s", (_, age, isThere) => {
    const { clock, record } = remembered();
    clock.time += age;
    expect(record.references()).toEqual(isThere ? references : []);
  });
});

describe("no reference comes from", () => {
  const damages: [string, (path: string) => void][] = [
    [
      "a file that others can read",
      (path) => {
        chmodSync(path, 0o644);
      },
    ],
    [
      "a file that is cut off",
      (path) => {
        truncateSync(path, 100);
      },
    ],
    [
      "a huge file",
      (path) => {
        truncateSync(path, 2 ** 40);
      },
    ],
    [
      "a link",
      (path) => {
        renameSync(path, `${path}-aside`);
        symlinkSync(`${path}-aside`, path);
      },
    ],
    [
      "a folder",
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      "a folder that others can read",
      (path) => {
        chmodSync(join(path, ".."), 0o755);
      },
    ],
  ];
  it.each(damages)("%s", (_, damage) => {
    const { record, path } = remembered();
    damage(path);
    expect(record.references()).toEqual([]);
  });

  const now = Date.now();
  const right = { version: 1, stack: stackKey(stack), references, remembered: now };
  const changes: [string, object, boolean][] = [
    ["as a control, nothing wrong", {}, true],
    ["another version", { version: 2 }, false],
    ["another stack", { stack: stackKey({ ...stack, stack: "prod" }) }, false],
    ["the future", { remembered: now + 1 }, false],
    ["an unknown member", { note: "" }, false],
    ["a list with something else", { references: ["nginx", 1] }, false],
    ["a list with what is no reference", { references: ["nginx", "\u001b[2J"] }, false],
    ["more than 10,000", { references: Array.from({ length: 10_001 }, () => "nginx") }, false],
  ];
  it.each(changes)("sealed content with %s", (_, change, isThere) => {
    const { clock, record, path } = remembered();
    clock.time = now;
    writeFileSync(path, seal(JSON.stringify({ ...right, ...change })));
    expect(record.references()).toEqual(isThere ? references : []);
  });

  it("an approval in its place", () => {
    const { folder, record, path } = remembered();
    record.approve(reference, digest);
    const approval = readdirSync(stackFolder(folder)).find((name) => name !== "references.json") ?? "";
    renameSync(join(stackFolder(folder), approval), path);
    expect(record.references()).toEqual([]);
  });
});
