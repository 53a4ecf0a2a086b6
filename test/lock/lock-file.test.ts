import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { InvalidLock, loadLockFile, lockFileText, readLockFile, type LockEntry } from "../../src/lock/index.ts";
import { parseDigest } from "../../src/reference/index.ts";
import { cpuTime } from "../cpu-time.ts";
import { digest, entry, INDEX, lockOf, workflow } from "./lock-setting.ts";
import { temporaryFolders } from "./setting.ts";

const IMAGE = "ghcr.io/acme/web:1.4";
const newFolder = temporaryFolders();

const full = entry({
  platforms: ["linux/amd64", "linux/arm64/v8"],
  signers: [
    { signer: "ci", system: "cosign", identity: workflow(), signed: "2026-05-01T10:00:00Z" },
    { signer: "release-key", system: "cosign", identity: "key rMKCLJt1" },
  ],
  source: { repository: "https://github.com/acme/web", commit: "1".repeat(40), ref: "refs/tags/v1" },
  evidence: [{ subject: digest("a"), kind: "bundle", manifest: digest("c") }],
});

const read = (value: unknown) => readLockFile(Buffer.from(JSON.stringify(value)), "digestbound.lock");
const bare = { digest: digest("a"), mediaType: INDEX, locked: "2026-06-01T00:00:00Z" };

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidLock) return error.message.replace(/^.*? is not a valid lock file: /, "");
    throw error;
  }
  return "nothing is wrong";
}

