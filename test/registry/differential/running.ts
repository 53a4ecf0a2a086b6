import { afterAll, expect } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Close = () => Promise<unknown>;

/** Takes what is to be closed, last first, after all tests of a `describe`, also where its `beforeAll` failed half way. */
export function closingAfterAll(): (close: Close) => void {
  const closers: Close[] = [];
  afterAll(async () => {
    const failures: unknown[] = [];
    for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
    expect(failures).toEqual([]);
  });
  return (close) => {
    closers.push(close);
  };
}

/** A folder that is gone after the servers in it are. */
export function temporaryFolder(closeLater: (close: Close) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-differential-"));
  closeLater(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  return folder;
}
