import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { entryOf } from "../../../src/cli/lock/entry.ts";
import { writeLock } from "../../../src/cli/lock/place.ts";
import { lockFileText, readLockFile } from "../../../src/lock/index.ts";
import { digest, entry, INDEX } from "../../lock/lock-setting.ts";

const described: Parameters<typeof entryOf>[0] = {
  ...{ digest: digest("a"), mediaType: INDEX, platforms: [], isEarned: true, vouchers: [] },
  kind: "described",
};
const NOW = new Date("2026-06-01T00:00:00.999Z");

it.each([
  [
    "whole",
    { repository: "https://a/b", commit: "1", ref: "refs/x" },
    { repository: "https://a/b", commit: "1", ref: "refs/x" },
  ],
  [
    "without a ref that shows as another",
    { repository: "https://a/b", ref: "refs/heads/m\u202ein" },
    { repository: "https://a/b" },
  ],
  ["without an endless commit", { repository: "https://a/b", commit: "1".repeat(5000) }, { repository: "https://a/b" }],
  ["not at all where its repository would", { repository: "https://а/b\n", ref: "refs/x" }, undefined],
])("an entry holds a builder's own words %s (law 10)", (_, source, told) => {
  const made = entryOf({ ...described, source }, NOW);
  expect(made.source).toEqual(told);
  expect(made.locked).toBe("2026-06-01T00:00:00Z");
  expect(() => readLockFile(Buffer.from(lockFileText(new Map([["ghcr.io/a:1", made]]))), "lock")).not.toThrow();
});

it("signers stand in one order, each with the first time that is vouched for", () => {
  const signer = (name: string, ...times: readonly string[]): (typeof described.vouchers)[number] => ({
    ...{ signer: name, identity: `key ${name}` },
    ...(times.length > 0 && { times: times.map((time) => new Date(time)) }),
    system: "cosign",
    format: "bundle",
  });
  const vouchers = [signer("b", "2026-05-02T00:00:00Z", "2026-05-01T00:00:00.500Z"), signer("a")];
  expect(entryOf({ ...described, vouchers }, NOW).signers).toEqual([
    { signer: "a", system: "cosign", identity: "key a" },
    { signer: "b", system: "cosign", identity: "key b", signed: "2026-05-01T00:00:00Z" },
  ]);
});

it("what would not be read again is not written", () => {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-lock-"));
  const path = join(folder, "digestbound.lock");
  const many = new Map(Array.from({ length: 10_001 }, (_, index) => [`ghcr.io/a:${index}`, entry()] as const));
  expect(() => {
    writeLock({ path, shown: "digestbound.lock" }, () => many);
  }).toThrow("digestbound.lock is not a valid lock file: images: has more than 10000 entries.");
  expect(existsSync(path)).toBe(false);
  rmSync(folder, { recursive: true });
});
