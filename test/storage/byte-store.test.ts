import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { digestOf } from "../../src/reference/index.ts";
import { DAY, filesBelow, found, HOUR, keep, LIMIT, pathOf, storeIn, temporaryFolders } from "./setting.ts";

const newFolder = temporaryFolders();
const OTHER_USER = 12_345;
const text = '{"schemaVersion":2}';

afterEach(() => {
  jest.restoreAllMocks();
});

async function kept() {
  const folder = newFolder();
  const [digest] = (await keep(folder, text)) as [ReturnType<typeof digestOf>];
  return { folder, digest, path: pathOf(folder, digest) };
}

describe("bytes", () => {
  it("that were put are there in the next run, and in the same one", async () => {
    const { folder, digest } = await kept();
    expect(await found(folder, digest)).toBe(text);
    const { store, close } = storeIn(folder);
    const other = digestOf(Buffer.from("other"));
    expect(await store.get(other, LIMIT)).toBeUndefined();
    store.put(other, Buffer.from("other"));
    await close();
    expect(await store.get(other, LIMIT)).toEqual(Buffer.from("other"));
  });

  it("are kept by sha512, too, and apart", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    const digest = digestOf(Buffer.from(text), "sha512");
    store.put(digest, Buffer.from(text));
    await close();
    expect(existsSync(pathOf(folder, digest, "sha512"))).toBe(true);
    expect(await found(folder, digest)).toBe(text);
  });

  it("without any are bytes, too", async () => {
    const folder = newFolder();
    const [digest] = await keep(folder, "");
    expect(digest && (await found(folder, digest))).toBe("");
  });

  it("of more than the limit are not read", async () => {
    const { folder, digest } = await kept();
    const { store, close } = storeIn(folder);
    expect(await store.get(digest, text.length - 1)).toBeUndefined();
    expect(await store.get(digest, text.length)).toEqual(Buffer.from(text));
    await close();
  });

  it("lie in folders with mode 0700 and files with 0600, whatever the umask", async () => {
    const before = process.umask(0);
    const folder = join(newFolder(), "not/yet/there");
    try {
      await keep(folder, text);
    } finally {
      process.umask(before);
    }
    const modes = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
      const status = statSync(join(folder, name));
      return status.isDirectory() ? status.mode & 0o777 : (status.mode & 0o777) + 0o100;
    });
    expect(new Set(modes)).toEqual(new Set([0o700]));
    expect(filesBelow(folder)).toHaveLength(2);
  });

  it("leave no temporary file behind", async () => {
    const { folder } = await kept();
    expect(readdirSync(join(folder, "registry/tmp"))).toEqual([]);
  });

  it("are written once, also by later runs", async () => {
    const { folder, path } = await kept();
    const before = statSync(path).ino;
    await keep(folder, text);
    expect(statSync(path).ino).toBe(before);
  });
});

