import type { LockEntry } from "../../lock/index.ts";
import { shown } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";
import type { LockedIn } from "./explanation.ts";

/** How many of the digests that are locked for one repository are told. */
const TOLD = 5;

/** What the lock file says of the image, by its own word: it is never evidence. */
export function lockLines(locked: LockedIn | undefined): readonly string[] {
  if (locked === undefined) return [];
  const head = `Lock: ${printable(locked.source)}`;
  switch (locked.kind) {
    case "missing":
      return ["", head, "  no entry for it"];
    case "locked":
      return ["", head, ...entryLines(locked.entry)];
    case "different": {
      const { entries } = locked;
      const more = entries.length > TOLD ? [`  and ${entries.length - TOLD} more`] : [];
      return [
        "",
        head,
        "  another digest than the one that is named:",
        ...entries.slice(0, TOLD).flatMap(entryLines),
        ...more,
      ];
    }
  }
}

function entryLines({ digest, locked, platforms, signers, source }: LockEntry): readonly string[] {
  const from = source && [source.repository, source.ref, source.commit].filter((part) => part !== undefined);
  return [
    `  ${digest} since ${locked}`,
    ...(platforms.length === 0 ? [] : [`    platforms: ${platforms.slice(0, 32).map(shown).join(", ")}`]),
    ...signers.map(({ signer, identity }) => `    signed then by ${shown(signer)} (${shown(identity)})`),
    ...(from === undefined ? [] : [`    built from ${from.map(shown).join(" ")}`]),
  ];
}

/** The same as JSON; null where there is no lock file. */
export function lockJson(locked: LockedIn | undefined) {
  if (locked === undefined) return null;
  const { source, kind } = locked;
  const entries = kind === "locked" ? [locked.entry] : kind === "different" ? locked.entries : [];
  const told = entries.map(({ digest, locked: since, signers }) => ({
    digest,
    locked: since,
    signers: signers.map(({ signer, identity }) => ({ signer: shown(signer), identity: shown(identity) })),
  }));
  return { source: printable(source), kind, entries: told };
}
