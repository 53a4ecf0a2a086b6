import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { referenceKey, stackKey } from "../../src/lock/keys.ts";
import { seal } from "../../src/storage/seal.ts";
import { digest, onlyApproval, otherDigest, recordIn, reference, stack, temporaryFolders } from "./setting.ts";

const newFolder = temporaryFolders();
const OTHER_USER = 12_345;

afterEach(() => {
  jest.restoreAllMocks();
});

/** A record with one approval, and where that lies. */
function approved() {
  const folder = newFolder();
  const { clock, record } = recordIn(folder);
  record.approve(reference, digest);
  return { folder, clock, record, path: onlyApproval(folder) };
}

function overwrite(path: string, content: string | Uint8Array): void {
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, content, { mode: 0o600 });
}

describe("a file that somebody else may have put there is no approval", () => {
  const inItsPlace: [string, (path: string) => void][] = [
    [
      "a link to the file itself",
      (path) => {
        movedAside(path, symlinkSync);
      },
    ],
    [
      "a link to nothing",
      (path) => {
        replaced(path, () => {
          symlinkSync("nowhere", path);
        });
      },
    ],
    [
      "a folder",
      (path) => {
        replaced(path, () => {
          mkdirSync(path, { mode: 0o700 });
        });
      },
    ],
    [
      "a named pipe, on which opening would wait",
      (path) => {
        replaced(path, () => execFileSync("mkfifo", ["-m", "600", path]));
      },
    ],
    [
      "nothing",
      (path) => {
        rmSync(path);
      },
    ],
  ];
  it.each(inItsPlace)("%s", (_, put) => {
    const { record, path } = approved();
    put(path);
    expect(record.candidate(reference)).toBeUndefined();
  });

  it.each([0o644, 0o640, 0o604, 0o620, 0o602, 0o660, 0o666, 0o610, 0o700 | 0o001, 0o777])(
    "with the mode %o",
    (mode) => {
      const { record, path } = approved();
      chmodSync(path, mode);
      expect(record.candidate(reference)).toBeUndefined();
    },
  );

  it("of another user", () => {
    const { record } = approved();
    expect(record.candidate(reference)).toBe(digest);
    jest.spyOn(process, "getuid").mockReturnValue(OTHER_USER);
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.approve(reference, digest)).toBe(false);
  });

  /** Only root can give a file away. */
  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot.each<[string, (path: string) => string]>([
    ["file", (path) => path],
    ["stack folder", (path) => dirname(path)],
    ["preview folder", (path) => join(path, "../..")],
    ["cache folder", (path) => join(path, "../../..")],
  ])("in which the %s is another user's, and nothing else", (_, which) => {
    const { record, path } = approved();
    chownSync(which(path), OTHER_USER, OTHER_USER);
    expect(record.candidate(reference)).toBeUndefined();
  });

  it("an approval takes the place of a file with other rights, of a link and of a pipe", () => {
    for (const [, put] of inItsPlace.filter(([what]) => what !== "a folder")) {
      const { record, path } = approved();
      put(path);
      expect(record.approve(reference, otherDigest)).toBe(true);
      expect(record.candidate(reference)).toBe(otherDigest);
    }
  });

  it("a link is replaced, and the file that it leads to is untouched", () => {
    const { record, path, folder } = approved();
    const target = join(folder, "precious");
    writeFileSync(target, "precious");
    replaced(path, () => {
      symlinkSync(target, path);
    });
    record.approve(reference, otherDigest);
    expect(readFileSync(target, "utf8")).toBe("precious");
  });

  it("where there are no user ids, modes mean nothing", () => {
    const { record, path } = approved();
    chmodSync(path, 0o666);
    expect(withoutUserIds(() => record.candidate(reference))).toBe(digest);
  });
});

