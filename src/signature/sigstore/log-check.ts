import type { SignedContent } from "./content.ts";
import { checkLogBody } from "./log-body.ts";
import type { SigningMaterial } from "./log-body.ts";
import type { LogEntry } from "./log-entry.ts";
import { MAX_CLOCK_SKEW_MS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import type { TrustedLog } from "./trusted-root-log.ts";

/** The entries that name a log of the root. */
export function ofKnownLogs(entries: readonly LogEntry[], logs: readonly TrustedLog[]): readonly LogEntry[] {
  const known = new Set(logs.map(({ logID }) => logID.toString("hex")));
  return entries.filter(({ log }) => known.has(log));
}

/**
 * What has to hold for every entry of a known log before and beside the library's proof of it: it is about this signature,
 * and none is there twice.
 * @throws SignatureRejected
 */
export function checkLogEntries(entries: readonly LogEntry[], content: SignedContent, signer: SigningMaterial): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    const same = `${entry.log} ${entry.entry.canonicalizedBody.toString("base64")}`;
    if (seen.has(same)) throw logRejected("untrusted-log-entry", "is there twice");
    seen.add(same);
    checkLogBody(entry, content, signer);
  }
}

/**
 * @param entries those of known logs
 * @param found all of them
 * @throws SignatureRejected "no-log-entry", or "untrusted-log-entry" where all are of logs that nobody knows
 */
export function requireLogs(entries: readonly LogEntry[], found: readonly LogEntry[], wanted: number): void {
  const logs = new Set(entries.map(({ log }) => log)).size;
  if (logs >= wanted) return;
  if (logs === 0 && found.length > 0)
    throw logRejected("untrusted-log-entry", "is of a transparency log that is not trusted");
  noLogEntry(logs, wanted);
}

function noLogEntry(logs: number, wanted: number): never {
  const found = logs === 0 ? "it has no transparency log entry" : `it is in ${logs} transparency log`;
  throw new SignatureRejected("no-log-entry", `a signature was found, but ${found}, and ${wanted} is asked for`);
}

/**
 * The library holds only promised times against a log's validity; an entry that is proven by inclusion alone is dated by
 * the timestamps beside it, and all of them have to lie within. Both ends are inclusive.
 * @throws SignatureRejected "log-not-valid"
 */
export function checkLogValidity(
  entries: readonly LogEntry[],
  logs: readonly TrustedLog[],
  times: readonly Date[],
): void {
  for (const { log, time } of entries) {
    const dates = time === undefined ? times : [time];
    const windows = logs.filter(({ logID }) => logID.toString("hex") === log).map(({ validFor }) => validFor);
    if (!windows.some(({ start, end }) => dates.every((date) => start <= date && date <= end)))
      throw logRejected("log-not-valid", "is of a transparency log that was not trusted at that time");
  }
}

/** @throws SignatureRejected "future-time" */
export function checkNotAhead(times: readonly Date[], now: Date): void {
  const late = times.find((time) => time.getTime() > now.getTime() + MAX_CLOCK_SKEW_MS);
  if (late !== undefined)
    throw new SignatureRejected("future-time", `a signature was found, but it is dated ahead: ${late.toISOString()}`);
}

function logRejected(reason: "untrusted-log-entry" | "log-not-valid", problem: string): SignatureRejected {
  return new SignatureRejected(reason, `a signature was found, but its transparency log entry ${problem}`);
}
