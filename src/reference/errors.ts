/** Why a text is not a digest. */
export type DigestReason =
  "digest-empty" | "digest-syntax" | "unsupported-algorithm" | "digest-uppercase" | "digest-length";

/** Why a text is not an image reference. */
export type ReferenceReason =
  | "empty"
  | "too-long"
  | "scheme"
  | "userinfo"
  | "placeholder"
  | "whitespace"
  | "control-character"
  | "not-ascii"
  | "percent-encoding"
  | "backslash"
  | "query-or-fragment"
  | "forbidden-character"
  | "bare-digest"
  | "bare-identifier"
  | "several-digests"
  | "registry-host"
  | "registry-port"
  | "ambiguous-host"
  | "repository-empty"
  | "repository-too-long"
  | "repository-uppercase"
  | "repository-component"
  | "tag-empty"
  | "tag-too-long"
  | "tag-syntax"
  | DigestReason;

/** Ends the reading of a text; `problem` says what is wrong, where, and how to mend it. */
export type Refuse<Reason> = (reason: Reason, problem: string) => never;

/** A text that no runtime should be trusted to read as an image reference. The message is safe to print as it is. */
export class InvalidImageReference extends Error {
  override readonly name = "InvalidImageReference";
  readonly reason: ReferenceReason;

  constructor(reason: ReferenceReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A text that is not a digest this project can verify. The message is safe to print as it is. */
export class InvalidDigest extends Error {
  override readonly name = "InvalidDigest";
  readonly reason: DigestReason;

  constructor(reason: DigestReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
