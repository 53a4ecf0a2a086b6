import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs, { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPrivateFile, writePrivateFile } from "../../src/storage/private-file.ts";
import { temporaryFolders } from "../lock/setting.ts";

const newFolder = temporaryFolders();

afterEach(() => {
  jest.restoreAllMocks();
});

describe("a private file", () => {
  it("is read up to its limit", () => {
    const path = join(newFolder(), "file");
    writePrivateFile(path, "12345");
    expect(readPrivateFile(path, 5)?.toString()).toBe("12345");
    expect(readPrivateFile(path, 4)).toBeUndefined();
  });

  it("is a regular file", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "folder"), { mode: 0o700 });
    execFileSync("mkfifo", ["-m", "600", join(folder, "pipe")]);
    expect(["folder", "pipe"].map((name) => readPrivateFile(join(folder, name), 10))).toEqual([undefined, undefined]);
  });

  it("is at no moment readable by others, whatever the umask", () => {
    const rights: number[] = [];
    jest.spyOn(fs, "fchmodSync").mockImplementation((file) => {
      rights.push(fs.fstatSync(file).mode & 0o777);
    });
    const before = process.umask(0);
    try {
      writePrivateFile(join(newFolder(), "file"), "text");
    } finally {
      process.umask(before);
    }
    expect(rights).toEqual([0o600]);
  });

  it("is written beside its place first, and nothing is left where it cannot be moved there", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "file"));
    expect(() => {
      writePrivateFile(join(folder, "file"), "text");
    }).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  it("keeps its content where a new one cannot be written", () => {
    const path = join(newFolder(), "file");
    writePrivateFile(path, "old");
    jest.spyOn(fs, "writeFileSync").mockImplementation((file) => {
      fs.writeSync(file as number, "ha");
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    });
    expect(() => {
      writePrivateFile(path, "half");
    }).toThrow("no space left");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["file"]);
  });

  it("is closed after reading and writing, also where that fails", () => {
    const path = join(newFolder(), "file");
    const opened = jest.spyOn(fs, "openSync");
    const closed = jest.spyOn(fs, "closeSync");
    writePrivateFile(path, "text");
    readPrivateFile(path, 10);
    readPrivateFile(path, 1);
    jest.spyOn(fs, "fchmodSync").mockImplementation(() => {
      throw new Error("not permitted");
    });
    expect(() => {
      writePrivateFile(path, "text");
    }).toThrow("not permitted");
    const files = opened.mock.results.map(({ value }) => value as number);
    expect(files).toHaveLength(4);
    expect(closed.mock.calls.map(([file]) => file)).toEqual(files);
  });

  it("takes no file that is there for its temporary one", () => {
    const folder = newFolder();
    const taken = "00000000-0000-4000-8000-000000000000";
    writeFileSync(join(folder, `${taken}.tmp`), "somebody's");
    jest.spyOn(crypto, "randomUUID").mockReturnValue(taken);
    expect(() => {
      writePrivateFile(join(folder, "file"), "text");
    }).toThrow("EEXIST");
    expect(readFileSync(join(folder, `${taken}.tmp`), "utf8")).toBe("somebody's");
  });
});
