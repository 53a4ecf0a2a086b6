import type { JudgeFlags } from "../judge.ts";
import type { GateLockFlags } from "../lock/gate-lock.ts";
import type { OfflineFlags } from "../offline.ts";

export interface FixFlags extends Omit<JudgeFlags, "at">, GateLockFlags, OfflineFlags {
  readonly write?: boolean;
  readonly update?: boolean;
  readonly acceptUnverified?: boolean;
  readonly allowEmpty?: boolean;
  readonly color: boolean;
}
