import type { SignedEntity } from "@sigstore/verify";
import type { SignedContent } from "./content.ts";
import type { SigningMaterial } from "./log-body.ts";
import { checkLogEntries, checkNotAhead, requireLogs } from "./log-check.ts";
import type { LogEntry } from "./log-entry.ts";
import { checkPromise, isAdapted } from "./log-promise.ts";
import type { VerificationMaterial } from "./material.ts";
import { SignatureRejected } from "./reasons.ts";
import type { Thresholds } from "./thresholds.ts";
import type { Timestamp } from "./timestamp.ts";
import type { TrustedRoot } from "./trusted-root.ts";

/** Who vouches for a signature beside its signer: log entries and timestamps of the kinds that the root knows. */
export interface Witnesses {
  readonly entries: readonly LogEntry[];
  readonly timestamps: readonly Timestamp[];
  /** The times that they give, once the library has verified them. */
  readonly times: readonly Date[];
}

/**
 * Reads them and checks what the library does not. What a root has no authority for is not looked at.
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
  const entries = tlogs.length > 0 ? material.entries() : [];
  const timestamps = timestampAuthorities.length > 0 ? material.timestamps() : [];
  requireLogs(entries, thresholds.transparencyLogs);
  requireAuthorities(timestamps, thresholds.timestampAuthorities);
  checkLogEntries(entries, tlogs, signed.content, signed.by);
  entries.filter(isAdapted).forEach((entry) => {
    checkPromise(entry, tlogs);
  });
  const times = [...entries.flatMap(({ time }) => time ?? []), ...timestamps.map(({ time }) => time)];
  checkNotAhead(times, now);
  return { entries, timestamps, times };
}

/** As the library takes them. A promised time counts there unverified, so it stands here only with its entry, or verified. */
export function entityWitnesses({ entries, timestamps }: Witnesses): Pick<SignedEntity, "tlogEntries" | "timestamps"> {
  return {
    tlogEntries: entries.filter((entry) => !isAdapted(entry)).map(({ entry }) => entry),
    timestamps: [
      ...entries.map(({ entry }) => ({ $case: "transparency-log" as const, tlogEntry: entry })),
      ...timestamps.map(({ stamp }) => ({ $case: "timestamp-authority" as const, timestamp: stamp })),
    ],
  };
}

function requireAuthorities(timestamps: readonly Timestamp[], wanted: number): void {
  const found = new Set(timestamps.map(({ authority }) => authority)).size;
  if (found < wanted)
    throw new SignatureRejected(
      "no-verified-time",
      `a signature was found, but it has timestamps of ${found} authorities, and ${wanted} are asked for`,
    );
}
