import { setTimeout as sleep } from "node:timers/promises";
import type { Budget } from "./budget.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Answer, Get, Question } from "./transport.ts";
import { isConnectionReset } from "./wire-errors.ts";

type RetryLimits = Pick<Limits, "attempts" | "retryDelay" | "retryAfter">;

const TRANSIENT_STATUS = new Set([429, 502, 503, 504]);

/** Asks again where the registry is busy or the connection broke; the last answer is returned as it is. */
export function withRetries(get: Get, limits: RetryLimits): Get {
  return async (question) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(get, question);
      const isLast = attempt >= limits.attempts || question.budget.spent;
      if (outcome instanceof RegistryError) {
        if (isLast || !isConnectionReset(outcome.cause)) throw outcome;
      } else if (isLast || !TRANSIENT_STATUS.has(outcome.status)) return outcome;
      const asked = outcome instanceof RegistryError ? undefined : outcome.header("retry-after");
      await pause(delayBefore(attempt, asked, limits), question);
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

function delayBefore(attempt: number, retryAfter: string | undefined, limits: RetryLimits): number {
  const backoff = limits.retryDelay * 2 ** (attempt - 1) * (1 + Math.random());
  return Math.min(Math.max(backoff, parseRetryAfter(retryAfter)), limits.retryAfter);
}

/** Seconds or an HTTP date (RFC 9110, section 10.2.3), in milliseconds from now; 0 for anything else. */
export function parseRetryAfter(value: string | undefined): number {
  if (value === undefined) return 0;
  const milliseconds = /^\d{1,10}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}

async function pause(milliseconds: number, { budget, url }: { budget: Budget; url: URL }): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: budget.signal });
  } catch {
    throw budget.interruption(url.host);
  }
}
