const KiB = 1024;
const MiB = 1024 * KiB;

/** How much a registry may cost. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** One image: from the budget's creation to the last answer. */
  readonly deadline: number;
  /** One image: requests sent, retries and redirects counted, tokens not. */
  readonly requests: number;
  /** One image: body bytes received. */
  readonly bytes: number;
  /** As above, of an image that needs attestations. */
  readonly attestedBytes: number;
  readonly manifestBytes: number;
  readonly payloadBytes: number;
  readonly bundleBytes: number;
  readonly attestationBytes: number;
  readonly tokenBytes: number;
  readonly errorBytes: number;
  readonly headerBytes: number;
  readonly signatureLayers: number;
  readonly referrerCandidates: number;
  readonly referrerPages: number;
  readonly referrerItems: number;
  readonly indexChildren: number;
  readonly redirects: number;
  readonly attempts: number;
  readonly retryDelay: number;
  /** The longest wait that a registry may ask for (Retry-After). */
  readonly retryAfter: number;
  readonly tokenDeadline: number;
  /** To one host at a time. */
  readonly connections: number;
  /** A host that does not answer this often in a row is left alone, and for how long. */
  readonly hostFailures: number;
  readonly hostRest: number;
  /** Before the answer itself (1xx). */
  readonly informationalAnswers: number;
  readonly connectTimeout: number;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

export const defaultLimits: Limits = {
  // The longest that one image may hold up a preview; a healthy registry needs well under a second.
  deadline: 20_000,
  // A signed image costs 5. The rest is for what lies before the wanted one: 64 referrers of two requests each, 64 layers under
  // each of the two tags, 20 pages; with less, fewer of them than the counts below promise would be looked at.
  requests: 300,
  // Two manifests of the largest size; every ordinary image needs some kilobytes.
  bytes: 8 * MiB,
  // Two attestations of the largest size more.
  attestedBytes: 56 * MiB,
  // The size that registries must accept at least, and that common ones accept at most (distribution-spec 1.1).
  manifestBytes: 4 * MiB,
  // A simple signing payload is some 300 bytes and its annotations (CVE-2023-46737: endless signatures).
  payloadBytes: 64 * KiB,
  // A bundle is 1 to 10 KiB; one with a long certificate chain and an inline statement still fits.
  bundleBytes: MiB,
  // GitHub attests predicates of up to 16 MB, which are 21 MB in base64; the SBOM of a large image has some megabytes.
  attestationBytes: 24 * MiB,
  // Tokens of cloud registries reach 4 KiB.
  tokenBytes: 64 * KiB,
  // Of an error's body only its code is read.
  errorBytes: 64 * KiB,
  // Long redirect locations and challenges; undici's own default is 16 KiB.
  headerBytes: 32 * KiB,
  // cosign appends a layer per signature; more than 64 on one digest is not a way to sign.
  signatureLayers: 64,
  referrerCandidates: 64,
  // 1000 entries fill 20 pages of 50, the smallest page size that registries use by default.
  referrerPages: 20,
  referrerItems: 1000,
  // An index lists a platform per child; the largest public ones have about 30.
  indexChildren: 1000,
  // Registry, content delivery network, storage: 2 are usual.
  redirects: 5,
  attempts: 3,
  // Doubled with each attempt, plus jitter, so that images checked side by side do not return together.
  retryDelay: 200,
  // Half of the deadline; a longer wait is not begun.
  retryAfter: 10_000,
  // Shared by every image of a repository, so it may not depend on one image's deadline. Longer than the wait for headers,
  // so that a service that never answers is known as silent.
  tokenDeadline: 15_000,
  // Measured: docs/network.md. The gate checks as many images of one host at once, so that none waits for a connection.
  connections: 24,
  // One failure may be an accident. With three, a stack on a dead host costs one connect timeout, not one for each image.
  hostFailures: 3,
  // An update may go on for an hour after a registry was away for a moment.
  hostRest: 30_000,
  // Early hints and the like are one or two.
  informationalAnswers: 16,
  connectTimeout: 5_000,
  headersTimeout: 10_000,
  // Only the silence between two chunks; a body that drips is ended by the deadline.
  bodyTimeout: 5_000,
};
