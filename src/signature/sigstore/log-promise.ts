import { verify } from "node:crypto";
import { json } from "@sigstore/core";
import type { LogEntry } from "./log-entry.ts";
import { SignatureRejected } from "./reasons.ts";
import type { TrustedLog } from "./trusted-root-log.ts";

/** The kind of entry that slsa-github-generator made until 2023, and that the library does not know. */
export function isAdapted({ entry }: LogEntry): boolean {
  return entry.kindVersion.kind === "intoto" && entry.kindVersion.version === "0.0.1";
}

/**
 * Verifies the promise of an entry that the library would refuse for its kind: the log's signature over the entry
 * (rekor, "signed entry timestamp": JSON in the canonical form of RFC 8785).
 * @throws SignatureRejected "untrusted-log-entry"
 */
export function checkPromise({ entry, log, time }: LogEntry, logs: readonly TrustedLog[]): void {
  const signed = json.canonicalize({
    body: entry.canonicalizedBody.toString("base64"),
    integratedTime: Number(entry.integratedTime),
    logIndex: Number(entry.logIndex),
    logID: log,
  });
  const signature = entry.inclusionPromise?.signedEntryTimestamp;
  const promised =
    signature !== undefined &&
    logs
      .filter(({ logID, validFor: { start, end } }) => {
        return logID.toString("hex") === log && time !== undefined && start <= time && time <= end;
      })
      .some(({ publicKey }) => verify(undefined, Buffer.from(signed), publicKey, signature));
  if (!promised)
    throw new SignatureRejected(
      "untrusted-log-entry",
      "a signature was found, but its transparency log entry is not vouched for by a trusted log",
    );
}
