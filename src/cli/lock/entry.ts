import type { Verdict } from "../../gate/index.ts";
import { canBeLocked, type LockedSigner, type LockedSource, type LockEntry } from "../../lock/index.ts";

type Described = Extract<NonNullable<Verdict["described"]>, { kind: "described" }>;

/** The entry of a digest that was just judged. `now`: when it is written. */
export function entryOf(described: Described, now: Date): LockEntry {
  const { digest, mediaType, platforms, source } = described;
  const told = sourceOf(source);
  return {
    digest,
    mediaType,
    platforms,
    signers: signersOf(described),
    ...(told && { source: told }),
    locked: moment(now),
    evidence: [],
  };
}

/** In one order, whatever order the signatures were found in. */
function signersOf({ vouchers }: Described): readonly LockedSigner[] {
  const signers = vouchers.map(({ signer, system, identity, times = [] }) => {
    const first = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
    return { signer, system, identity, ...(first && { signed: moment(first) }) };
  });
  return signers.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

function order({ signer, identity }: LockedSigner): string {
  return JSON.stringify([signer, identity]);
}

/** A builder's own words stand in the file only where they cannot be taken for anything else (law 10). */
function sourceOf(source: Described["source"]): LockedSource | undefined {
  if (source === undefined || !canBeLocked(source.repository)) return undefined;
  const { repository, commit = "", ref = "" } = source;
  return { repository, ...(canBeLocked(commit) && { commit }), ...(canBeLocked(ref) && { ref }) };
}

function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Whether an entry says anything else than another, beside when it was written and what is stored. */
export function saysTheSame(a: LockEntry, b: LockEntry): boolean {
  return said(a) === said(b);
}

function said({ digest, mediaType, platforms, signers, source }: LockEntry): string {
  const told = source && [source.repository, source.commit ?? null, source.ref ?? null];
  const who = signers.map(({ signer, system, identity, signed }) => [signer, system, identity, signed ?? null]);
  return JSON.stringify([digest, mediaType, platforms, who, told ?? null]);
}
