import type { Digest } from "../reference/index.ts";
import { asRegistryError, Oversized, RegistryError } from "./errors.ts";

/** Bytes that may be a signature on a digest, or in a bundle an attestation of it; whether they are is for the signature room to say. */
export type Candidate =
  | {
      readonly kind: "legacy";
      readonly payload: Uint8Array;
      readonly signature: string;
      /** All of the layer's, unauthenticated: certificate, log entry and timestamp stand there. */
      readonly annotations: Readonly<Record<string, string>>;
      readonly manifest: Digest;
      readonly layer: Digest;
    }
  | {
      readonly kind: "bundle";
      readonly bundle: Uint8Array;
      /** The subject's own manifest, which some bundles sign; only what is recalled has it at hand. */
      readonly image?: Uint8Array;
      readonly manifest: Digest;
      readonly layer: Digest;
    };

/** Bytes that may be an attestation of a digest: a DSSE envelope, as cosign wrote it before bundles. */
export interface Attestation {
  readonly kind: "attestation";
  readonly envelope: Uint8Array;
  /** All of the layer's, unauthenticated: certificate, log entry and timestamp stand there. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly manifest: Digest;
  readonly layer: Digest;
}

/** Something that could not be fetched and might have been a signature. */
export interface Problem {
  readonly kind: "problem";
  readonly error: RegistryError;
  /** It cannot have been one: the manifest that lists it says that it is larger than any evidence is. */
  readonly isNoEvidence?: true;
}

/** A RegistryError as a problem that hides nothing beside it; anything else is a defect and goes on. */
export function problemOf(error: unknown): Problem {
  const problem = { kind: "problem", error: asRegistryError(error) } as const;
  return error instanceof Oversized ? { ...problem, isNoEvidence: true } : problem;
}

/** What the work brings, or undefined where the registry has no such thing: the one failure that is an answer. */
export async function orNone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RegistryError && error.reason === "not-found") return undefined;
    throw error;
  }
}
