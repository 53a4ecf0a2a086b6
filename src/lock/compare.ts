import { withoutCommands } from "../reference/index.ts";
import { warningsOf, type ChangeWarning } from "./downgrades.ts";
import type { LockedSigner, LockedSource, LockEntry } from "./lock-entry.ts";

export type { ChangeWarning, ChangeWarningKind } from "./downgrades.ts";

/** What differs between two entries of one reference, in printable words for people. */
export interface ChangeDescription {
  /** `was  sha256:…`, who signed it and what it was built from; the same of `now`; what came and went. */
  readonly lines: readonly string[];
  /** What a reviewer should not overlook. Nothing here is a verdict: both entries only say what was verified once. */
  readonly warnings: readonly ChangeWarning[];
}

/** Compares what a reference stood for with what it stands for now. Pure. */
export function describeChange(old: LockEntry, now: LockEntry): ChangeDescription {
  return {
    lines: [...entryLines("was", old), ...entryLines("now", now), ...platformLines(old, now), ...typeLines(old, now)],
    warnings: warningsOf(old, now),
  };
}

/** One entry: its digest after the label, and below who signed it, when, and what it was built from. */
export function entryLines(label: string, { digest, signers, source }: LockEntry): readonly string[] {
  const vouched = signers.length === 0 ? ["vouched for by nobody"] : signers.map(signerText);
  const built = source === undefined ? [] : [sourceText(source)];
  const indent = " ".repeat(label.length);
  return [`${label}  ${digest}`, ...[...vouched, ...built].map((line) => `${indent}  ${line}`)];
}

function signerText({ signer, identity, signed }: LockedSigner): string {
  return withoutCommands(`signed by ${signer}, ${identity}${signed === undefined ? "" : `, ${signed}`}`);
}

function sourceText({ repository, ref, commit }: LockedSource): string {
  const parts = [repository, ref, commit && `commit ${commit}`].filter((part) => part !== undefined);
  return withoutCommands(`built from ${parts.join(", ")}`);
}

function platformLines(old: LockEntry, now: LockEntry): readonly string[] {
  const came = now.platforms.filter((platform) => !old.platforms.includes(platform));
  const went = old.platforms.filter((platform) => !now.platforms.includes(platform));
  return [
    ...(came.length === 0 ? [] : [`platforms that came: ${came.join(", ")}`]),
    ...(went.length === 0 ? [] : [`platforms that went: ${went.join(", ")}`]),
  ];
}

function typeLines({ mediaType: was }: LockEntry, { mediaType: is }: LockEntry): readonly string[] {
  return was === is ? [] : [withoutCommands(`media type: ${is}, was ${was}`)];
}
