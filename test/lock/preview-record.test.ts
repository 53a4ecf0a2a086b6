import { describe, expect, it, jest } from "@jest/globals";
import fs, { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPreviewRecord, type StackIdentity } from "../../src/lock/index.ts";
import {
  approvalFiles,
  digest,
  HOUR,
  MINUTE,
  onlyApproval,
  otherDigest,
  recordIn,
  reference,
  stack,
  stackFolder,
  temporaryFolders,
} from "./setting.ts";

const newFolder = temporaryFolders();

/** A record in which the digest of the setting is approved for its reference. */
function approved(folder = newFolder()) {
  const { clock, record } = recordIn(folder);
  expect(record.approve(reference, digest)).toBe(true);
  return { folder, clock, record };
}

describe("what a preview approved", () => {
  it("is the candidate in another process", () => {
    const { folder } = approved();
    expect(openPreviewRecord(folder, stack).candidate(reference)).toBe(digest);
  });

  it("is the latest", () => {
    const { record } = approved();
    expect(record.approve(reference, otherDigest)).toBe(true);
    expect(record.candidate(reference)).toBe(otherDigest);
  });

  it("may be a sha512 digest", () => {
    const { record } = approved();
    const long = `sha512:${"0".repeat(128)}` as typeof digest;
    expect(record.approve(reference, long)).toBe(true);
    expect(record.candidate(reference)).toBe(long);
  });

  it.each(["", "ghcr.io/acme/web", "ghcr.io/acme/web:1.5", `${reference} `, reference.toUpperCase()])(
    "is no candidate for %j",
    (other) => {
      expect(approved().record.candidate(other)).toBeUndefined();
    },
  );

  const otherStacks: StackIdentity[] = [
    { ...stack, organization: "other" },
    { ...stack, project: "other" },
    { ...stack, stack: "other" },
    { organization: "acme/shop", project: "", stack: "dev" },
  ];
  it.each(otherStacks)("is no candidate in the stack %j", (other) => {
    const { folder } = approved();
    expect(recordIn(folder, other).record.candidate(reference)).toBeUndefined();
  });

  it("is taken back by withdraw, for its reference only", () => {
    const { record } = approved();
    record.approve("nginx", otherDigest);
    record.withdraw(reference);
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.candidate("nginx")).toBe(otherDigest);
    record.withdraw(reference);
  });

  it("does not say on disk which reference it is, as that may be a secret (law 10)", () => {
    const { folder } = approved();
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).join(" ");
    const content = readFileSync(onlyApproval(folder), "utf8");
    expect(`${names} ${content}`).not.toMatch(/ghcr|acme|web|1\.4|shop|dev/);
  });

  it("is remembered for names of any length and any character", () => {
    const folder = newFolder();
    const odd = { organization: "../..", project: "\0/\uD800", stack: "x".repeat(10_000) };
    const { record } = recordIn(folder, odd);
    expect(record.approve("../../\0", digest)).toBe(true);
    expect(record.candidate("../../\0")).toBe(digest);
    expect(readdirSync(folder)).toEqual(["preview"]);
  });
});

describe("an approval's age (law 5)", () => {
  it.each<[string, number, typeof digest | undefined]>([
    ["0 ms", 0, digest],
    ["1 h less 1 ms", HOUR - 1, digest],
    ["1 h", HOUR, undefined],
    ["1 h and 1 ms", HOUR + 1, undefined],
    ["a year", 365 * 24 * HOUR, undefined],
    ["-1 ms: the clock was set back", -1, undefined],
    ["-1 day", -24 * HOUR, undefined],
    ["no number: the clock is broken", NaN, undefined],
  ])("of %s", (_, age, expected) => {
    const { clock, record } = approved();
    clock.time += age;
    expect(record.candidate(reference)).toBe(expected);
  });

  it("is that of the latest approval", () => {
    const { clock, record } = approved();
    clock.time += 59 * MINUTE;
    record.approve(reference, digest);
    clock.time += 59 * MINUTE;
    expect(record.candidate(reference)).toBe(digest);
  });

  it.each([NaN, Infinity, 0.5, 2 ** 60])("is unknown where the clock said %d", (time) => {
    const { clock, record } = recordIn(newFolder());
    clock.time = time;
    record.approve(reference, digest);
    expect(record.candidate(reference)).toBeUndefined();
  });
});