describe("a folder into which somebody else may have put files is not used", () => {
  const levels: [string, (path: string) => string, number][] = [
    ["stack", (path) => dirname(path), 0o701],
    ["stack", (path) => dirname(path), 0o755],
    ["stack", (path) => dirname(path), 0o770],
    ["stack", (path) => dirname(path), 0o1777],
    ["preview", (path) => join(path, "../.."), 0o750],
    ["preview", (path) => join(path, "../.."), 0o707],
    ["cache", (path) => join(path, "../../.."), 0o775],
    ["cache", (path) => join(path, "../../.."), 0o757],
    ["cache", (path) => join(path, "../../.."), 0o1777],
  ];
  it.each(levels)("the %s folder (%#) with the wrong mode", (_, which, mode) => {
    const { record, path } = approved();
    chmodSync(which(path), mode);
    expect(record.candidate(reference)).toBeUndefined();
    expect(record.approve(reference, otherDigest)).toBe(false);
    expect(record.rememberReferences([reference])).toBe(false);
    chmodSync(which(path), 0o700);
    expect(record.candidate(reference)).toBeUndefined();
  });

  it("the cache folder itself may be read by others, as it is the user's own", () => {
    const { record, folder } = approved();
    chmodSync(folder, 0o755);
    expect(record.candidate(reference)).toBe(digest);
    expect(record.approve(reference, otherDigest)).toBe(true);
  });

  it("nothing is made in a cache folder that others can write", () => {
    const folder = newFolder();
    chmodSync(folder, 0o777);
    expect(recordIn(folder).record.approve(reference, digest)).toBe(false);
    expect(() => readFileSync(join(folder, "preview"))).toThrow("ENOENT");
  });

  it.each(["", "..", "../.."])("a link in the place of the file's folder/%s", (up) => {
    const { record, path } = approved();
    movedAside(join(dirname(path), up), symlinkSync);
    expect(record.candidate(reference)).toBeUndefined();
    expect(withoutUserIds(() => record.candidate(reference))).toBeUndefined();
    expect(record.approve(reference, otherDigest)).toBe(false);
  });
});

describe("an approval that was moved or copied is none", () => {
  it("from another reference of the stack", () => {
    const { record, path, folder } = approved();
    renameSync(path, join(dirname(path), `${referenceKey(stack, "nginx")}.json`));
    expect(record.candidate("nginx")).toBeUndefined();
    expect(onlyApproval(folder)).not.toBe(path);
  });

  it("from another stack", () => {
    const { path, folder } = approved();
    const other = { ...stack, stack: "prod" };
    const place = join(folder, "preview", stackKey(other));
    mkdirSync(place, { mode: 0o700 });
    copyFileSync(path, join(place, `${referenceKey(other, reference)}.json`));
    expect(recordIn(folder, other).record.candidate(reference)).toBeUndefined();
  });

  it("with the whole folder of another stack", () => {
    const { path, folder } = approved();
    const other = { ...stack, project: "bank" };
    renameSync(dirname(path), join(folder, "preview", stackKey(other)));
    expect(recordIn(folder, other).record.candidate(reference)).toBeUndefined();
  });

  it("but the whole cache folder may be moved", () => {
    const { folder } = approved();
    const moved = join(newFolder(), "moved");
    renameSync(folder, moved);
    expect(recordIn(moved).record.candidate(reference)).toBe(digest);
  });
});

