import { setTimeout as sleep } from "node:timers/promises";
import type { Budget } from "./budget.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { Answer, Get, Question } from "./transport.ts";
import { isConnectionReset } from "./wire-errors.ts";

type RetryLimits = Pick<Limits, "attempts" | "retryDelay" | "retryAfter">;

const TRANSIENT_STATUS = new Set([429, 502, 503, 504]);

/**
 * Asks again where the registry is busy or the connection broke; the last answer is returned as it is. A wait that the
 * registry asks for and that nobody has time for is not begun.
 */
export function withRetries(get: Get, limits: RetryLimits): Get {
  return async (question) => {
    const attempts = question.budget.isHasty ? 1 : limits.attempts;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(get, question);
      if (attempt >= attempts || question.budget.spent || !isTransient(outcome)) return settled(outcome);
      const backoff = limits.retryDelay * 2 ** (attempt - 1);
      const wait = Math.max(backoff, askedWait(outcome));
      if (wait > Math.min(limits.retryAfter, question.budget.rest)) return settled(outcome);
      // Jitter, so that images checked side by side do not return together; never sooner than asked for.
      await pause(wait + backoff * Math.random(), question);
    }
  };
}

async function attemptOnce(get: Get, question: Question): Promise<Answer | RegistryError> {
  try {
    return await get(question);
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

function isTransient(outcome: Answer | RegistryError): boolean {
  return outcome instanceof RegistryError ? isConnectionReset(outcome.cause) : TRANSIENT_STATUS.has(outcome.status);
}

function settled(outcome: Answer | RegistryError): Answer {
  if (outcome instanceof RegistryError) throw outcome;
  return outcome;
}

function askedWait(outcome: Answer | RegistryError): number {
  return outcome instanceof RegistryError ? 0 : parseRetryAfter(outcome.header("retry-after"));
}

async function pause(milliseconds: number, { budget, url }: { budget: Budget; url: URL }): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: budget.signal });
  } catch {
    throw budget.interruption(url.host);
  }
}
