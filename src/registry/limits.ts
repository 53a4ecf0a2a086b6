/** What one image may cost; everything beyond is refused, so that no registry can hold up or exhaust a preview (law 9). */
export interface Limits {
  /** Milliseconds for everything about one image. A slow registry answers in 2 s; ten times that is no longer slow. */
  readonly deadline: number;
  /** A signed image costs at most 5; the rest is room for candidates that turn out to be none. */
  readonly requests: number;
  /** Manifests and signatures are kilobytes; this is room for one very large index and its evidence. */
  readonly bytes: number;
}

export const defaultLimits: Limits = { deadline: 20_000, requests: 80, bytes: 8 * 1024 * 1024 };

/** distribution-spec asks registries to take manifests of at least 4 MiB; none takes more. */
export const MAX_MANIFEST = 4 * 1024 * 1024;
/** cosign's payload is a few hundred bytes. */
export const MAX_PAYLOAD = 64 * 1024;
/** A signature's bundle is under 10 kB; larger ones are attestations. */
export const MAX_BUNDLE = 1024 * 1024;
/** A token is a few kilobytes. */
export const MAX_TOKEN = 64 * 1024;
/** Signatures of one digest; cosign appends one layer each. */
export const MAX_SIGNATURES = 64;
/** Referrers of one digest that are looked at. */
export const MAX_REFERRERS = 64;
/** Pages of the referrers list that are followed. */
export const MAX_PAGES = 20;
/** Descriptors in one index. */
export const MAX_DESCRIPTORS = 1000;
/** Registries redirect once, to their storage. */
export const MAX_REDIRECTS = 5;
/** The first try and the retries of one request that met a transient failure. */
export const MAX_TRIES = 3;
/** No longer wait than this between tries, whatever Retry-After says, in milliseconds. */
export const MAX_WAIT = 5_000;
