import type { Limits } from "../limits.ts";
import { RegistryError } from "../errors.ts";

interface Silence {
  failures: number;
  since: number;
  last: RegistryError;
}

/**
 * Remembers which hosts do not answer, so that the images of a run do not wait for each of them in turn. Such a host is
 * left alone; after a rest one request may try again, and any answer forgets everything. A host that answered others
 * meanwhile is there: what it never answers is one of its repositories.
 */
export class Breaker {
  readonly #silent = new Map<string, Silence>();
  readonly #answered = new Map<string, number>();
  readonly #limits: Pick<Limits, "hostFailures" | "hostRest">;
  readonly #now: () => number;

  constructor(limits: Pick<Limits, "hostFailures" | "hostRest">, now = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** @throws RegistryError the failure that the host last had, where it had too many in a row */
  check(origin: string): void {
    const silence = this.#silent.get(origin);
    if (silence === undefined || silence.failures < this.#limits.hostFailures) return;
    const now = this.#now();
    if (now - silence.since < this.#limits.hostRest) throw again(silence);
    silence.since = now;
  }

  /** `began`: when the request was sent, on the clock of this breaker. */
  failed(origin: string, error: RegistryError, began: number): void {
    if ((this.#answered.get(origin) ?? -Infinity) >= began) return;
    const failures = (this.#silent.get(origin)?.failures ?? 0) + 1;
    this.#silent.set(origin, { failures, since: this.#now(), last: error });
  }

  answered(origin: string): void {
    this.#silent.delete(origin);
    this.#answered.set(origin, this.#now());
  }
}

/** Without the cause, by which a retry would think that another try may mend it. */
function again({ failures, last }: Silence): RegistryError {
  const message = `${last.message} That was ${failures} times in a row, so it was not asked again.`;
  return new RegistryError(last.reason, message, { remedy: last.remedy });
}
