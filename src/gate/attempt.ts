import type { Failure, Unresolved } from "../policy/index.ts";
import { RegistryError } from "../registry/index.ts";

/** The result of work that may throw, or why there is none. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | Unresolved> {
  try {
    return await work();
  } catch (error) {
    return { kind: "failed", error: failureOf(error) };
  }
}

/** A throw nobody expected is a defect of ours; it must not pass, and the user should know that it is not theirs (law 3). */
export function failureOf(error: unknown): Failure {
  if (error instanceof RegistryError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return {
    reason: "internal-error",
    message: `The check itself failed (${name}).`,
    remedy:
      "This is a defect of digestbound: please report it with the image's repository and the versions that `digestbound --version` prints.",
  };
}
