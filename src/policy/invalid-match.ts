/** A text that is no pattern of repositories. Message and remedy are safe to print. */
export class InvalidMatch extends Error {
  override readonly name = "InvalidMatch";
  readonly reason = "invalid-match";
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
