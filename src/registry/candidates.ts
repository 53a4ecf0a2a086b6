import type { Digest } from "../reference/index.ts";
import { RegistryError } from "./errors.ts";

/** Bytes that may be a signature on a digest; whether they are is for the signature room to say. */
export type Candidate =
  | {
      readonly kind: "legacy";
      readonly payload: Uint8Array;
      readonly signature: string;
      readonly manifest: Digest;
      readonly layer: Digest;
    }
  | { readonly kind: "bundle"; readonly bundle: Uint8Array; readonly manifest: Digest; readonly layer: Digest };

/** Something that could not be fetched and might have been a signature. */
export interface Problem {
  readonly kind: "problem";
  readonly error: RegistryError;
}

/** Turns a failed fetch into a problem that hides nothing beside it. Anything else than a RegistryError is a defect and goes on. */
export async function orProblem<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RegistryError) return { kind: "problem", error };
    throw error;
  }
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "problem";
}

/** The manifest, or nothing where there is none: the one failure that is an answer. */
export async function orNone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RegistryError && error.reason === "not-found") return undefined;
    throw error;
  }
}
