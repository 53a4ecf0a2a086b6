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
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { replaceFile } from "../../src/storage/index.ts";
import { temporaryFolders } from "../lock/setting.ts";

const SOURCE = join(__dirname, "../../src/storage/replace-file.ts");
const TYPESCRIPT = join(__dirname, "../registry/typescript.cjs");
const newFolder = temporaryFolders();

describe("a file that is replaced", () => {
  it("is new, or takes the place of the old one, and leaves nothing beside it", () => {
    const folder = newFolder();
    const file = join(folder, "digestbound.lock");
    replaceFile(file, () => "one");
    replaceFile(file, () => "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["digestbound.lock"]);
  });

  it("is another file each time, so that whoever reads the old one reads it to its end", () => {
    const file = join(newFolder(), "digestbound.lock");
    replaceFile(file, () => "one");
    const before = statSync(file).ino;
    replaceFile(file, () => "two");
    expect(statSync(file).ino).not.toBe(before);
  });

  it("keeps its rights", () => {
    const file = join(newFolder(), "digestbound.lock");
    writeFileSync(file, "one");
    chmodSync(file, 0o640);
    replaceFile(file, () => "two");
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("stays a link where it is one", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "shared"));
    writeFileSync(join(folder, "shared/lock"), "one");
    symlinkSync("shared/lock", join(folder, "digestbound.lock"));
    replaceFile(join(folder, "digestbound.lock"), () => "two");
    expect(lstatSync(join(folder, "digestbound.lock")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "shared/lock"), "utf8")).toBe("two");
    expect(readdirSync(join(folder, "shared"))).toEqual(["lock"]);
  });

  it("is written in turns: each sees what the one before wrote, and none waits for ever", () => {
    const file = join(newFolder(), "digestbound.lock");
    replaceFile(file, () => "one");
    const write = `const { readFileSync } = require("node:fs");
      const { replaceFile } = require(${JSON.stringify(SOURCE)});
      const [, file] = process.argv;
      for (let i = 0; i < 20; i++) replaceFile(file, () => readFileSync(file, "utf8") + ".");`;
    const args = ["--require", TYPESCRIPT, "--eval", write, file];
    const writers = `${Array.from({ length: 3 }, () => `"$0" "$@" &`).join(" ")} wait`;
    const { stderr } = spawnSync("sh", ["-c", writers, process.execPath, ...args], { encoding: "utf8" });
    expect([stderr, readFileSync(file, "utf8")]).toEqual(["", `one${".".repeat(60)}`]);
    writeFileSync(`${file}.tmp`, "left by somebody who was killed");
    expect(() => {
      replaceFile(file, () => "two");
    }).toThrow("EEXIST");
    expect(readFileSync(`${file}.tmp`, "utf8")).toContain("left");
  });

  it("is untouched where its maker throws", () => {
    const folder = newFolder();
    const file = join(folder, "digestbound.lock");
    replaceFile(file, () => "one");
    expect(() => {
      replaceFile(file, () => {
        throw new RangeError("no");
      });
    }).toThrow(RangeError);
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["one", ["digestbound.lock"]]);
  });

  it("is untouched where it cannot be written: a link to nowhere, a folder, a folder that is not there", () => {
    const folder = newFolder();
    symlinkSync("nowhere", join(folder, "link"));
    mkdirSync(join(folder, "folder"));
    for (const name of ["link", "folder", "missing/lock"]) {
      expect(() => {
        replaceFile(join(folder, name), () => "two");
      }).toThrow();
    }
    expect(readdirSync(folder).sort()).toEqual(["folder", "link"]);
  });
});
