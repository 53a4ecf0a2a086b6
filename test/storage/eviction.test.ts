import { describe, expect, it } from "@jest/globals";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { digestOf, type Digest } from "../../src/reference/index.ts";
import { evict } from "../../src/storage/evict.ts";
import { UNIT } from "../../src/storage/ledger.ts";
import { filesBelow, found, HOUR, keep, pathOf, storeIn, temporaryFolders } from "./setting.ts";

const newFolder = temporaryFolders();
const MiB = 1024 * 1024;
const ledgerOf = (folder: string) => statSync(join(folder, "registry/ledger")).size;

/** Bytes of 256 KiB that tell themselves apart. */
function bytesOf(index: number): Buffer {
  return Buffer.alloc(UNIT, `<${index}>`);
}

async function fill(folder: string, from: number, to: number, capacity?: number): Promise<Digest[]> {
  const { store, close } = storeIn(folder, capacity === undefined ? {} : { capacity });
  const digests: Digest[] = [];
  for (let index = from; index < to; index += 1) {
    const bytes = bytesOf(index);
    digests.push(digestOf(bytes));
    store.put(digestOf(bytes), bytes);
  }
  await close();
  return digests;
}

function age(folder: string, digest: Digest, hours: number): void {
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(pathOf(folder, digest), then, then);
}

const isThere = (folder: string) => (digest: Digest) => existsSync(pathOf(folder, digest));

describe("when more is kept than the capacity", () => {
  it("the files that were used the longest ago go, until a quarter is free", async () => {
    const folder = newFolder();
    const old = await fill(folder, 0, 16);
    for (const [index, digest] of old.entries()) age(folder, digest, 100 - index);
    const added = await fill(folder, 16, 18, 4 * MiB);
    expect(added.map(isThere(folder))).toEqual([true, true]);
    expect(old.map(isThere(folder))).toEqual(old.map((_, index) => index >= 6));
  });

  it("a file that was read lately stays", async () => {
    const folder = newFolder();
    const old = await fill(folder, 0, 16);
    for (const digest of old) age(folder, digest, 100);
    const [used] = old as [Digest];
    expect(await found(folder, used)).toBeDefined();
    await fill(folder, 16, 17, 4 * MiB);
    expect(isThere(folder)(used)).toBe(true);
    expect(old.filter(isThere(folder))).toHaveLength(11);
  });

  it("both algorithms count alike", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    const first = bytesOf(1);
    store.put(digestOf(first, "sha512"), first);
    await close();
    const [path = ""] = filesBelow(join(folder, "registry/sha512"));
    utimesSync(join(folder, "registry/sha512", path), 1000, 1000);
    await fill(folder, 3, 5, UNIT);
    expect(filesBelow(join(folder, "registry/sha512"))).toEqual([]);
  });

  it("small files count with what they take on the disk", async () => {
    const folder = newFolder();
    const texts = Array.from({ length: 200 }, (_, index) => `small ${index}`);
    await keep(folder, ...texts);
    expect(ledgerOf(folder)).toBe(Math.ceil((200 * 4096) / UNIT));
    const { store, close } = storeIn(folder, { capacity: 100 * 4096 });
    store.put(digestOf(Buffer.from("one more")), Buffer.from("one more"));
    await close();
    expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(75);
  });

  it("what other processes have kept counts", async () => {
    const folder = newFolder();
    for (let index = 0; index < 8; index += 1) await fill(folder, index, index + 1, 2 * MiB);
    expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(8);
    await fill(folder, 8, 9, 2 * MiB);
    expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(6);
  });
});

describe("how much is kept", () => {
  it("is not looked at file by file below the capacity: not even an unreadable folder is noticed", async () => {
    const folder = newFolder();
    await fill(folder, 0, 4);
    const stranger = join(folder, "registry/sha256/z");
    mkdirSync(stranger);
    chmodSync(stranger, 0);
    await fill(folder, 4, 5);
    expect(ledgerOf(folder)).toBe(5);
    chmodSync(stranger, 0o700);
  });

  it("is counted anew with an eviction, so that a wrong ledger mends itself", async () => {
    const folder = newFolder();
    await fill(folder, 0, 4);
    truncateSync(join(folder, "registry/ledger"), 10_000_000);
    await fill(folder, 4, 5, 4 * MiB);
    expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(5);
    expect(ledgerOf(folder)).toBe(5);
  });

  it("is counted again where the ledger was lost", async () => {
    const folder = newFolder();
    await fill(folder, 0, 4);
    truncateSync(join(folder, "registry/ledger"), 0);
    for (let round = 0; round < 2; round += 1) await fill(folder, 4 + 8 * round, 12 + 8 * round, 4 * MiB);
    await fill(folder, 20, 21, 4 * MiB);
    expect(filesBelow(join(folder, "registry/sha256")).length).toBeLessThanOrEqual(16);
  });
});

describe("an eviction", () => {
  it("removes nothing where it is stopped while it counts", async () => {
    const folder = newFolder();
    const digests = await fill(folder, 0, 4);
    const shards = digests.map((digest) => join(pathOf(folder, digest), ".."));
    expect(await evict(shards, 0, () => true)).toBeUndefined();
    expect(digests.every(isThere(folder))).toBe(true);
    expect(await evict(shards, 0, () => false)).toBe(0);
    expect(digests.some(isThere(folder))).toBe(false);
  });

  it("goes on where a file or a folder cannot be removed or read", async () => {
    const folder = newFolder();
    const digests = await fill(folder, 0, 2);
    const shards = digests.map((digest) => join(pathOf(folder, digest), ".."));
    mkdirSync(join(shards[0] ?? "", "folder"));
    expect(await evict(["/nowhere", ...shards], 0, () => false)).toBe(0);
    expect(readdirSync(shards[0] ?? "")).toEqual(["folder"]);
  });
});

describe("temporary files that a killed process left", () => {
  it("go after an hour, when something is kept", async () => {
    const folder = newFolder();
    await keep(folder, "first");
    const temporary = join(folder, "registry/tmp");
    for (const name of ["old.tmp", "young.tmp"]) writeFileSync(join(temporary, name), "half", { mode: 0o600 });
    const then = (Date.now() - HOUR - 1000) / 1000;
    utimesSync(join(temporary, "old.tmp"), then, then);
    await keep(folder, "second");
    expect(readdirSync(temporary)).toEqual(["young.tmp"]);
  });
});
