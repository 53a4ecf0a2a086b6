import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { isFrozenAtBoot, readLock, type LockOptions } from "../../src/pulumi/lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-lock-"));
  mkdirSync(join(folder, "pack"));
  for (const file of ["a.lock", "b.lock", "c.lock", "pack/d.lock"]) write(file, '{ "version": 1, "images": {} }');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
function write(name: string, text: string): void {
  writeFileSync(at(name), text);
}

interface Given {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly options?: LockOptions;
  readonly environment?: NodeJS.ProcessEnv;
}
const read = ({ config = {}, options = {}, environment = {} }: Given) =>
  readLock({ config, options, environment, packFolder: at("pack") });
function messageOf(given: Given): string {
  const state = read(given);
  return state.kind === "invalid" ? state.message : state.kind;
}

describe("the lock file of a pack", () => {
  it("is none where nobody names one: it is never looked for, not in any folder", () => {
    write("digestbound.lock", '{ "version": 1, "images": {} }');
    write("pack/digestbound.lock", '{ "version": 1, "images": {} }');
    expect(read({})).toEqual({ kind: "absent" });
    expect(read({ environment: { DIGESTBOUND_FROZEN: "false" } })).toEqual({ kind: "absent" });
  });

  it("is that of the policy config before the option's, and that before the environment's", () => {
    const given = {
      config: { lock: at("a.lock") },
      options: { lock: at("b.lock") },
      environment: { DIGESTBOUND_LOCK: at("c.lock") },
    };
    expect(read(given)).toMatchObject({ kind: "read", lock: { source: "a.lock", frozen: false } });
    expect(read({ ...given, config: {} })).toMatchObject({ lock: { source: "b.lock" } });
    expect(read({ environment: given.environment })).toMatchObject({ lock: { source: "c.lock" } });
  });

  it("is seen from the pack's folder where its path is relative", () => {
    expect(read({ config: { lock: "../a.lock" } })).toMatchObject({ kind: "read", lock: { source: "a.lock" } });
    expect(read({ options: { lock: "d.lock" } })).toMatchObject({ kind: "read", lock: { source: "d.lock" } });
    expect(messageOf({ config: { lock: "a.lock" } })).toContain(
      `${at("pack/a.lock")} is not a valid lock file: does not exist.`,
    );
  });

  it.each(["a.lock", "./a.lock", "", "file:///a.lock"])(
    "is an error where the environment names it by %j: a pack does not know from where it was called",
    (path) => {
      expect(messageOf({ environment: { DIGESTBOUND_LOCK: path } })).toContain(
        'DIGESTBOUND_LOCK="$PWD/digestbound.lock"',
      );
    },
  );

  it.each([
    [
      "is missing",
      { lock: "gone.lock" },
      "gone.lock is not a valid lock file: does not exist. Write it with `digestbound lock`",
    ],
    ["is a folder", { lock: "." }, "is a directory"],
    ["holds something else", { lock: "bad.lock" }, "is not as `digestbound lock` writes it"],
    ["is named by a number", { lock: 1 }, 'the policy config "lock" is no path'],
    ["is named by nothing", { lock: "" }, 'the policy config "lock" is no path'],
    ["is named by null", { lock: null }, 'the policy config "lock" is no path'],
  ])("that %s is an error and never as if there were none (laws 3 and 7)", (_, config, message) => {
    write("pack/bad.lock", '{ "version": 2 }');
    expect(messageOf({ config, environment: { DIGESTBOUND_LOCK: at("c.lock") } })).toMatch(/^lock-invalid: /);
    expect(messageOf({ config })).toContain(message);
  });
});

