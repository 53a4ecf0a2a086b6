import { afterAll } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPreviewRecord, type StackIdentity } from "../../src/lock/index.ts";
import { digestOf } from "../../src/reference/index.ts";

export const stack: StackIdentity = { organization: "acme", project: "shop", stack: "dev" };
export const reference = "ghcr.io/acme/web:1.4";
export const digest = digestOf(Buffer.from("approved"));
export const otherDigest = digestOf(Buffer.from("another"));

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** What names a digest in a table, with the type that only a reader gives. */
export const digestOfText = (text: string) => digestOf(Buffer.from(text));

/** Empty folders, removed after the tests of the file. */
export function temporaryFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), "digestbound-record-"));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return () => mkdtempSync(join(root, "cache-"));
}

/** A record with a clock that tests set. */
export function recordIn(folder: string, identity: StackIdentity = stack) {
  const clock = { time: Date.now() };
  return { clock, record: openPreviewRecord(folder, identity, () => clock.time) };
}

/** The one stack folder of a record. */
export function stackFolder(folder: string): string {
  const [only, ...others] = readdirSync(join(folder, "preview"));
  if (only === undefined || others.length > 0) throw new Error("expected the folder of one stack");
  return join(folder, "preview", only);
}

/** The files of approvals, those of one stack. */
export function approvalFiles(folder: string): readonly string[] {
  const parent = stackFolder(folder);
  return readdirSync(parent)
    .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
    .map((name) => join(parent, name));
}

export function onlyApproval(folder: string): string {
  const [only, ...others] = approvalFiles(folder);
  if (only === undefined || others.length > 0) throw new Error("expected one approval");
  return only;
}
