import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { replaceFile } from "../../src/storage/index.ts";
import { temporaryFolders } from "../lock/setting.ts";

const newFolder = temporaryFolders();

describe("a file that is replaced", () => {
  it("is new, or takes the place of the old one, and leaves nothing beside it", () => {
    const folder = newFolder();
    const file = join(folder, "digestbound.lock");
    replaceFile(file, "one");
    replaceFile(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["digestbound.lock"]);
  });

  it("is another file each time, so that whoever reads the old one reads it to its end", () => {
    const file = join(newFolder(), "digestbound.lock");
    replaceFile(file, "one");
    const before = statSync(file).ino;
    replaceFile(file, "two");
    expect(statSync(file).ino).not.toBe(before);
  });

  it("keeps its rights", () => {
    const file = join(newFolder(), "digestbound.lock");
    writeFileSync(file, "one");
    chmodSync(file, 0o640);
    replaceFile(file, "two");
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("stays a link where it is one", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "shared"));
    writeFileSync(join(folder, "shared/lock"), "one");
    symlinkSync("shared/lock", join(folder, "digestbound.lock"));
    replaceFile(join(folder, "digestbound.lock"), "two");
    expect(lstatSync(join(folder, "digestbound.lock")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "shared/lock"), "utf8")).toBe("two");
    expect(readdirSync(join(folder, "shared"))).toEqual(["lock"]);
  });

  it("is untouched where it cannot be written: a link to nowhere, a folder, a folder that is not there", () => {
    const folder = newFolder();
    symlinkSync("nowhere", join(folder, "link"));
    mkdirSync(join(folder, "folder"));
    for (const name of ["link", "folder", "missing/lock"]) {
      expect(() => {
        replaceFile(join(folder, name), "two");
      }).toThrow();
    }
    expect(readdirSync(folder).sort()).toEqual(["folder", "link"]);
  });
});
