import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { writeLock } from "../../../src/cli/lock/place.ts";
import { InvalidLock, lockFileText } from "../../../src/lock/index.ts";
import { digestOf } from "../../../src/reference/index.ts";
import { entry } from "../../gate/lock-setting.ts";

const folder = mkdtempSync(join(tmpdir(), "digestbound-place-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("a lock file that no reader would take is not written, and the old one stays", () => {
  const path = join(folder, "digestbound.lock");
  writeFileSync(path, lockFileText(new Map()));
  const one = entry(digestOf(Buffer.from("a")));
  const tooMany = new Map(Array.from({ length: 10_001 }, (_, index) => [`ghcr.io/acme/a${index}:1`, one]));
  expect(() => {
    writeLock({ path, shown: "digestbound.lock" }, () => tooMany);
  }).toThrow(
    new InvalidLock(
      "digestbound.lock is not a valid lock file: images: has more than 10000 entries. " +
        "Restore the file from version control, or write it anew with `digestbound lock`.",
    ),
  );
  expect(readFileSync(path, "utf8")).toBe(lockFileText(new Map()));
  expect(existsSync(`${path}.tmp`)).toBe(false);
});
