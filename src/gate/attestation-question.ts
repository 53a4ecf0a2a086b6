import {
  provenanceSource,
  type AttestationOutcome,
  type AttestationRequirement,
  type Attested,
  type BoundSigner,
  type FailedAttestation,
  type Failure,
} from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import type { AttestationCandidate, SignatureReason } from "../signature/index.ts";
import { mostHelpfulFirst } from "./helpful.ts";
import { pointerTo, type EvidencePlace, type Item, type Place, type Question, worstOf } from "./question.ts";
import type { Verifier } from "./verifier.ts";

/** What is no attestation of the type that is asked for, whoever made it. */
const ELSEWHERE: ReadonlySet<SignatureReason> = new Set(["not-an-attestation", "other-predicate-type"]);

/** Whether a digest carries one attestation that a rule requires. */
export class AttestationQuestion implements Question {
  readonly kind = "attestation";
  readonly places: ReadonlySet<Place> = new Set(["referrers", "att-tag"]);
  readonly #required: AttestationRequirement<BoundSigner>;
  readonly #subject: Digest;
  readonly #verifier: Verifier;
  readonly #now: () => number;
  readonly #problems: Failure[] = [];
  readonly #failures: FailedAttestation[] = [];
  #answer: Extract<AttestationOutcome, { kind: "attested" }> | undefined;
  #lacking: Extract<AttestationOutcome, { kind: "lacking" }> | undefined;
  #pointer: EvidencePlace | undefined;

  constructor(
    required: AttestationRequirement<BoundSigner>,
    subject: Digest,
    { verifier, now }: { readonly verifier: Verifier; readonly now: () => number },
  ) {
    this.#required = required;
    this.#subject = subject;
    this.#verifier = verifier;
    this.#now = now;
  }

  get isAnswered(): boolean {
    return this.#answer !== undefined;
  }

  get pointers(): readonly EvidencePlace[] {
    return this.#pointer === undefined ? [] : [this.#pointer];
  }

  hear(item: Item): Promise<void> {
    const candidate = attestationIn(item);
    if (candidate !== undefined) this.#judge(candidate, item);
    return Promise.resolve();
  }

  refuse(refusal: FailedAttestation): void {
    this.#failures.push(refusal);
  }

  doubt(failure: Failure): void {
    this.#problems.push(failure);
  }

  get attested(): Attested {
    const { name, anyOf } = this.#required;
    return { name, signers: anyOf.map(({ described }) => described), outcome: this.#answer ?? this.#unanswered() };
  }

  #judge(candidate: AttestationCandidate, item: Item): void {
    const { anyOf, predicateTypes, lack } = this.#required;
    const result = this.#verifier.attestation(candidate, this.#subject, anyOf, predicateTypes);
    if (!result.verified) {
      this.refuse(result);
      return;
    }
    const { signer, predicateType, predicate } = result;
    const { certificate } = signer;
    const now = new Date(this.#now());
    const lacks = lack(predicate, { predicateType, now, ...(certificate && { certificate }) });
    if (lacks !== undefined) this.#lacking ??= { kind: "lacking", signer, lack: lacks };
    else {
      const source = provenanceSource(predicateType, predicate);
      this.#answer = { kind: "attested", signer, predicateType, ...(source && { source }) };
      this.#pointer = pointerTo(item);
    }
  }

  /** What could not be fetched might have been the attestation, so a problem outweighs whatever was found instead. */
  #unanswered(): AttestationOutcome {
    const problem = worstOf(this.#problems);
    if (problem !== undefined) return { kind: "failed", error: problem };
    if (this.#lacking !== undefined) return this.#lacking;
    const [first, ...rest] = mostHelpfulFirst(this.#failures.filter(({ reason }) => !ELSEWHERE.has(reason)));
    return first === undefined ? { kind: "missing" } : { kind: "untrusted", failures: [first, ...rest] };
  }
}

/** What may be an attestation in a piece of evidence: a legacy signature is none. */
export function attestationIn(item: Item): AttestationCandidate | undefined {
  if (item.kind === "legacy") return undefined;
  if (item.kind === "bundle") return { kind: "bundle", bundle: item.bundle };
  return { kind: "envelope", envelope: item.envelope, annotations: item.annotations };
}
