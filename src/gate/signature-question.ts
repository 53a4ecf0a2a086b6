import {
  Tally,
  type BoundRule,
  type Evidence,
  type FailedSignature,
  type Failure,
  type VerifiedProvenance,
} from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import { RegistryError, type Candidate, type Manifest, type Problem } from "../registry/index.ts";
import type { SignatureResult, VerifiedSigner } from "../signature/index.ts";
import { attestationIn } from "./attestation-question.ts";
import type { BuildJudge } from "./build.ts";
import { mostHelpfulFirst } from "./helpful.ts";
import { pointerTo, tell, worstOf, type EvidencePlace, type Item, type Place, type Question } from "./question.ts";
import type { Verifier } from "./verifier.ts";

export type SignedRequirement = Extract<BoundRule["requirement"], { kind: "signed" }>;

interface SignatureMeans {
  readonly verifier: Verifier;
  readonly build: BuildJudge;
  /** The subject's own manifest, which some bundles sign. */
  readonly manifest: () => Promise<Manifest>;
}

/** What the trusted signatures come to; undefined where there is none. */
type Decision = Extract<Evidence, { kind: "signed" | "too-few" | "unbound" }> | undefined;
interface Untold {
  readonly error: Problem;
}

type Verify = (signers: SignedRequirement["anyOf"]) => SignatureResult;

/** Whether a digest carries the signature that the rule trusts, or all that it requires together; where it says so by the same build as a provenance. */
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
  readonly #pointers: EvidencePlace[] = [];
  readonly #tally: Tally | undefined;
  #answer: Extract<Decision, { kind: "signed" }> | undefined;

  constructor(required: SignedRequirement, subject: Digest, means: SignatureMeans) {
    this.#required = required;
    this.#subject = subject;
    this.#means = means;
    this.#tally = required.needs && new Tally(required.anyOf, required.needs);
    this.places = new Set(required.boundToBuild ? ["referrers", "sig-tag", "att-tag"] : ["referrers", "sig-tag"]);
  }

  get isAnswered(): boolean {
    return this.#answer !== undefined;
  }

  get pointers(): readonly EvidencePlace[] {
    return this.#pointers;
  }

  async hear(item: Item): Promise<void> {
    const isSignature = item.kind !== "attestation" && (await this.#hearSignature(item));
    const isProvenance = this.#hearProvenance(item);
    if (!isSignature && !isProvenance) return;
    this.#pointers.push(pointerTo(item));
    const decision = this.#decide();
    if (decision?.kind === "signed") this.#answer = decision;
  }

  refuse(refusal: FailedSignature): void {
    this.#failures.push(refusal);
  }

  doubt(failure: Failure): void {
    this.#problems.push(failure);
  }

  /** What could not be fetched might have been the trusted signature, so a problem outweighs the failures beside it. */
  get evidence(): Evidence {
    if (this.#answer !== undefined) return this.#answer;
    const problem = worstOf(this.#problems);
    if (problem !== undefined) return { kind: "failed", error: problem };
    const decision = this.#decide();
    if (decision !== undefined) return decision;
    const [first, ...rest] = mostHelpfulFirst(this.#failures);
    return first === undefined ? { kind: "unsigned" } : { kind: "untrusted", failures: [first, ...rest] };
  }

  /** Whether it is of any use: verified, and nothing that was counted already. */
  async #hearSignature(candidate: Candidate): Promise<boolean> {
    const result = await this.#judge(candidate);
    if ("error" in result) tell(this, result.error);
    else if (!result.first.verified) this.refuse(result.first);
    else return this.#count(result.first.signer, result.verify);
    return false;
  }

  #count(signer: VerifiedSigner, verify: Verify): boolean {
    this.#signatures.push(signer);
    return this.#tally === undefined || this.#countAll(this.#tally, signer, verify);
  }

  /** By its maker, for each of the rule's signers that it fits, as long as that may help. */
  #countAll(tally: Tally, first: VerifiedSigner, verify: Verify): boolean {
    const maker = tally.makerOf(first);
    let isNew = tally.add(first, maker);
    let others = this.#required.anyOf.filter(({ name }) => name !== first.signer);
    while (others.length > 0 && !tally.standing.enough) {
      const result = verify(others);
      if (!result.verified) break;
      const { signer } = result;
      isNew = tally.add(signer, maker) || isNew;
      others = others.filter(({ name }) => name !== signer.signer);
    }
    return isNew;
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
    if (signer === undefined) return undefined;
    if (this.#tally !== undefined) return this.#together(this.#tally);
    if (binding === undefined) return { kind: "signed", signer };
    const result = this.#means.build.boundToBuild(this.#signatures, this.#provenances, binding);
    return result.bound ? { kind: "signed", signer: result.signer } : { kind: "unbound", why: result.why };
  }

  #together({ standing }: Tally): Decision {
    if (!standing.enough) {
      return { kind: "too-few", lack: standing.lack, failures: mostHelpfulFirst(this.#failures) };
    }
    const [signer, ...cosigners] = standing.counted;
    return { kind: "signed", signer, ...(cosigners.length > 0 && { cosigners }) };
  }

  /** Some bundles sign the image's manifest itself; it is asked for again, once, only where there is such a bundle. */
  async #judge(candidate: Candidate): Promise<{ readonly first: SignatureResult; readonly verify: Verify } | Untold> {
    const asked = this.#required.anyOf;
    const verify: Verify = (signers) => this.#verify(candidate, signers);
    const first = verify(asked);
    if (candidate.kind === "legacy" || candidate.image !== undefined) return { first, verify };
    if (first.verified || first.reason !== "unsupported-content") return { first, verify };
    try {
      const { bytes } = await this.#means.manifest();
      const again: Verify = (signers) => this.#verify({ ...candidate, image: bytes }, signers);
      return { first: again(asked), verify: again };
    } catch (error) {
      if (error instanceof RegistryError) return { error: { kind: "problem", error } };
      throw error;
    }
  }

  #verify(candidate: Candidate, signers: SignedRequirement["anyOf"]): SignatureResult {
    const { verifier } = this.#means;
    return candidate.kind === "legacy"
      ? verifier.legacy(candidate, this.#subject, signers)
      : verifier.bundle(candidate.bundle, this.#subject, signers, candidate.image);
  }
}
