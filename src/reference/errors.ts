/** Why a text is no image reference. */
export type ReferenceReason =
  | "empty"
  | "too-long"
  | "whitespace"
  | "not-ascii"
  | "scheme"
  | "userinfo"
  | "unexpected-character"
  | "bare-digest"
  | "repeated-digest"
  | "invalid-digest"
  | "upper-case-digest"
  | "digest-length"
  | "unsupported-algorithm"
  | "invalid-tag"
  | "invalid-registry"
  | "invalid-port"
  | "ambiguous-registry"
  | "invalid-repository"
  | "upper-case-repository"
  | "repository-too-long"
  | "hex-repository";

/** A text that is no image reference. The message says what is wrong and how to mend it, and is safe to print. */
export class InvalidImageReference extends Error {
  override readonly name = "InvalidImageReference";
  readonly reason: ReferenceReason;

  constructor(reason: ReferenceReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
