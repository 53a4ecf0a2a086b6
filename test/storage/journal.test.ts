import { afterEach, describe, expect, it, jest } from "@jest/globals";
import {
  chmodSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import files from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Journal } from "../../src/storage/index.ts";
import { HOUR, temporaryFolders } from "./setting.ts";

const newFolder = temporaryFolders();
const MINUTE = HOUR / 60;

afterEach(() => {
  jest.restoreAllMocks();
});

/** One run that leaves these texts; the file that it wrote. */
async function run(folder: string, ...texts: readonly string[]): Promise<string> {
  const before = new Set(filesIn(folder));
  const journal = new Journal(folder, "notes", Date.now);
  for (const text of texts) journal.append(text);
  await journal.close();
  return filesIn(folder).find((path) => !before.has(path)) ?? "";
}

function filesIn(folder: string): string[] {
  const place = join(folder, "registry/notes");
  return statSync(place, { throwIfNoEntry: false }) === undefined
    ? []
    : readdirSync(place).map((name) => join(place, name));
}

const read = (folder: string, within = MINUTE) => new Journal(folder, "notes", Date.now).read(within);

function age(path: string, milliseconds: number): void {
  const then = (Date.now() - milliseconds) / 1000;
  utimesSync(path, then, then);
}

describe("what runs leave", () => {
  it("is there for the next one, older runs' first", async () => {
    const folder = newFolder();
    age(await run(folder, "a", "b"), 2000);
    await run(folder, "c");
    expect(await read(folder)).toEqual(["a", "b", "c"]);
  });

  it("stays in its order, however long a write takes: of two texts about one thing the later one counts", async () => {
    const folder = newFolder();
    const append = files.appendFile;
    let writes = 0;
    jest.spyOn(files, "appendFile").mockImplementation(async (...given) => {
      writes += 1;
      if (writes === 1) await sleep(50);
      await append(...given);
    });
    const journal = new Journal(folder, "notes", Date.now);
    journal.append("first");
    await sleep(10);
    journal.append("second");
    await journal.close();
    expect([writes, ...(await read(folder))]).toEqual([2, "first", "second"]);
  });

  it("is one file a run, for this user alone", async () => {
    const folder = newFolder();
    const before = process.umask(0);
    const path = await run(folder, ...Array.from({ length: 500 }, String));
    process.umask(before);
    expect(filesIn(folder)).toEqual([path]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(await read(folder)).toHaveLength(500);
  });

  it("is not read any more where the run ended before, and removed after two hours", async () => {
    const folder = newFolder();
    const [young, old, spent] = [await run(folder, "young"), await run(folder, "old"), await run(folder, "spent")];
    age(old, 4 * MINUTE);
    age(spent, 2 * HOUR + MINUTE);
    expect(await read(folder)).toEqual(["young"]);
    expect(filesIn(folder).sort()).toEqual([young, old].sort());
    expect(await read(folder, 10 * MINUTE)).toEqual(["old", "young"]);
  });

  it("is read up to 16 MiB, the newest runs' first", async () => {
    const folder = newFolder();
    age(await run(folder, "x".repeat(9 * 1024 * 1024)), 3000);
    age(await run(folder, "y".repeat(9 * 1024 * 1024)), 2000);
    await run(folder, "z");
    expect((await read(folder)).map((text) => text[0])).toEqual(["y", "z"]);
  });

  it("is lost from where a process was killed while it wrote, and no other text with it", async () => {
    const folder = newFolder();
    const path = await run(folder, "first", "second");
    truncateSync(path, statSync(path).size - 1);
    expect(await read(folder)).toEqual(["first"]);
    await run(folder, "third");
    // Cut off, the first is as young as the third.
    expect((await read(folder)).toSorted()).toEqual(["first", "third"]);
  });
});

describe("what somebody else may have left is not read", () => {
  it.each<[string, (path: string) => void]>([
    [
      "a file with rights of others",
      (path) => {
        chmodSync(path, 0o640);
      },
    ],
    [
      "a folder with rights of others",
      (path) => {
        chmodSync(join(path, ".."), 0o750);
      },
    ],
    [
      "a link",
      (path) => {
        renameSync(path, join(path, "../../aside"));
        symlinkSync("../aside", path);
      },
    ],
    [
      "a user's file who is not this one",
      () => {
        jest.spyOn(process, "getuid").mockReturnValue(12_345);
      },
    ],
    [
      "a text whose seal is wrong",
      (path) => {
        writeFileSync(path, `${"0".repeat(64)}\ntext`);
      },
    ],
  ])("%s", async (_, change) => {
    const folder = newFolder();
    change(await run(folder, "text"));
    expect(await read(folder)).toEqual([]);
  });
});

it.each(["/dev/null", "/proc/digestbound"])("nothing is left in %s, and nobody is told", async (folder) => {
  const journal = new Journal(folder, "notes", Date.now);
  journal.append("text");
  await journal.close();
  expect(await journal.read(MINUTE)).toEqual([]);
});
