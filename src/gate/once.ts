/** Remembers the promise of each key, so that work asked for twice, even at the same time, is done once per run. */
export class Once<T> {
  readonly #promises = new Map<string, Promise<T>>();

  /** What was asked for already. */
  peek(key: string): Promise<T> | undefined {
    return this.#promises.get(key);
  }

  get(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#promises.get(key);
    if (known !== undefined) return known;
    const promise = work();
    this.#promises.set(key, promise);
    return promise;
  }
}
