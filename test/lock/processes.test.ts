import { describe, expect, it } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unseal } from "../../src/storage/seal.ts";
import {
  approvalFiles,
  digest,
  digestOfText,
  otherDigest,
  recordIn,
  reference,
  stack,
  stackFolder,
  temporaryFolders,
} from "./setting.ts";

/** Children run what `npm run build` compiled. */
const compiled = join(__dirname, "../../dist/src/lock/index.js");
const newFolder = temporaryFolders();

/** A process in which `record` is the record of a folder and `arguments_` what it was given; it prints `true` or `false`. */
function run(folder: string, script: string, given: readonly string[] = [], limits = ""): ChildProcess {
  const open = `const { openPreviewRecord } = require(${JSON.stringify(compiled)});
    const record = openPreviewRecord(${JSON.stringify(folder)}, ${JSON.stringify(stack)});
    const given = process.argv.slice(1);
    ${script}`;
  const command = `${limits} exec "$0" -e "$@"`;
  return spawn("sh", ["-c", command, process.execPath, open, ...given], { stdio: ["ignore", "pipe", "inherit"] });
}

async function outputOf(child: ChildProcess): Promise<string> {
  const parts: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (part: string) => parts.push(part));
  await once(child, "close");
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
  return parts.join("");
}

const approveAll = `
  const [digest, ...references] = given;
  process.stdout.write(String(references.every((reference) => record.approve(reference, digest))));`;

it("two packs at once never lose each other's approvals, not even while they make the folders", async () => {
  const folder = join(newFolder(), "not/yet/there");
  const namesOf = (pack: string) => Array.from({ length: 200 }, (_, index) => `${pack}${index}`);
  const packs = ["first", "second", "third"];
  const children = packs.map((pack) =>
    run(folder, `${approveAll} record.rememberReferences(references);`, [digestOfText(pack), ...namesOf(pack)]),
  );
  expect(await Promise.all(children.map(outputOf))).toEqual(["true", "true", "true"]);
  const { record } = recordIn(folder);
  for (const pack of packs) {
    expect(new Set(namesOf(pack).map((name) => record.candidate(name)))).toEqual(new Set([digestOfText(pack)]));
  }
  expect(packs.map(namesOf)).toContainEqual(record.references());
  expect(readdirSync(stackFolder(folder))).toHaveLength(packs.length * 200 + 1);
});

it("a pack that is killed at any moment leaves whole approvals only", async () => {
  const folder = newFolder();
  const references = Array.from({ length: 5 }, (_, index) => `app${index}`);
  const forever = `
    const [first, second, ...references] = given;
    for (let turn = 0; ; turn++) {
      for (const reference of references) record.approve(reference, turn % 2 ? first : second);
      record.rememberReferences(references);
      if (turn === 0) process.stdout.write("begun");
    }`;
  const rounds = 12;
  let missing = 0;
  for (let round = 0; round < rounds; round++) {
    const child = run(folder, forever, [digest, otherDigest, ...references]);
    await Promise.race([once(child.stdout ?? child, "data"), once(child, "close")]);
    expect(child.exitCode).toBeNull();
    await sleep(Math.random() * 20);
    child.kill("SIGKILL");
    await once(child, "close");
    for (const path of approvalFiles(folder)) expect(unseal(readFileSync(path))).toBeDefined();
    const { record } = recordIn(folder);
    const candidates = references.map((name) => record.candidate(name));
    for (const candidate of candidates) expect([digest, otherDigest, undefined]).toContain(candidate);
    missing += candidates.filter((candidate) => candidate === undefined).length;
    expect(record.references()).toEqual(references);
  }
  // One at most is being written when the process dies.
  expect(missing).toBeLessThanOrEqual(rounds);
}, 60_000);

describe("on a disk that is full", () => {
  // The limit makes every write to a file fail with EFBIG, as a full disk does with ENOSPC.
  const full = "trap '' XFSZ; ulimit -f 0;";

  it("nothing is approved, and nothing is left behind", async () => {
    const folder = newFolder();
    const child = run(
      folder,
      `${approveAll} process.stdout.write(String(record.rememberReferences(given)));`,
      [digest, reference],
      full,
    );
    expect(await outputOf(child)).toBe("falsefalse");
    expect(readdirSync(stackFolder(folder))).toEqual([]);
    expect(recordIn(folder).record.candidate(reference)).toBeUndefined();
  });

  it("the approval of the preview before is taken back, others stay (law 4)", async () => {
    const folder = newFolder();
    const { record } = recordIn(folder);
    for (const name of [reference, "nginx"]) record.approve(name, digest);
    record.rememberReferences([reference]);
    expect(await outputOf(run(folder, approveAll, [otherDigest, reference], full))).toBe("false");
    const later = recordIn(folder).record;
    expect(later.candidate(reference)).toBeUndefined();
    expect(later.candidate("nginx")).toBe(digest);
    expect(later.references()).toEqual([reference]);
  });
});
