import { describeChange, entryLines, type ChangeWarning, type LockEntry, type Previous } from "../../lock/index.ts";
import type { Change } from "./changes.ts";
import { entryOf } from "./entry.ts";
import { pinnedName } from "./named.ts";
import type { Judge } from "./judging.ts";
import { saidOf } from "./said.ts";

/** A change with all that is told of it. */
export interface Compared {
  readonly change: Change;
  /** The old digest as it is verified today; as the lock file says where it is not. */
  readonly old?: LockEntry;
  /** Why the old digest would not be trusted today, printable. */
  readonly oldRefused?: string;
  readonly lines: readonly string[];
  readonly warnings: readonly ChangeWarning[];
}

/** Verifies the old digests again, so that what is told of them does not rest on what a file says (law 5). */
export async function compare(changes: readonly Change[], judge: Judge, now: Date): Promise<readonly Compared[]> {
  const moved = changes.filter(
    ({ old, now: entry }) => old !== undefined && entry !== undefined && isOther(old, entry),
  );
  const verdicts = await judge(moved.map(({ old }) => (old === undefined ? "" : pinned(old))));
  const byImage = new Map(moved.map(({ image }, index) => [image, verdicts[index]]));
  return changes.map((change) => {
    const verdict = byImage.get(change.image);
    return told(change, verdict === undefined ? undefined : today(verdict, now));
  });
}

function isOther({ entry }: Previous, { digest }: LockEntry): boolean {
  return entry.digest !== digest;
}

function pinned({ image, entry }: Previous): string {
  return pinnedName(image, entry.digest);
}

interface Today {
  readonly entry?: LockEntry;
  readonly refused?: string;
}

function today(verdict: Awaited<ReturnType<Judge>>[number], now: Date): Today {
  const { described } = verdict;
  if (described?.kind === "described" && described.isEarned) return { entry: entryOf(described, now) };
  return { refused: saidOf(verdict) };
}

function told(change: Change, { entry, refused }: Today = {}): Compared {
  const { old: previous, now } = change;
  const old = entry ?? previous?.entry;
  const note = refused === undefined ? [] : [`was as the lock file says; it is not trusted today: ${refused}`];
  const described = old && now && describeChange(old, now);
  const lines = described?.lines ?? [...(old ? entryLines("was", old) : []), ...(now ? entryLines("now", now) : [])];
  return {
    change,
    ...(old && { old }),
    ...(refused !== undefined && { oldRefused: refused }),
    lines: [...lines, ...note],
    warnings: described?.warnings ?? [],
  };
}