describe("frozen", () => {
  const lock = { lock: "../a.lock" };
  const isFrozen = (given: Given) => {
    const state = read(given);
    return state.kind === "read" ? state.lock.frozen : state.kind;
  };

  it("is what the policy config says before the option, and that before the environment", () => {
    const on = { DIGESTBOUND_FROZEN: "true" };
    expect(isFrozen({ config: { ...lock, frozen: false }, options: { frozen: true }, environment: on })).toBe(false);
    expect(isFrozen({ config: { ...lock, frozen: true }, options: { frozen: false } })).toBe(true);
    expect(isFrozen({ config: lock, options: { frozen: false }, environment: on })).toBe(false);
    expect(isFrozen({ config: lock, environment: on })).toBe(true);
    expect(isFrozen({ config: lock, environment: { DIGESTBOUND_FROZEN: "false" } })).toBe(false);
    expect(isFrozen({ config: lock })).toBe(false);
  });

  it.each([
    [{ config: { ...lock, frozen: "true" } }, 'the policy config "frozen" is neither'],
    [{ config: { ...lock, frozen: null } }, 'the policy config "frozen" is neither'],
    [{ config: lock, environment: { DIGESTBOUND_FROZEN: "yes" } }, "DIGESTBOUND_FROZEN is neither"],
    [{ config: lock, environment: { DIGESTBOUND_FROZEN: "" } }, "DIGESTBOUND_FROZEN is neither"],
  ] as const)("%j is an error (law 7)", (given, message) => {
    expect(messageOf(given)).toContain(message);
  });

  it.each([
    { config: { frozen: true } },
    { options: { frozen: true } },
    { environment: { DIGESTBOUND_FROZEN: "true" } },
  ])("%j without a lock file is an error", (given) => {
    expect(messageOf(given)).toContain("frozen is set, and no lock file is named");
  });

  it("is known at boot from the option, else from the environment", () => {
    expect(isFrozenAtBoot({}, {})).toBe(false);
    expect(isFrozenAtBoot({}, { DIGESTBOUND_FROZEN: "true" })).toBe(true);
    expect(isFrozenAtBoot({ frozen: true }, {})).toBe(true);
    expect(isFrozenAtBoot({ frozen: false }, { DIGESTBOUND_FROZEN: "true" })).toBe(false);
  });
});

describe("every message, whole", () => {
  const WRITE = "Write it with `digestbound lock`, or name the right file.";
  it.each<[Given, () => string]>([
    [
      { config: { lock: "gone.lock" } },
      () => `${at("pack/gone.lock")} is not a valid lock file: does not exist. ${WRITE}`,
    ],
    [{ options: { lock: "." } }, () => `${at("pack")} is not a valid lock file: is a directory. ${WRITE}`],
    [
      { config: { lock: "bad.lock" } },
      () =>
        `${at("pack/bad.lock")} is not a valid lock file: version: is not as \`digestbound lock\` writes it (version 1). ` +
        "Restore the file from version control, or write it anew with `digestbound lock`.",
    ],
    [{ config: { lock: 1 } }, () => 'the policy config "lock" is no path: name the lock file, or leave it out.'],
    [{ options: { lock: "" } }, () => 'the option "lock" is no path: name the lock file, or leave it out.'],
    [
      { environment: { DIGESTBOUND_LOCK: "a.lock" } },
      () => 'DIGESTBOUND_LOCK is no absolute path: write DIGESTBOUND_LOCK="$PWD/digestbound.lock".',
    ],
    [{ config: { lock: "d.lock", frozen: "yes" } }, () => 'the policy config "frozen" is neither true nor false.'],
    [{ options: { lock: "d.lock", frozen: "yes" as never } }, () => 'the option "frozen" is neither true nor false.'],
    [{ environment: { DIGESTBOUND_FROZEN: "1" } }, () => "DIGESTBOUND_FROZEN is neither true nor false."],
    [
      { config: { frozen: true } },
      () =>
        'frozen is set, and no lock file is named: set "lock" beside "frozen" in the policy config of "digestbound", or DIGESTBOUND_LOCK.',
    ],
  ])("%j", (given, expected) => {
    write("pack/bad.lock", '{ "version": 2 }');
    expect(messageOf(given)).toBe(`lock-invalid: ${expected()}`);
  });
});

it("what goes wrong for a reason nobody expected tells only the kind of the error (laws 3 and 10)", () => {
  const hostile = new Proxy(
    {},
    {
      has: () => {
        throw new TypeError("canary-hunter2");
      },
    },
  );
  expect(messageOf({ config: hostile })).toBe("lock-invalid: the lock file could not be read (TypeError).");
});
