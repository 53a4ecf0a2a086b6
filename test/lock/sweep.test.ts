import { describe, expect, it, jest } from "@jest/globals";
import fs, { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sweep } from "../../src/storage/sweep.ts";
import {
  digest,
  HOUR,
  MINUTE,
  onlyApproval,
  otherDigest,
  recordIn,
  reference,
  stackFolder,
  temporaryFolders,
} from "./setting.ts";

const newFolder = temporaryFolders();

function age(path: string, milliseconds: number): void {
  const then = (Date.now() - milliseconds) / 1000;
  utimesSync(path, then, then);
}

/** A record with files of this age, and a second one in which nothing was written yet. */
function twoRuns(milliseconds: number) {
  const folder = newFolder();
  const first = recordIn(folder).record;
  for (const name of ["a", "b", "c"]) first.approve(name, digest);
  first.rememberReferences([reference]);
  writeFileSync(join(stackFolder(folder), "left-behind.tmp"), "half");
  for (const name of readdirSync(stackFolder(folder))) age(join(stackFolder(folder), name), milliseconds);
  return { folder, first, second: recordIn(folder).record };
}

describe("old files of a stack", () => {
  it("go when the next run keeps something, temporary ones included", () => {
    const { folder, second } = twoRuns(2 * HOUR + MINUTE);
    expect(second.approve("d", digest)).toBe(true);
    expect(readdirSync(stackFolder(folder))).toHaveLength(1);
    expect(second.candidate("d")).toBe(digest);
  });

  it("stay for an hour longer than they are read, as a file server's clock may differ", () => {
    const { folder, second } = twoRuns(2 * HOUR - MINUTE);
    second.approve("d", digest);
    expect(readdirSync(stackFolder(folder))).toHaveLength(6);
  });

  it("go once a run, at its first entry", () => {
    const { folder, first, second } = twoRuns(0);
    second.approve("d", digest);
    for (const name of readdirSync(stackFolder(folder))) age(join(stackFolder(folder), name), 3 * HOUR);
    second.approve("e", digest);
    first.approve("f", digest);
    expect(readdirSync(stackFolder(folder))).toHaveLength(8);
  });

  it("do not keep anything from being kept where they cannot be removed", () => {
    const { folder, second } = twoRuns(3 * HOUR);
    const stubborn = join(stackFolder(folder), "0");
    mkdirSync(stubborn);
    age(stubborn, 3 * HOUR);
    expect(second.approve("d", digest)).toBe(true);
    expect(readdirSync(stackFolder(folder))).toEqual(expect.arrayContaining(["0"]));
    expect(readdirSync(stackFolder(folder))).toHaveLength(2);
  });

  it("do not keep anything from being kept where they cannot be listed", () => {
    const { record } = recordIn(newFolder());
    const list = jest.spyOn(fs, "opendirSync").mockImplementation(() => {
      throw new Error("too many open files");
    });
    expect(record.approve(reference, digest)).toBe(true);
    expect(list).toHaveBeenCalledTimes(1);
    list.mockRestore();
  });
});

describe("sweeping", () => {
  it("looks at 1,000 files at most", () => {
    const folder = newFolder();
    for (let index = 0; index < 1100; index++) writeFileSync(join(folder, `${index}.json`), "");
    sweep(folder, () => true);
    expect(readdirSync(folder)).toHaveLength(100);
    sweep(folder, () => true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([1, 2])("keeps what another process wrote right after look %i at an old file", (look) => {
    const folder = newFolder();
    const { record } = recordIn(folder);
    record.approve(reference, digest);
    age(onlyApproval(folder), 3 * HOUR);
    let looks = 0;
    sweep(stackFolder(folder), (modified) => {
      if (++looks === look) record.approve(reference, otherDigest);
      return Date.now() - modified > HOUR;
    });
    expect(looks).toBe(2);
    expect(record.candidate(reference)).toBe(otherDigest);
    expect(readdirSync(stackFolder(folder))).toHaveLength(1);
  });
});
