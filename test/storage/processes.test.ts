import { describe, expect, it } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { digestHex, digestOf } from "../../src/reference/index.ts";
import { filesBelow, found, keep, storeIn, temporaryFolders } from "./setting.ts";

/** Children run what `npm run build` compiled. */
const dist = join(__dirname, "../../dist/src");
const newFolder = temporaryFolders();

/** A process with a byte store in a folder; `bytesOf(index)` are bytes that tell themselves apart. */
function run(folder: string, script: string, options: object = {}, limits = ""): ChildProcess {
  const open = `const { KeptFiles, createByteStore } = require(${JSON.stringify(join(dist, "storage/index.js"))});
    const { digestOf } = require(${JSON.stringify(join(dist, "reference/index.js"))});
    const files = new KeptFiles(${JSON.stringify(folder)}, ${JSON.stringify(options)});
    const store = createByteStore(files);
    const bytesOf = (index) => Buffer.alloc(20_000 + index, String(index));
    const put = (index) => store.put(digestOf(bytesOf(index)), bytesOf(index));
    (async () => { ${script} })();`;
  const command = `${limits} exec "$0" -e "$@"`;
  return spawn("sh", ["-c", command, process.execPath, open], { stdio: ["ignore", "pipe", "inherit"] });
}

async function outputOf(child: ChildProcess): Promise<string> {
  const parts: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (part: string) => parts.push(part));
  await once(child, "close");
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  return parts.join("");
}

/** Names of kept files whose bytes are not what the name says. */
function wrongFiles(folder: string): string[] {
  const root = join(folder, "registry/sha256");
  return filesBelow(root).filter((path) => digestHex(digestOf(readFileSync(join(root, path)))) !== basename(path));
}

it("processes at once lose nothing of each other's, not even while they make the folders", async () => {
  const folder = join(newFolder(), "not/yet/there");
  const children = [0, 1, 2].map((which) =>
    run(folder, `for (let index = 0; index < 200; index++) put(index + ${which * 100}); await files.close(30_000);`),
  );
  await Promise.all(children.map(outputOf));
  expect(filesBelow(join(folder, "registry/sha256"))).toHaveLength(400);
  expect(wrongFiles(folder)).toEqual([]);
  expect(readdirSync(join(folder, "registry/tmp"))).toEqual([]);
});

it("processes that write, read and evict at once never read a wrong byte, and keep the cache small", async () => {
  const folder = newFolder();
  const capacity = 1024 * 1024;
  const script = `
    let wrong = 0, hits = 0;
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 60; index++) {
        put(index + 60 * round);
        if (index % 10 === 0) await new Promise(setImmediate);
        const back = Math.floor(Math.random() * (index + 60 * round + 1));
        const bytes = await store.get(digestOf(bytesOf(back)), 1_000_000);
        if (bytes !== undefined) hits++;
        if (bytes !== undefined && !bytes.equals(bytesOf(back))) wrong++;
      }
    }
    await files.close(30_000);
    process.stdout.write(JSON.stringify({ wrong, hits }));`;
  const outputs = await Promise.all([0, 1, 2].map(() => outputOf(run(folder, script, { capacity }))));
  for (const output of outputs) {
    const { wrong, hits } = JSON.parse(output) as { wrong: number; hits: number };
    expect(wrong).toBe(0);
    expect(hits).toBeGreaterThan(0);
  }
  expect(wrongFiles(folder)).toEqual([]);
  const kept = filesBelow(join(folder, "registry/sha256")).length * 20_480;
  // Each process may be a unit ahead of the ledger, and write while another one evicts.
  expect(kept).toBeLessThan(3 * capacity);
}, 60_000);

it("a process that is killed at any moment leaves whole files only, and temporary ones", async () => {
  const folder = newFolder();
  const forever = `
    for (let index = 0; index < 100_000; index++) {
      put(index);
      if (index === 0) process.stdout.write("begun");
      if (index % 5 === 0) await new Promise(setImmediate);
    }`;
  for (let round = 0; round < 10; round += 1) {
    const child = run(folder, forever);
    await Promise.race([once(child.stdout ?? child, "data"), once(child, "close")]);
    expect(child.exitCode).toBeNull();
    await sleep(Math.random() * 30);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(wrongFiles(folder)).toEqual([]);
  }
  expect(filesBelow(join(folder, "registry/sha256")).length).toBeGreaterThan(0);
  for (const name of readdirSync(join(folder, "registry/tmp"))) expect(name).toMatch(/^[0-9a-f-]{36}\.tmp$/);
}, 60_000);

describe("on a disk that is full", () => {
  // The limit makes every write to a file fail with EFBIG, as a full disk does with ENOSPC.
  const full = "trap '' XFSZ; ulimit -f 0;";

  it("nothing is kept, nothing is left behind, and nothing fails", async () => {
    const folder = newFolder();
    const script = `put(1); await files.close();
      process.stdout.write(String(await store.get(digestOf(bytesOf(1)), 1_000_000)));`;
    expect(await outputOf(run(folder, script, {}, full))).toBe("undefined");
    expect(filesBelow(folder)).toEqual(["registry/ledger"]);
  });

  it("a file that was begun is not left behind", async () => {
    const folder = newFolder();
    // Some 4 KiB can be written, which is enough for the ledger.
    const little = "trap '' XFSZ; ulimit -f 8;";
    expect(await outputOf(run(folder, "put(1); await files.close();", {}, little))).toBe("");
    expect(filesBelow(folder)).toEqual(["registry/ledger"]);
    expect(statSync(join(folder, "registry/ledger")).size).toBe(1);
  });

  it("what was kept before can be read", async () => {
    const folder = newFolder();
    const [digest] = await keep(folder, "before");
    const script = `put(1); await files.close();
      process.stdout.write(String(await store.get(${JSON.stringify(digest)}, 1_000_000)));`;
    expect(await outputOf(run(folder, script, {}, full))).toBe("before");
    expect(digest && (await found(folder, digest))).toBe("before");
    await storeIn(folder).close();
  });
});
