/** A token, and until when it is used again, on the clock that the cache was given. */
export interface IssuedToken {
  readonly token: string;
  readonly freshUntil: number;
}

/** Tokens by what they were asked for with; under way or issued, so that all who need the same one share it. */
export class TokenCache {
  readonly #now: () => number;
  readonly #tokens = new Map<string, Promise<IssuedToken>>();

  /** `now`: milliseconds on a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A token other than the refused one and not about to expire: one that was issued in the meantime, or a new one. */
  async get(key: string, refused: string | undefined, request: () => Promise<IssuedToken>): Promise<string> {
    const kept = this.#tokens.get(key);
    if (kept !== undefined) {
      const { token, freshUntil } = await kept;
      if (token !== refused && this.#now() < freshUntil) return token;
      if (kept !== this.#tokens.get(key)) return this.get(key, refused, request);
    }
    const requested = request();
    this.#tokens.set(key, requested);
    requested.catch(() => {
      if (this.#tokens.get(key) === requested) this.#tokens.delete(key);
    });
    return (await requested).token;
  }
}
