/** A text that no identity can be trusted by. Message and remedy are safe to print. */
export class InvalidIdentity extends Error {
  override readonly name = "InvalidIdentity";
  readonly reason = "invalid-identity";
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
