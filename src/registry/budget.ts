import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";

type BudgetLimits = Pick<Limits, "deadline" | "requests" | "bytes">;

/** What one image may cost; every request is sent within one (law 9). */
export interface Budget {
  /** Aborts at the deadline, or with the caller's signal. */
  readonly signal: AbortSignal;
  /** Nothing more can be asked: the deadline has passed, the caller gave up, or requests or bytes are used up. */
  readonly spent: boolean;
  /** Milliseconds until the deadline. */
  readonly rest: number;
  /** @throws RegistryError too-many, timeout or aborted */
  takeRequest(host: string): void;
  /** @throws RegistryError too-large */
  takeBytes(count: number, host: string): void;
  /** Whoever asks has another way if this one fails, so that nothing is tried twice. */
  readonly isHasty: boolean;
  /** As many requests and bytes again, within this one's time, for who must not use up this one's. */
  share(deadline: number): Budget;
  /** As above, for whoever has another way. */
  hastyShare(deadline: number): Budget;
  /** The error that says why the signal aborted. */
  interruption(host: string): RegistryError;
}

/** A budget whose time runs from now on. */
export function createBudget(limits: BudgetLimits, signal?: AbortSignal, isHasty = false): Budget {
  const deadline = new AbortController();
  // The timer holds the controller: an AbortSignal.timeout() that nobody holds may be collected before it fires.
  const timer = setTimeout(() => {
    deadline.abort();
  }, limits.deadline);
  timer.unref();
  return new ImageBudget(limits, deadline.signal, signal, isHasty);
}

class ImageBudget implements Budget {
  readonly signal: AbortSignal;
  readonly isHasty: boolean;
  readonly #limits: BudgetLimits;
  readonly #deadline: AbortSignal;
  readonly #caller: AbortSignal | undefined;
  readonly #end: number;
  #requests = 0;
  #bytes = 0;
  #exceeded = false;

  constructor(limits: BudgetLimits, deadline: AbortSignal, caller: AbortSignal | undefined, isHasty: boolean) {
    this.isHasty = isHasty;
    this.#limits = limits;
    this.#deadline = deadline;
    this.#caller = caller;
    this.#end = performance.now() + limits.deadline;
    this.signal = caller === undefined ? deadline : AbortSignal.any([deadline, caller]);
  }

  get spent(): boolean {
    return this.#exceeded || this.signal.aborted;
  }

  get rest(): number {
    return Math.max(this.#end - performance.now(), 0);
  }

  takeRequest(host: string): void {
    if (this.signal.aborted) throw this.interruption(host);
    this.#requests += 1;
    if (this.#requests <= this.#limits.requests) return;
    this.#exceeded = true;
    throw new RegistryError("too-many", `${host} needs more than ${this.#limits.requests} requests for this image.`);
  }

  takeBytes(count: number, host: string): void {
    this.#bytes += count;
    if (this.#bytes <= this.#limits.bytes) return;
    this.#exceeded = true;
    throw new RegistryError("too-large", `${host} sent more than ${this.#limits.bytes} bytes for this image.`);
  }

  share(deadline: number): Budget {
    return createBudget({ ...this.#limits, deadline }, this.signal, this.isHasty);
  }

  hastyShare(deadline: number): Budget {
    return createBudget({ ...this.#limits, deadline }, this.signal, true);
  }

  interruption(host: string): RegistryError {
    if (this.#caller?.aborted === true && !this.#deadline.aborted) {
      return new RegistryError("aborted", `The check was interrupted while ${host} was asked.`);
    }
    const seconds = this.#limits.deadline / 1000;
    return new RegistryError("timeout", `${host} did not answer everything within ${seconds} s.`);
  }
}

/** The promise's result, unless the budget ends first; the work itself goes on for whoever else waits for it. */
export async function within<T>(budget: Budget, host: string, work: Promise<T>): Promise<T> {
  if (budget.signal.aborted) throw budget.interruption(host);
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = () => {
    reject(budget.interruption(host));
  };
  budget.signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    budget.signal.removeEventListener("abort", interrupt);
  }
}
