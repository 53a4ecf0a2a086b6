import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { attempt } from "./attempt.ts";
import { sizeOnDisk } from "./ledger.ts";

interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

/**
 * Removes the files of these folders that were used the longest ago, until the others take `target` bytes at most; how
 * many they take. Undefined where it was stopped before. Two processes that do it at once remove the same ones.
 */
export async function evict(
  shards: readonly string[],
  target: number,
  stopped: () => boolean,
): Promise<number | undefined> {
  const files: KeptFile[] = [];
  for (const shard of shards) {
    if (stopped()) return undefined;
    files.push(...filesIn(shard));
    // Other work goes on between two folders.
    await setImmediate();
  }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.modified - b.modified)) {
    if (total <= target) break;
    if (attempt(false, () => removed(path))) total -= size;
  }
  return total;
}

/** All folders that hold kept files: `<root>/<kind>/<hex digit>`. */
export function shardsOf(root: string, kinds: readonly string[]): readonly string[] {
  return kinds.flatMap((kind) => namesIn(join(root, kind)).map((shard) => join(root, kind, shard)));
}

function filesIn(shard: string): readonly KeptFile[] {
  return namesIn(shard).flatMap((name) => {
    const path = join(shard, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined || status.isDirectory()) return [];
    return [{ path, size: sizeOnDisk(status.size), modified: status.mtimeMs }];
  });
}

function namesIn(folder: string): readonly string[] {
  return attempt([], () => readdirSync(folder));
}

function removed(path: string): true {
  rmSync(path, { force: true });
  return true;
}
