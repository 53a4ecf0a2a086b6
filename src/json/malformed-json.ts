/** Why bytes are not JSON that every reader understands alike. */
export type JsonReason =
  "too-large" | "not-utf8" | "syntax" | "duplicate-key" | "too-deep" | "too-many" | "unsafe-number";

/** Bytes that are not strict JSON. The message never repeats what the document says. */
export class MalformedJson extends Error {
  override readonly name = "MalformedJson";
  readonly reason: JsonReason;

  constructor(reason: JsonReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
