import { PROVENANCE_TYPES } from "../predicate/index.ts";
import type { VerifiedSigner } from "../signature/index.ts";
import { SLSA_PROVENANCE } from "./attestation-type.ts";
import type { Attested, AttestationOutcome, Unresolved } from "./facts.ts";

/** An attestation that was required and found, and who made it. */
export interface VerifiedAttestation {
  /** As the document names it. */
  readonly type: string;
  readonly signer: VerifiedSigner;
}

type Verified = Extract<AttestationOutcome, { kind: "attested" }>;

/** The requirements that are met. */
export function verifiedAttestations(attested: readonly Attested[]): readonly VerifiedAttestation[] {
  return attested.flatMap(({ name, outcome }) =>
    outcome.kind === "attested" ? [{ type: name, signer: outcome.signer }] : [],
  );
}

/** Nothing counts as met but what was verified (law 3). */
export function allAttested(attested: readonly Attested[]): boolean {
  return attested.every(({ outcome }) => outcome.kind === "attested");
}

/**
 * Whether somebody whom the policy trusts vouches for the release itself: who built it and from what was read and is as required.
 * A scan or an SBOM says what is in an image, whoever released it (docs/decisions/0011).
 */
export function vouchedByProvenance(attested: readonly Attested[]): boolean {
  return allAttested(attested) && provenances(attested).length > 0;
}

/** The required provenances that were found and are as required. */
export function provenances(attested: readonly Attested[]): readonly Verified[] {
  return attested
    .filter(({ name }) => name === SLSA_PROVENANCE)
    .map(({ outcome }) => outcome)
    .filter(isProvenance);
}

function isProvenance(outcome: AttestationOutcome): outcome is Verified {
  return outcome.kind === "attested" && PROVENANCE_TYPES.includes(outcome.predicateType);
}

/** What could not be found out about attestations. */
export function unresolvedAttestations(attested: readonly Attested[]): readonly Unresolved[] {
  return attested.flatMap(({ outcome }) => (outcome.kind === "failed" ? [outcome] : []));
}
