import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { writeOver } from "../../../src/cli/fix/write-file.ts";
import { temporaryFolders } from "../../lock/setting.ts";

const SOURCE = join(__dirname, "../../../src/cli/fix/write-file.ts");
const TYPESCRIPT = join(__dirname, "../../registry/typescript.cjs");
const newFolder = temporaryFolders();
const [old, now, other] = ["old", "now", "other"].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];

function fileWith(content: Buffer): { readonly root: string; readonly path: string } {
  const root = newFolder();
  // Otherwise nobody but its owner could even look into it.
  chmodSync(dirname(root), 0o711);
  const path = join(root, "file");
  writeFileSync(path, content);
  return { root, path };
}

/** As somebody without special rights, whoever runs the tests. */
function asNobody<T>(action: () => T): T {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}

/** Everybody may enter it; @param owner of what is in it, where the tests may say so */
function ownedByNobody(...paths: readonly string[]): void {
  if (process.getuid?.() === 0) for (const path of paths) chownSync(path, 65534, 65534);
}

describe("bytes that take the place of others", () => {
  it("do so only where the others are still there", () => {
    const target = fileWith(old);
    expect(writeOver(target, old, now)).toBeUndefined();
    expect(writeOver(target, old, other)).toContain("was changed by somebody else meanwhile");
    expect([readFileSync(target.path), readdirSync(target.root)]).toEqual([now, ["file"]]);
  });

  it("are there already where another run had the same to write", () => {
    const target = fileWith(now);
    const { ino } = statSync(target.path);
    expect(writeOver(target, old, now)).toBeUndefined();
    expect(statSync(target.path).ino).toBe(ino);
  });

  it("need a file: one that is gone stays gone", () => {
    const root = newFolder();
    expect(writeOver({ root, path: join(root, "gone") }, old, now)).toBe("cannot be written (ENOENT)");
    expect(readdirSync(root)).toEqual([]);
  });

  it("are not put into a file that this user may not write, although its folder would take another", () => {
    const target = fileWith(old);
    ownedByNobody(target.root, target.path);
    chmodSync(target.path, 0o444);
    expect(asNobody(() => writeOver(target, old, now))).toBe("cannot be written (EACCES)");
    expect(readFileSync(target.path)).toEqual(old);
  });

  it("are not put into a folder that takes no file", () => {
    const target = fileWith(old);
    ownedByNobody(target.root, target.path);
    chmodSync(target.root, 0o555);
    expect(asNobody(() => writeOver(target, old, now))).toBe("cannot be written (EACCES)");
    chmodSync(target.root, 0o755);
    expect([readFileSync(target.path), readdirSync(target.root)]).toEqual([old, ["file"]]);
  });

  it("are not put in the place of somebody else's file", () => {
    if (process.getuid?.() !== 0) return;
    const target = fileWith(old);
    chmodSync(target.root, 0o777);
    chmodSync(target.path, 0o666);
    expect(asNobody(() => writeOver(target, old, now))).toBe("belongs to another user");
    expect(readFileSync(target.path)).toEqual(old);
  });

  it("follow a link inside the folder, and none out of it", () => {
    const target = fileWith(old);
    mkdirSync(join(target.root, "inner"));
    symlinkSync("../file", join(target.root, "inner/link"));
    const link = join(target.root, "inner/link");
    expect(writeOver({ path: link, root: join(target.root, "inner") }, old, now)).toContain(
      "a link to a file elsewhere",
    );
    expect(writeOver({ path: link, root: target.root }, old, now)).toBeUndefined();
    expect(readFileSync(target.path)).toEqual(now);
  });

  it("are whole for every reader, however many write at once, and no writer is lost", () => {
    const size = 200_000;
    const target = fileWith(Buffer.alloc(size, "0"));
    const write = `const { readFileSync } = require("node:fs");
      const { writeOver } = require(${JSON.stringify(SOURCE)});
      const [, path, root] = process.argv;
      let won = 0;
      for (let turn = 0; turn < 15; turn++) {
        const before = readFileSync(path);
        if (!before.every((byte) => byte === before[0])) throw new Error("half-written");
        const after = Buffer.alloc(before.length, before[0] + 1);
        if (writeOver({ path, root }, before, after) === undefined) won++;
      }
      console.log(won);`;
    const args = ["--require", TYPESCRIPT, "--eval", write, target.path, target.root];
    const writers = `${Array.from({ length: 3 }, () => `"$0" "$@" &`).join(" ")} wait`;
    const { stdout, stderr } = spawnSync("sh", ["-c", writers, process.execPath, ...args], { encoding: "utf8" });
    expect(stderr).toBe("");
    const wins = stdout.trim().split("\n").map(Number);
    const bytes = readFileSync(target.path);
    // Two that had the same to write both say that it is there.
    expect(bytes.length).toBe(size);
    expect((bytes[0] ?? 0) - 48).toBeGreaterThanOrEqual(15);
    expect((bytes[0] ?? 0) - 48).toBeLessThanOrEqual(wins.reduce((sum, won) => sum + won, 0));
    expect(readdirSync(target.root)).toEqual(["file"]);
  });
});
