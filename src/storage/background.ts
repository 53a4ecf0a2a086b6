import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";

/** A disk gains nothing from more, and the threads that they take are needed for resolving names, too. */
const AT_ONCE = 4;
/** What may wait in memory; a disk that is slower than the network gets what it can take. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** How long a run's end may be held up by a slow disk, in milliseconds. */
const GRACE = 2000;

/** Work on files that nobody waits for: what fails or comes too late is not done, and nobody is told. */
export class Background {
  readonly #limit = pLimit(AT_ONCE);
  readonly #jobs = new Set<Promise<void>>();
  #waiting = 0;
  #closed = false;
  #last: (() => Promise<void>) | undefined;

  get closed(): boolean {
    return this.#closed;
  }

  /** `bytes`: how many the job holds. */
  add(bytes: number, job: () => Promise<void>): void {
    if (this.#closed || this.#waiting + bytes > MAX_WAITING_BYTES) return;
    this.#waiting += bytes;
    const done = this.#limit(job)
      .catch(() => undefined)
      .finally(() => {
        this.#waiting -= bytes;
        this.#jobs.delete(done);
        if (this.#jobs.size === 0) this.#begin();
      });
    this.#jobs.add(done);
  }

  /** Does this when nothing else is to be done any more; called within a job. */
  last(job: () => Promise<void>): void {
    this.#last = job;
  }

  #begin(): void {
    const job = this.#last;
    this.#last = undefined;
    if (job !== undefined) this.add(0, job);
  }

  /** Finishes what was added, or abandons it where that takes too long. */
  async close(grace = GRACE): Promise<void> {
    await Promise.race([this.#allDone(), sleep(grace, undefined, { ref: false })]);
    this.#closed = true;
    this.#limit.clearQueue();
  }

  /** Jobs may add jobs. */
  async #allDone(): Promise<void> {
    while (this.#jobs.size > 0) await Promise.all(this.#jobs);
  }
}
