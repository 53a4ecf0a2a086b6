import type { SignedEntity } from "@sigstore/verify";
import type { SignedContent } from "./content.ts";
import type { SigningMaterial } from "./log-body.ts";
import { checkLogEntries, checkNotAhead, ofKnownLogs, requireLogs } from "./log-check.ts";
import type { LogEntry } from "./log-entry.ts";
import { checkPromise, isAdapted } from "./log-promise.ts";
import type { VerificationMaterial } from "./material.ts";
import type { Thresholds } from "./thresholds.ts";
import type { Timestamp } from "./timestamp.ts";
import { ofKnownAuthorities, requireAuthorities, requireTimes, stampOver } from "./timestamp-check.ts";
import type { TrustedRoot } from "./trusted-root.ts";

/** Who vouches for a signature beside its signer: log entries and timestamps of those whom the root knows. */
export interface Witnesses {
  readonly entries: readonly LogEntry[];
  readonly timestamps: readonly Timestamp[];
  /** The times that they give, once the library has verified them. */
  readonly times: readonly Date[];
}

/**
 * Reads them and checks what the library does not. What a root has no authority for is not looked at.
 *
 * Witnesses whom the root does not know are passed over, where the library would refuse the signature: whoever may add one
 * may as well take it away, so it can neither help a signature nor stand in its way. All that claims to be by a known one
 * has to verify.
 * @throws SignatureRejected
 */
export function readWitnesses(
  material: VerificationMaterial,
  root: TrustedRoot,
  signed: { readonly content: SignedContent; readonly by: SigningMaterial },
  thresholds: Thresholds,
  now: Date,
): Witnesses {
  const { tlogs, timestampAuthorities } = root.material;
  const foundEntries = tlogs.length > 0 ? material.entries() : [];
  const foundTimestamps = timestampAuthorities.length > 0 ? material.timestamps() : [];
  const entries = ofKnownLogs(foundEntries, tlogs);
  const timestamps = ofKnownAuthorities(foundTimestamps, timestampAuthorities);
  requireLogs(entries, foundEntries, thresholds.transparencyLogs);
  requireAuthorities(timestamps, foundTimestamps, thresholds.timestampAuthorities);
  checkLogEntries(entries, signed.content, signed.by);
  entries.filter(isAdapted).forEach((entry) => {
    checkPromise(entry, tlogs);
  });
  const times = [...entries.flatMap(({ time }) => time ?? []), ...timestamps.map(({ time }) => time)];
  checkNotAhead(times, now);
  requireTimes(times, foundTimestamps, thresholds.times);
  return { entries, timestamps, times };
}

/** As the library takes them. A promised time counts there unverified, so it stands here only with its entry, or verified. */
export function entityWitnesses(
  { entries, timestamps }: Witnesses,
  { envelope }: SignedContent,
): Pick<SignedEntity, "tlogEntries" | "timestamps"> {
  return {
    tlogEntries: entries.filter((entry) => !isAdapted(entry)).map(({ entry }) => entry),
    timestamps: [
      ...entries.map(({ entry }) => ({ $case: "transparency-log" as const, tlogEntry: entry })),
      ...timestamps.map(({ stamp }) => ({
        $case: "timestamp-authority" as const,
        timestamp: stampOver(stamp, envelope),
      })),
    ],
  };
}