describe("on disk", () => {
  it.each([0o000, 0o022, 0o077, 0o277, 0o777])("only the user has rights, with the umask %o", (umask) => {
    const folder = join(newFolder(), "made", "here");
    const before = process.umask(umask);
    try {
      const { record } = approved(folder);
      expect(record.rememberReferences([reference])).toBe(true);
    } finally {
      process.umask(before);
    }
    const rights = (path: string) => (statSync(path).mode & 0o7777).toString(8);
    const folders = [join(folder, ".."), folder, join(folder, "preview"), stackFolder(folder)];
    const files = readdirSync(stackFolder(folder)).map((name) => join(stackFolder(folder), name));
    expect(folders.map(rights)).toEqual(["700", "700", "700", "700"]);
    expect(files.map(rights)).toEqual(["600", "600"]);
  });

  it("no folder is at any moment open to others", () => {
    const folder = join(newFolder(), "made");
    const rights: number[] = [];
    const changed = jest.spyOn(fs, "chmodSync").mockImplementation((path) => {
      rights.push(statSync(path).mode & 0o777);
    });
    const before = process.umask(0);
    try {
      approved(folder);
    } finally {
      process.umask(before);
      changed.mockRestore();
    }
    expect(rights).toEqual([0o700, 0o700, 0o700]);
  });

  it("a folder that another process makes at the same moment is used", () => {
    const folder = join(newFolder(), "made");
    const make = fs.mkdirSync;
    const raced = jest.spyOn(fs, "mkdirSync").mockImplementation((path, options) => {
      make(path, options);
      return make(path, options);
    });
    approved(folder);
    expect(raced).toHaveBeenCalledTimes(3);
    raced.mockRestore();
  });

  it("nothing is made by reading or by taking back", () => {
    const folder = join(newFolder(), "none");
    const { record } = recordIn(folder);
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.references()).toEqual([]);
    record.withdraw(reference);
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  it("no temporary file is left", () => {
    const { folder } = approved();
    expect(readdirSync(stackFolder(folder))).toHaveLength(1);
  });
});

describe("where nothing can be kept", () => {
  const places: [string, () => string][] = [
    ["a file lies in the folder's place", () => fileAt(join(newFolder(), "file"))],
    ["a file lies above the folder", () => join(fileAt(join(newFolder(), "file")), "below")],
    ["a file lies in the place of preview", () => join(fileAt(join(newFolder(), "preview")), "..")],
    ["the folder is a device, as DIGESTBOUND_CACHE=/dev/null makes it", () => "/dev/null"],
    ["the folder's name is no path", () => "/tmp/\0"],
    ["the folder is a link", () => linkAt(join(newFolder(), "link"), newFolder())],
    ["the folder is a link, named as a folder", () => `${linkAt(join(newFolder(), "link"), newFolder())}/`],
    ["the folder is a link to nothing", () => linkAt(join(newFolder(), "link"), "nowhere")],
  ];
  it.each(places)("since %s, approve and rememberReferences say so, and nothing throws", (_, place) => {
    const { record } = recordIn(place());
    expect(record.approve(reference, digest)).toBe(false);
    expect(record.rememberReferences([reference])).toBe(false);
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.references()).toEqual([]);
    record.withdraw(reference);
  });

  it("since a folder lies in the file's place, the same", () => {
    const { folder, record } = approved();
    const path = onlyApproval(folder);
    record.withdraw(reference);
    mkdirSync(join(path, "full"), { recursive: true, mode: 0o700 });
    expect(record.approve(reference, digest)).toBe(false);
    expect(record.candidate(reference)).toBeUndefined();
    record.withdraw(reference);
    expect(readdirSync(stackFolder(folder))).toHaveLength(1);
  });

  it("an earlier approval is taken back, so that the digest of the preview before is not written (law 4)", () => {
    const { folder, record } = approved();
    const failing = openPreviewRecord(folder, stack, () => {
      throw new Error("no clock");
    });
    expect(failing.approve(reference, otherDigest)).toBe(false);
    expect(record.candidate(reference)).toBeUndefined();
    expect(approvalFiles(folder)).toEqual([]);
  });
});

function fileAt(path: string): string {
  writeFileSync(path, "a file");
  return path;
}

function linkAt(path: string, target: string): string {
  symlinkSync(target, path);
  return path;
}