describe("content that is not exactly what is written is no approval", () => {
  const key = { stack: stackKey(stack), reference: referenceKey(stack, reference) };
  const now = Date.now();
  const right = { version: 1, ...key, digest, approved: now };

  const text = JSON.stringify(right);
  const padded = (length: number) => seal(text + " ".repeat(length - seal(text).length));

  /** The candidate where the file holds this. */
  function read(content: string | Uint8Array) {
    const { clock, record, path } = approved();
    clock.time = now;
    overwrite(path, content);
    return record.candidate(reference);
  }

  it("as a control, this one is taken", () => {
    expect(read(seal(text))).toBe(digest);
    expect(read(padded(1024))).toBe(digest);
  });

  const members: [string, object][] = [
    ["version 2", { version: 2 }],
    ["version 0", { version: 0 }],
    ['version "1"', { version: "1" }],
    ["no version", { version: undefined }],
    ["another stack", { stack: stackKey({ ...stack, stack: "prod" }) }],
    ["no stack", { stack: undefined }],
    ["another reference", { reference: referenceKey(stack, "nginx") }],
    ["no reference", { reference: undefined }],
    ["an unknown member", { note: "" }],
    ["no digest", { digest: undefined }],
    ["a list of digests", { digest: [digest] }],
    ["an empty digest", { digest: "" }],
    ["a digest in upper case", { digest: digest.toUpperCase() }],
    ["a digest of another algorithm", { digest: `md5:${"0".repeat(32)}` }],
    ["a digest that is cut off", { digest: digest.slice(0, -1) }],
    ["a digest and more", { digest: `${digest}\n` }],
    ["no time", { approved: undefined }],
    ["the time null", { approved: null }],
    ["the time as text", { approved: String(now) }],
    ["a time in the future", { approved: now + 1 }],
    ["a time an hour ago", { approved: now - 3_600_000 }],
    ["a fraction of a time", { approved: now - 0.5 }],
  ];
  it.each(members)("sealed, but with %s", (_, change) => {
    expect(read(seal(JSON.stringify({ ...right, ...change })))).toBeUndefined();
  });

  const contents: [string, string | Uint8Array][] = [
    ["nothing", ""],
    ["JSON without its seal", text],
    ["a wrong seal", seal(text).replace(/^./, (first) => (first === "0" ? "1" : "0"))],
    ["a seal in upper case", seal(text).replace(/^[0-9a-f]+/, (hex) => `${hex.slice(0, -1)}G`)],
    ["the seal of nothing", seal("")],
    ["sealed text that is not JSON", seal("approved")],
    ["sealed JSON that is null", seal("null")],
    ["a sealed list", seal(`[${text}]`)],
    ["two approvals", seal(text) + seal(text)],
    ["a line feed at the end", `${seal(text)}\n`],
    ["a byte order mark", `\uFEFF${seal(text)}`],
    ["UTF-16", Buffer.from(seal(text), "utf16le")],
    ["zeros, as after a power cut", Buffer.alloc(300)],
    ["1,025 bytes, though sealed", padded(1025)],
  ];
  it.each(contents)("%s", (_, content) => {
    expect(read(content)).toBeUndefined();
  });

  it("a huge file is not read", () => {
    const { record, path } = approved();
    truncateSync(path, 2 ** 40);
    expect(record.candidate(reference)).toBeUndefined();
  });

  it("every truncation, every longer file", () => {
    const { record, path } = approved();
    const whole = readFileSync(path);
    const taken = Array.from(whole.keys()).filter((length) => {
      writeFileSync(path, whole.subarray(0, length));
      return record.candidate(reference) !== undefined;
    });
    expect(taken).toEqual([]);
    writeFileSync(path, whole);
    expect(record.candidate(reference)).toBe(digest);
    appendFileSync(path, "x");
    expect(record.candidate(reference)).toBeUndefined();
  });

  it("every flipped bit", () => {
    const { record, path } = approved();
    const whole = readFileSync(path);
    const file = openSync(path, "r+");
    const taken = Array.from({ length: whole.length * 8 }, (_, bit) => bit).filter((bit) => {
      const at = bit >> 3;
      const flipped = Buffer.of((whole[at] ?? 0) ^ (1 << (bit & 7)));
      writeSync(file, flipped, 0, 1, at);
      const isTaken = record.candidate(reference) !== undefined;
      writeSync(file, whole, at, 1, at);
      return isTaken;
    });
    closeSync(file);
    expect(record.candidate(reference)).toBe(digest);
    expect(taken).toEqual([]);
  });

  it("no bytes ever yield another digest than the approved one", () => {
    const { record, path } = approved();
    const whole = readFileSync(path);
    const place = fc.nat({ max: whole.length });
    const damage = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc.json().map((json) => Buffer.from(seal(json))),
      fc
        .tuple(place, place, fc.uint8Array({ maxLength: 80 }))
        .map(([from, to, bytes]) => Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(to)])),
      fc.tuple(place, fc.constantFrom(...Array.from("0123456789abcdef"))).map(([at, hex]) => {
        const changed = Buffer.from(whole);
        changed.write(hex, Math.min(at, whole.length - 1), "latin1");
        return changed;
      }),
    );
    fc.assert(
      fc.property(damage, (bytes) => {
        writeFileSync(path, bytes);
        expect(record.candidate(reference)).toBe(bytes.equals(whole) ? digest : undefined);
      }),
      { numRuns: 300 },
    );
  });
});

describe("hard links", () => {
  it("to an approval make it neither better nor worse", () => {
    const { record, path } = approved();
    linkSync(path, `${path}.tmp`);
    expect(record.candidate(reference)).toBe(digest);
    record.approve(reference, otherDigest);
    expect(readFileSync(`${path}.tmp`, "utf8")).toContain(digest);
  });
});

function replaced(path: string, put: () => unknown): void {
  rmSync(path);
  put();
}

/** The same file or folder, but behind a link. */
function movedAside(path: string, link: (target: string, path: string) => void): void {
  const aside = `${path.replace(/\/+$/, "")}-aside`;
  renameSync(path, aside);
  link(aside, path);
}

function withoutUserIds<T>(action: () => T): T {
  const { getuid } = process;
  Object.assign(process, { getuid: undefined });
  try {
    return action();
  } finally {
    Object.assign(process, { getuid });
  }
}