describe("bytes that are not what was put are not there (law 2)", () => {
  it("after any flipped bit, and the file is removed", async () => {
    const { folder, digest, path } = await kept();
    for (let bit = 0; bit < text.length * 8; bit += 1) {
      const flipped = Buffer.from(text);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, flipped, { mode: 0o600 });
      expect(await found(folder, digest)).toBeUndefined();
      expect(existsSync(path)).toBe(false);
    }
  });

  it("after any truncation, and with more at the end", async () => {
    const { folder, digest, path } = await kept();
    for (const content of [...Array.from(text, (_, length) => text.slice(0, length)), `${text} `, "\0".repeat(19)]) {
      writeFileSync(path, content, { mode: 0o600 });
      expect(await found(folder, digest)).toBeUndefined();
    }
  });

  it("with any other content", async () => {
    const { folder, digest, path } = await kept();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        writeFileSync(path, bytes, { mode: 0o600 });
        const isSame = Buffer.from(bytes).equals(Buffer.from(text));
        expect(await found(folder, digest)).toBe(isSame ? text : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it("where two files were swapped", async () => {
    const folder = newFolder();
    const digests = await keep(folder, "first", "other");
    const [first = "", other = ""] = digests.map((digest) => pathOf(folder, digest));
    renameSync(first, `${first}.aside`);
    renameSync(other, first);
    renameSync(`${first}.aside`, other);
    for (const digest of digests) expect(await found(folder, digest)).toBeUndefined();
  });

  it("and a later run puts them right", async () => {
    const { folder, digest, path } = await kept();
    const { store, close } = storeIn(folder);
    writeFileSync(path, "wrong", { mode: 0o600 });
    expect(await store.get(digest, LIMIT)).toBeUndefined();
    store.put(digest, Buffer.from(text));
    await close();
    expect(await found(folder, digest)).toBe(text);
  });

  it("in the run that put them itself, either", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    const digest = digestOf(Buffer.from(text));
    store.put(digest, Buffer.from(text));
    while (!existsSync(pathOf(folder, digest))) await new Promise((resolve) => setTimeout(resolve, 1));
    writeFileSync(pathOf(folder, digest), "wrong");
    expect(await store.get(digest, LIMIT)).toBeUndefined();
    store.put(digest, Buffer.from(text));
    await close();
    expect(await found(folder, digest)).toBe(text);
  });
});

describe("a file that somebody else may have put there is not read", () => {
  const places: [string, (path: string) => void][] = [
    [
      "a link to the right bytes",
      (path) => {
        renameSync(path, `${path}.aside`);
        symlinkSync(`${path}.aside`, path);
      },
    ],
    [
      "a folder",
      (path) => {
        rmSync(path);
        mkdirSync(path, { mode: 0o700 });
      },
    ],
    [
      "a named pipe, on which opening would wait",
      (path) => {
        rmSync(path);
        execFileSync("mkfifo", ["-m", "600", path]);
      },
    ],
    [
      "a huge file",
      (path) => {
        truncateSync(path, 2 ** 40);
      },
    ],
    ...[0o644, 0o640, 0o660, 0o602, 0o700 | 0o001].map((mode): [string, (path: string) => void] => [
      `with the mode ${mode.toString(8)}`,
      (path) => {
        chmodSync(path, mode);
      },
    ]),
  ];
  it.each(places)("%s", async (what, put) => {
    const { folder, digest, path } = await kept();
    put(path);
    expect(await found(folder, digest)).toBeUndefined();
    if (what === "a folder") return;
    // And it is replaced by the next one who reads the bytes from a registry.
    await keep(folder, text);
    expect(await found(folder, digest)).toBe(text);
  });

  it("of another user", async () => {
    const { folder, digest } = await kept();
    jest.spyOn(process, "getuid").mockReturnValue(OTHER_USER);
    expect(await found(folder, digest)).toBeUndefined();
    const before = filesBelow(folder);
    await keep(folder, "more");
    expect(filesBelow(folder)).toEqual(before);
  });

  /** Only root can give a file away. */
  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot.each<[string, (path: string) => string]>([
    ["file", (path) => path],
    ["folder of the first digit", (path) => dirname(path)],
    ["algorithm's folder", (path) => join(path, "../..")],
    ["registry folder", (path) => join(path, "../../..")],
    ["cache folder", (path) => join(path, "../../../..")],
  ])("in which the %s is another user's, and nothing else", async (_, which) => {
    const { folder, digest, path } = await kept();
    chownSync(which(path), OTHER_USER, OTHER_USER);
    expect(await found(folder, digest)).toBeUndefined();
  });
});

(process.getuid?.() === 0 ? it : it.skip)("a device is no file, although nothing can be read from it", async () => {
  const folder = newFolder();
  const [digest] = (await keep(folder, "")) as [ReturnType<typeof digestOf>];
  rmSync(pathOf(folder, digest));
  execFileSync("mknod", ["-m", "600", pathOf(folder, digest), "c", "1", "3"]);
  expect(await found(folder, digest)).toBeUndefined();
});

describe("a folder into which somebody else may have put files is not used", () => {
  it.each([
    ["..", 0o755],
    ["..", 0o1777],
    ["../..", 0o750],
    ["../../..", 0o701],
    ["../../../..", 0o775],
    ["../../../..", 0o1777],
  ])("the one at %s with the mode %o", async (up, mode) => {
    const { folder, digest, path } = await kept();
    const before = filesBelow(folder);
    chmodSync(join(path, up), mode);
    expect(await found(folder, digest)).toBeUndefined();
    rmSync(path);
    await keep(folder, text);
    expect(filesBelow(folder)).toHaveLength(before.length - 1);
  });

  it.each(["..", "../..", "../../.."])("a link in the place of the one at %s", async (up) => {
    const { folder, digest, path } = await kept();
    const place = join(path, up);
    renameSync(place, `${place}.aside`);
    symlinkSync(`${place}.aside`, place);
    expect(await found(folder, digest)).toBeUndefined();
    rmSync(path);
    await keep(folder, text);
    expect(existsSync(path)).toBe(false);
  });

  it("a link in the place of the folder of temporary files", async () => {
    const { folder } = await kept();
    const [temporary, elsewhere] = [join(folder, "registry/tmp"), newFolder()];
    rmSync(temporary, { recursive: true });
    symlinkSync(elsewhere, temporary);
    const [digest] = await keep(folder, "more");
    expect(digest && (await found(folder, digest))).toBeUndefined();
  });

  it("the cache folder itself may be read by others, as it is the user's own", async () => {
    const { folder, digest } = await kept();
    chmodSync(folder, 0o755);
    expect(await found(folder, digest)).toBe(text);
  });
});

describe("nothing can be kept, and nobody is told,", () => {
  it.each([
    ["where the cache folder is a device", () => "/dev/null"],
    [
      "where a file is in its place",
      () => {
        const path = join(newFolder(), "file");
        writeFileSync(path, "");
        return path;
      },
    ],
    ["where it cannot be made", () => "/proc/digestbound"],
    [
      "where a folder is in the place of the ledger",
      () => {
        const folder = newFolder();
        mkdirSync(join(folder, "registry/ledger"), { recursive: true, mode: 0o700 });
        return folder;
      },
    ],
  ])("%s", async (_, place) => {
    const folder = place();
    const [digest] = await keep(folder, text);
    expect(digest && (await found(folder, digest))).toBeUndefined();
  });

  it("when the run is over", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    await close();
    store.put(digestOf(Buffer.from(text)), Buffer.from(text));
    await close();
    expect(filesBelow(folder)).toEqual([]);
  });

  it("where more waits than memory should hold", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    const bytes = Array.from({ length: 10 }, (_, index) => Buffer.alloc(4 * LIMIT, index));
    for (const one of bytes) store.put(digestOf(one), one);
    await close();
    expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(8);
  });

  it("where the disk is so slow that the end of the run would wait for it", async () => {
    const folder = newFolder();
    const { store, close } = storeIn(folder);
    for (let index = 0; index < 200; index += 1) {
      const bytes = Buffer.from(`slow ${index}`);
      store.put(digestOf(bytes), bytes);
    }
    await close(0);
    const early = filesBelow(folder).length;
    expect(early).toBeLessThan(200);
    // What was abandoned is not done later either, but for the few that were under way.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(filesBelow(folder).length).toBeLessThan(early + 10);
  });
});

describe("a file that is used", () => {
  const age = (path: string, milliseconds: number) => {
    const then = (Date.now() - milliseconds) / 1000;
    utimesSync(path, then, then);
    return statSync(path).mtimeMs;
  };

  it("is marked where that was not done for a day, when it is read and when it is put again", async () => {
    for (const use of [found, (folder: string) => keep(folder, text)]) {
      const { folder, digest, path } = await kept();
      age(path, DAY + HOUR);
      await use(folder, digest);
      expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(HOUR);
      expect(readFileSync(path, "utf8")).toBe(text);
    }
  });

  it("is not touched otherwise", async () => {
    const { folder, digest, path } = await kept();
    const before = age(path, DAY - HOUR);
    await found(folder, digest);
    expect(statSync(path).mtimeMs).toBe(before);
  });
});
