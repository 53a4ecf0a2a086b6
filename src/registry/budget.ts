import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";

/** What is left for one image; every request draws on it. */
export interface Budget {
  readonly signal: AbortSignal;
  /** Draws one request. Throws RegistryError "too-many" where none is left. */
  request(): void;
  /** Draws bytes. Throws RegistryError "too-large" where that many are not left. */
  bytes(count: number): void;
}

export function createBudget(limits: Limits, signal?: AbortSignal): Budget {
  const deadline = AbortSignal.timeout(limits.deadline);
  let { requests, bytes } = limits;
  return {
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    request: () => {
      requests -= 1;
      if (requests < 0)
        throw new RegistryError("too-many", `more than ${limits.requests} requests would be needed for one image.`);
    },
    bytes: (count) => {
      bytes -= count;
      if (bytes < 0)
        throw new RegistryError("too-large", `more than ${limits.bytes} bytes would be needed for one image.`);
    },
  };
}
