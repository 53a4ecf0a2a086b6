import { DEFAULT_REMEDIES } from "./remedies.ts";

/** Why a registry's answer cannot be used. */
export type RegistryReason =
  | "not-found"
  | "unauthorized"
  | "rate-limited"
  | "timeout"
  | "aborted"
  | "tls"
  | "unreachable"
  | "private-address"
  | "unavailable"
  | "too-large"
  | "too-many"
  | "digest-mismatch"
  | "ambiguous-manifest"
  | "unsupported-manifest"
  | "bad-content-type"
  | "bad-encoding"
  | "malformed"
  | "bad-redirect"
  | "bad-realm"
  | "credential-config"
  | "protocol"
  | "offline";

export interface RegistryErrorDetails {
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A registry that did not answer, or whose answer cannot be trusted. `remedy`: what to do next, one sentence. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly reason: RegistryReason;
  readonly remedy: string;

  constructor(reason: RegistryReason, message: string, { remedy, cause }: RegistryErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.remedy = remedy ?? DEFAULT_REMEDIES[reason];
  }
}

/** Bytes that are listed as more than any evidence has, and were not asked for. */
export class Oversized extends RegistryError {
  constructor(message: string) {
    super("too-large", message);
  }
}

/** The RegistryError among thrown things; anything else is a defect of ours and goes on. */
export function asRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  throw error;
}
