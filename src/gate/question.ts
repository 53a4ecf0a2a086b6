import type { Failure } from "../policy/index.ts";
import type { Attestation, Candidate, EvidencePointer, Problem } from "../registry/index.ts";
import type { SignatureReason } from "../signature/index.ts";

/** Where a registry holds evidence on a digest: what refers to it, and cosign's two tags. */
export type Place = "referrers" | "sig-tag" | "att-tag";

export type Item = Candidate | Attestation;

/** Where evidence is that was of use, down to the layer. */
export type EvidencePlace = EvidencePointer & Pick<Item, "layer">;

/** Why a candidate does not answer. */
export interface Refusal {
  readonly verified: false;
  readonly reason: SignatureReason;
  readonly message: string;
}

/** Something that a rule requires of a digest. Each is answered by itself, by whatever evidence is shown to it. */
export interface Question {
  readonly kind: "signature" | "attestation";
  /** Where answers may lie. */
  readonly places: ReadonlySet<Place>;
  /** Whether it is satisfied, so that nothing more needs to be found. */
  readonly isAnswered: boolean;
  /** The evidence that satisfied it. */
  readonly pointers: readonly EvidencePlace[];
  hear(item: Item): Promise<void>;
  /** Something is known not to be the answer. */
  refuse(refusal: Refusal): void;
  /** Something could not be found out, and might have been the answer. */
  doubt(failure: Failure): void;
}

/** Where evidence lies, without its bytes. */
export function pointerTo({ kind, manifest, layer }: Item): EvidencePlace {
  return { kind, manifest, layer };
}

/** What is told of several things that could not be read: bytes that are others than they should be are known to be bad (law 2). */
export function worstOf(problems: readonly Failure[]): Failure | undefined {
  return problems.find(({ reason }) => reason === "digest-mismatch") ?? problems[0];
}

/** Tells what was not read: either it might have been the answer, or its size alone says that it is none. */
export function tell(question: Question, { error, isNoEvidence }: Problem): void {
  if (isNoEvidence === true) question.refuse({ verified: false, reason: "too-large", message: error.message });
  else question.doubt(error);
}
