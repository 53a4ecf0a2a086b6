import type { BoundRule, BuildBound, Evidence, FailedSignature, Failure, VerifiedProvenance } from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import { RegistryError, type Candidate, type EvidencePointer, type Manifest, type Problem } from "../registry/index.ts";
import type { SignatureResult, VerifiedSigner } from "../signature/index.ts";
import { attestationIn } from "./attestation-question.ts";
import type { BuildJudge } from "./build.ts";
import { mostHelpfulFirst } from "./helpful.ts";
import { pointerTo, tell, worstOf, type Item, type Place, type Question } from "./question.ts";
import type { Verifier } from "./verifier.ts";

export type SignedRequirement = Extract<BoundRule["requirement"], { kind: "signed" }>;

interface SignatureMeans {
  readonly verifier: Verifier;
  readonly build: BuildJudge;
  /** The subject's own manifest, which some bundles sign. */
  readonly manifest: () => Promise<Manifest>;
}

type Decision = Omit<Extract<BuildBound, { bound: true }>, "provenance"> | Extract<BuildBound, { bound: false }>;

/** Whether a digest carries a signature that the rule trusts, where it says so by the same build as a provenance. */
export class SignatureQuestion implements Question {
  readonly kind = "signature";
  readonly places: ReadonlySet<Place>;
  readonly #required: SignedRequirement;
  readonly #subject: Digest;
  readonly #means: SignatureMeans;
  readonly #problems: Failure[] = [];
  readonly #failures: FailedSignature[] = [];
  readonly #signatures: VerifiedSigner[] = [];
  readonly #provenances: VerifiedProvenance[] = [];
  readonly #pointers: EvidencePointer[] = [];
  #signer: VerifiedSigner | undefined;

  constructor(required: SignedRequirement, subject: Digest, means: SignatureMeans) {
    this.#required = required;
    this.#subject = subject;
    this.#means = means;
    this.places = new Set(required.boundToBuild ? ["referrers", "sig-tag", "att-tag"] : ["referrers", "sig-tag"]);
  }

  get isAnswered(): boolean {
    return this.#signer !== undefined;
  }

  get pointers(): readonly EvidencePointer[] {
    return this.#pointers;
  }

  async hear(item: Item): Promise<void> {
    const isSignature = item.kind !== "attestation" && (await this.#hearSignature(item));
    const isProvenance = this.#hearProvenance(item);
    if (!isSignature && !isProvenance) return;
    this.#pointers.push(pointerTo(item));
    const decision = this.#decide();
    if (decision.bound) this.#signer = decision.signer;
  }

  refuse(refusal: FailedSignature): void {
    this.#failures.push(refusal);
  }

  doubt(failure: Failure): void {
    this.#problems.push(failure);
  }

  /** What could not be fetched might have been the trusted signature, so a problem outweighs the failures beside it. */
  get evidence(): Evidence {
    if (this.#signer !== undefined) return { kind: "signed", signer: this.#signer };
    const problem = worstOf(this.#problems);
    if (problem !== undefined) return { kind: "failed", error: problem };
    const decision = this.#decide();
    if (this.#signatures.length > 0 && !decision.bound) return { kind: "unbound", why: decision.why };
    const [first, ...rest] = mostHelpfulFirst(this.#failures);
    return first === undefined ? { kind: "unsigned" } : { kind: "untrusted", failures: [first, ...rest] };
  }

  async #hearSignature(candidate: Candidate): Promise<boolean> {
    const result = await this.#judge(candidate);
    if ("error" in result) tell(this, result);
    else if (result.verified) this.#signatures.push(result.signer);
    else this.refuse(result);
    return "verified" in result && result.verified;
  }

  #hearProvenance(item: Item): boolean {
    const candidate = attestationIn(item);
    const { boundToBuild: binding } = this.#required;
    if (binding === undefined || candidate === undefined) return false;
    const { verifier, build } = this.#means;
    const result = verifier.attestation(candidate, this.#subject, binding.anyOf, build.provenanceTypes);
    if (result.verified) this.#provenances.push(result);
    return result.verified;
  }

  #decide(): Decision {
    const { boundToBuild: binding } = this.#required;
    const [signer] = this.#signatures;
    if (signer === undefined) return { bound: false, why: "there is no trusted signature" };
    if (binding === undefined) return { bound: true, signer };
    return this.#means.build.boundToBuild(this.#signatures, this.#provenances, binding);
  }

  /** Some bundles sign the image's manifest itself; it is asked for again, once, only where there is such a bundle. */
  async #judge(candidate: Candidate): Promise<SignatureResult | Problem> {
    const result = this.#verify(candidate);
    if (candidate.kind === "legacy" || candidate.image !== undefined) return result;
    if (result.verified || result.reason !== "unsupported-content") return result;
    try {
      const { bytes } = await this.#means.manifest();
      return this.#verify({ ...candidate, image: bytes });
    } catch (error) {
      if (error instanceof RegistryError) return { kind: "problem", error };
      throw error;
    }
  }

  #verify(candidate: Candidate): SignatureResult {
    const { verifier } = this.#means;
    const { anyOf } = this.#required;
    return candidate.kind === "legacy"
      ? verifier.legacy(candidate, this.#subject, anyOf)
      : verifier.bundle(candidate.bundle, this.#subject, anyOf, candidate.image);
  }
}
