import type { TrustedRoot } from "./trusted-root.ts";

/** How many independent witnesses a signature needs. */
export interface Thresholds {
  /** Transparency logs, counted by log: two entries of one log are one witness. */
  readonly transparencyLogs: number;
  /** Certificate transparency logs. */
  readonly certificateLogs: number;
  /** Verified times, from logs or timestamp authorities. */
  readonly times: number;
  /** Timestamp authorities, counted by authority. */
  readonly timestampAuthorities: number;
}

/** One of each kind that the root has; a root without logs is let in only by a signer that says so (`TrustedRootOptions`). */
export function thresholdsOf({ material, kind }: TrustedRoot, asked: Partial<Thresholds> = {}): Thresholds {
  const { tlogs, ctlogs, timestampAuthorities } = material;
  const hasTimes = tlogs.length + timestampAuthorities.length > 0;
  return {
    transparencyLogs: Math.min(tlogs.length, 1),
    certificateLogs: Math.min(ctlogs.length, 1),
    times: hasTimes || kind === "sigstore" ? 1 : 0,
    timestampAuthorities: 0,
    ...asked,
  };
}
