import type { BoundSigner, BuildBinding } from "../policy/index.ts";
import type { AttestationResult, VerifiedSigner } from "../signature/index.ts";

/** A provenance by a trusted signer. */
export type Provenance = Extract<AttestationResult, { verified: true }>;

export type BuildDecision =
  | { readonly bound: true; readonly signer: VerifiedSigner }
  /** `why`: printable words. */
  | { readonly bound: false; readonly why: string };

/** How it is decided whether one build made a signature and a provenance. */
export interface BuildJudge {
  readonly provenanceTypes: readonly string[];
  /** Pure. What was bound stays so, whatever is found besides. */
  readonly bindsToBuild: (
    signatures: readonly VerifiedSigner[],
    provenances: readonly Provenance[],
    binding: BuildBinding<BoundSigner>,
  ) => BuildDecision;
}

/** Binds nothing. */
export const noBuild: BuildJudge = {
  provenanceTypes: ["https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1"],
  bindsToBuild: () => ({ bound: false, why: "nothing here can tell which build made a signature" }),
};