describe("the text", () => {
  it("is sorted, without what is empty, one value a line, and ends a line", () => {
    expect(lockFileText(lockOf({ "ghcr.io/b:1": {}, "ghcr.io/a:1": { platforms: ["linux/amd64"] } }))).toBe(`{
  "version": 1,
  "images": {
    "ghcr.io/a:1": {
      "digest": "${digest("a")}",
      "mediaType": "${INDEX}",
      "platforms": [
        "linux/amd64"
      ],
      "locked": "2026-06-01T00:00:00Z"
    },
    "ghcr.io/b:1": {
      "digest": "${digest("a")}",
      "mediaType": "${INDEX}",
      "locked": "2026-06-01T00:00:00Z"
    }
  }
}
`);
  });

  it("does not depend on the order in which entries were added, and says nothing that a forge would fold away", () => {
    const lock = lockOf({ "ghcr.io/b:1": {}, "ghcr.io/a:1": {} });
    const text = lockFileText(lock);
    expect(lockFileText(new Map([...lock].reverse()))).toBe(text);
    expect(text).not.toMatch(/generated|do not edit/i);
  });

  it("changes only in the lines of the entry that changed", () => {
    const lock = new Map(Array.from({ length: 50 }, (_, index) => [`ghcr.io/acme/app${index}:1`, full] as const));
    const before = lockFileText(lock).split("\n");
    const after = lockFileText(
      new Map([...lock, ["ghcr.io/acme/app7:1", { ...full, digest: digest("b"), locked: "2026-06-02T00:00:00Z" }]]),
    ).split("\n");
    const at = before.findIndex((line) => line.includes("app7:1"));
    const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index]));
    expect(before).toHaveLength(after.length);
    expect(changed.every((index) => index > at && index < at + 30)).toBe(true);
    expect(changed).toHaveLength(2);
  });

  it("is read as it was written, whatever it says", () => {
    const character = fc.integer({ min: 0, max: 15 }).map((value) => value.toString(16));
    const anyDigest = fc
      .string({ unit: character, minLength: 64, maxLength: 64 })
      .map((hex) => parseDigest(`sha256:${hex}`));
    const ascii = (min: number) =>
      fc.string({
        unit: fc.integer({ min, max: 126 }).map((code) => String.fromCharCode(code)),
        minLength: 1,
        maxLength: 80,
      });
    const word = ascii(33);
    const moment = fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => `${date.toISOString().slice(0, 19)}Z`);
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    const signer = fc.record(
      { signer: name, system: fc.constant("cosign" as const), identity: ascii(32), signed: moment },
      { requiredKeys: ["signer", "system", "identity"] },
    );
    const anyEntry: fc.Arbitrary<LockEntry> = fc.record(
      {
        digest: anyDigest,
        mediaType: word,
        platforms: fc.array(fc.constantFrom("linux/amd64", "linux/arm/v7", "windows/amd64"), { maxLength: 4 }),
        signers: fc.array(signer, { maxLength: 3 }),
        source: fc.record({ repository: word, commit: word, ref: word }, { requiredKeys: ["repository"] }),
        locked: moment,
        evidence: fc.array(
          fc.record({
            subject: anyDigest,
            kind: fc.constantFrom("legacy" as const, "bundle" as const, "attestation" as const),
            manifest: anyDigest,
          }),
          { maxLength: 2 },
        ),
      },
      { requiredKeys: ["digest", "mediaType", "platforms", "signers", "locked", "evidence"] },
    );
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    const repository = fc.stringMatching(/^[a-z0-9]{1,10}(\/[a-z0-9]{1,10})?$/);
    const anyImage = fc
      .tuple(repository, tag, fc.constantFrom("tag", "digest", "both"), anyEntry)
      .map(([where, name, form, one]) => {
        const image = `ghcr.io/${where}${form === "digest" ? "" : `:${name}`}${form === "tag" ? "" : `@${one.digest}`}`;
        return [image, one] as const;
      });
    fc.assert(
      fc.property(fc.array(anyImage, { maxLength: 5 }), (images) => {
        const lock = new Map(images);
        const text = lockFileText(lock);
        const again = readLockFile(Buffer.from(text), "lock");
        expect(again).toEqual(lock);
        expect(lockFileText(again)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a file that is refused", () => {
  it.each<[string, unknown, string]>([
    ["a list", [], "is not as `digestbound lock` writes it (version 1)."],
    ["another version", { version: 2, images: {} }, "version: is not as `digestbound lock` writes it (version 1)."],
    ["no images", { version: 1 }, "images: is not as"],
    ["more than these", { version: 1, images: {}, trusted: true }, "is not as"],
    [
      "an empty name",
      { version: 1, images: { "": bare } },
      'images[""]: is no image reference in its canonical spelling.',
    ],
    ["no reference", { version: 1, images: { "A b": bare } }, 'images["A b"]: is no image reference'],
    [
      "another spelling",
      { version: 1, images: { "nginx:1": bare } },
      'images["nginx:1"]: is no image reference in its canonical',
    ],
    ["no tag", { version: 1, images: { "ghcr.io/a": bare } }, 'images["ghcr.io/a"]: names neither a tag nor a digest.'],
    [
      "another digest than it names",
      { version: 1, images: { [`ghcr.io/a@${digest("b")}`]: bare } },
      "is another digest than the one",
    ],
    [
      "no digest",
      { version: 1, images: { [IMAGE]: { ...bare, digest: undefined } } },
      `images["${IMAGE}"].digest: is not`,
    ],
    [
      "half a digest",
      { version: 1, images: { [IMAGE]: { ...bare, digest: "sha256:abc" } } },
      `images["${IMAGE}"].digest: is not`,
    ],
    [
      "an upper-case digest",
      { version: 1, images: { [IMAGE]: { ...bare, digest: digest("a").toUpperCase() } } },
      ".digest: is not",
    ],
    ["no entry", { version: 1, images: { [IMAGE]: null } }, `images["${IMAGE}"]: is not as it is written.`],
    [
      "a claim of its own",
      { version: 1, images: { [IMAGE]: { ...bare, verified: true } } },
      `images["${IMAGE}"]: is not`,
    ],
    ["no time", { version: 1, images: { [IMAGE]: { ...bare, locked: "yesterday" } } }, ".locked: is not"],
    [
      "a time of nowhere",
      { version: 1, images: { [IMAGE]: { ...bare, locked: "2026-06-01T00:00:00" } } },
      ".locked: is not",
    ],
    [
      "a signer of another kind",
      { version: 1, images: { [IMAGE]: { ...bare, signers: ["ci"] } } },
      ".signers.0: is not",
    ],
    [
      "too many signers",
      {
        version: 1,
        images: { [IMAGE]: { ...bare, signers: Array(65).fill({ signer: "a", system: "cosign", identity: "b" }) } },
      },
      ".signers: is not",
    ],
    ["no platform", { version: 1, images: { [IMAGE]: { ...bare, platforms: ["linux"] } } }, ".platforms.0: is not"],
    [
      "evidence of another kind",
      {
        version: 1,
        images: { [IMAGE]: { ...bare, evidence: [{ subject: digest("a"), kind: "trust-me", manifest: digest("a") }] } },
      },
      ".evidence.0.kind: is not",
    ],
  ])("says %s", (_, value, problem) => {
    expect(problemOf(() => read(value))).toContain(problem);
  });

  it.each([
    ["identity", { signers: [{ signer: "ci", system: "cosign", identity: "key a\u202eb" }] }],
    ["identity that breaks the line", { signers: [{ signer: "ci", system: "cosign", identity: "key a\n::error::x" }] }],
    ["signer", { signers: [{ signer: "ci\u001b[2J", system: "cosign", identity: "key a" }] }],
    ["repository", { source: { repository: "https://github.com/аcme" } }],
    ["media type", { mediaType: "a b" }],
    ["platform", { platforms: ["linux/\u0000"] }],
    ["endless ref", { source: { repository: "https://github.com/acme/web", ref: "r".repeat(3000) } }],
  ])("holds a text that would be shown as something else (law 10): %s", (_, more) => {
    expect(problemOf(() => read({ version: 1, images: { [IMAGE]: { ...bare, ...more } } }))).toContain(
      "is not as it is written.",
    );
  });

  it("hides no entry behind a name that objects have (law 3)", () => {
    const text = `{"version":1,"images":{"__proto__":${JSON.stringify(bare)}}}`;
    expect(problemOf(() => readLockFile(Buffer.from(text), "lock"))).toContain(
      'images["__proto__"]: is no image reference',
    );
    const inside = `{"version":1,"images":{"${IMAGE}":{"__proto__":{"digest":"${digest("a")}"}}}}`;
    expect(problemOf(() => readLockFile(Buffer.from(inside), "lock"))).not.toBe("nothing is wrong");
  });

  it("names one image twice, of which each reader would take another", () => {
    const one = JSON.stringify(bare);
    const text = `{"version":1,"images":{"${IMAGE}":${one},"${IMAGE}":${one}}}`;
    expect(problemOf(() => readLockFile(Buffer.from(text), "lock"))).toBe(
      "an object of the document lists the same member twice. Restore the file from version control, or write it anew with `digestbound lock`.",
    );
  });

  it.each([
    ["ours", "<<<<<<< HEAD\n"],
    ["the middle", "=======\n"],
    ["theirs", ">>>>>>> branch\n"],
    ["the base", "||||||| base\n"],
  ])("holds conflict marks: %s", (_, mark) => {
    const text = lockFileText(lockOf({ [IMAGE]: {} })).replace('      "digest"', `${mark}      "digest"`);
    expect(problemOf(() => readLockFile(Buffer.from(text), "lock"))).toBe(
      "a merge left conflict marks in it. Keep one side of each, then run `digestbound lock`.",
    );
  });

  it.each([
    ["nothing", Buffer.alloc(0), "the document is not JSON"],
    ["a byte order mark", Buffer.from("\ufeff{}"), "the document is not JSON."],
    ["no UTF-8", Buffer.from([0xff]), "the document is not UTF-8 text."],
    ["nesting without end", Buffer.from("[".repeat(100_000)), "the document nests deeper than 16 levels."],
    ["parts without end", Buffer.from(`[${"0,".repeat(2_000_001)}0]`), "has more than 2000000 parts."],
    ["a cut", Buffer.from(lockFileText(lockOf({ [IMAGE]: {} }))).subarray(0, -10), "the document is not JSON"],
  ])("is %s", (_, bytes, problem) => {
    expect(problemOf(() => readLockFile(bytes, "lock"))).toContain(problem);
  });

  it("names itself printably", () => {
    expect(() => readLockFile(Buffer.from("x"), "a\u001b[2J\n::error::b")).toThrow(
      "a\\u{1b}[2J\\u{a}::error::b is not a valid lock file: the document is not JSON. " +
        "Restore the file from version control, or write it anew with `digestbound lock`.",
    );
  });

  it("is missing, a folder, or too large", () => {
    const folder = newFolder();
    const file = (name: string) => join(folder, name);
    const problem = (name: string) => problemOf(() => loadLockFile(file(name), name));
    const remedy = "Write it with `digestbound lock`, or name the right file.";
    mkdirSync(file("folder"));
    symlinkSync(file("nowhere"), file("link"));
    writeFileSync(file("large"), Buffer.alloc(32 * 1024 * 1024 + 1, " "));
    expect(problem("missing")).toBe(`does not exist. ${remedy}`);
    expect(problem("link")).toBe(`does not exist. ${remedy}`);
    expect(problem("folder")).toBe(`is a directory. ${remedy}`);
    expect(problem("large")).toBe(`is larger than 33554432 bytes. ${remedy}`);
  });

  it("throws nothing but InvalidLock, whatever the bytes", () => {
    const parts = fc.constantFrom("version", "images", IMAGE, "digest", "__proto__", "signers", "toString");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.dictionary(parts, tie("tree")),
        fc.array(tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.boolean(), (value, wrapped) => {
        const whole = wrapped ? { version: 1, images: { [IMAGE]: value } } : value;
        expect(typeof problemOf(() => read(whole))).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
});

it("ten thousand entries are read in no time that grows with their square; one more is refused", () => {
  const images = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`ghcr.io/acme/app-${index}/web:1.4`, full] as const));
  const text = Buffer.from(lockFileText(images(10_000)));
  const start = cpuTime();
  const lock = readLockFile(text, "lock");
  // On a busy machine, too; what grows with the square of the entries takes minutes.
  expect(cpuTime() - start).toBeLessThan(10_000);
  expect(lock.size).toBe(10_000);
  const many = Buffer.from(lockFileText(images(10_001)));
  expect(problemOf(() => readLockFile(many, "lock"))).toContain("images: has more than 10000 entries.");
});
