export type ToolMissingReason = "no-go" | "build-failed" | "install-failed";

/** A tool that is not here and cannot be made here; the message says how to get it. */
export class ToolMissing extends Error {
  readonly reason: ToolMissingReason;

  constructor(reason: ToolMissingReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ToolMissing";
    this.reason = reason;
  }
}
