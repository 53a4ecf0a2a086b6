export type PublicKeyReason =
  | "too-large"
  | "not-pem"
  | "key-uri"
  | "private-key"
  | "certificate"
  | "several-blocks"
  | "unsupported-block"
  | "surrounding-text"
  | "malformed"
  | "trailing-data"
  | "unsupported-type"
  | "unsupported-curve"
  | "unsupported-encoding"
  | "rsa-too-small"
  | "rsa-too-large"
  | "rsa-exponent"
  | "other-scheme";

/** A text that is no public key which signatures can be trusted by. The message never repeats the text itself. */
export class InvalidPublicKey extends Error {
  override readonly name = "InvalidPublicKey";
  readonly reason: PublicKeyReason;

  constructor(reason: PublicKeyReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
