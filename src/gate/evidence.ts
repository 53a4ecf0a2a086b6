import type { BoundRule, Evidence, FailedSignature, Failure } from "../policy/index.ts";
import type { Digest, Repository } from "../reference/index.ts";
import {
  RegistryError,
  type Budget,
  type Candidate,
  type Manifest,
  type Problem,
  type Registry,
} from "../registry/index.ts";
import type { CosignSigner, LegacyCandidate, SignatureReason, SignatureResult } from "../signature/index.ts";

/** How bytes become a verified signer: the signature room's functions, passed in so that a failing verifier can be tried. */
export interface Verifier {
  readonly legacy: (candidate: LegacyCandidate, subject: Digest, signers: readonly CosignSigner[]) => SignatureResult;
  /** `manifest`: the subject's own bytes, which some bundles sign; without them such a bundle is "unsupported-content". */
  readonly bundle: (
    bundle: Uint8Array,
    subject: Digest,
    signers: readonly CosignSigner[],
    manifest?: Uint8Array,
  ) => SignatureResult;
}

type Format = "bundle" | "legacy";

/** Looks for a signature on a digest until the first one that the rule's signers made. */
export class EvidenceSearch {
  readonly #registry: Registry;
  readonly #verifier: Verifier;
  /** The format found last on a host is asked for first next time; only the order changes, never what is asked. */
  readonly #found = new Map<string, Format>();

  constructor(registry: Registry, verifier: Verifier) {
    this.#registry = registry;
    this.#verifier = verifier;
  }

  /** What is trusted on a digest by what was remembered, without a request; undefined for anything less, whatever the reason. */
  async recall(
    repository: Repository,
    subject: Digest,
    rule: BoundRule,
    budget: Budget,
  ): Promise<Extract<Evidence, { kind: "signed" }> | undefined> {
    if (rule.requirement.kind === "signature-not-required") return undefined;
    try {
      for await (const item of this.#registry.recall(repository, subject, budget)) {
        const result = item.kind === "problem" ? undefined : this.#verify(item, subject, rule.requirement.anyOf);
        if (result?.verified === true) return { kind: "signed", signer: result.signer };
      }
    } catch {
      // What was remembered may only support an acceptance; the registry itself says what is wrong.
    }
    return undefined;
  }

  /** Asks the registry, and remembers where the signature was found. */
  async find(repository: Repository, subject: Digest, rule: BoundRule, budget: Budget): Promise<Evidence> {
    if (rule.requirement.kind === "signature-not-required") return { kind: "not-required" };
    const signers = rule.requirement.anyOf;
    const failures: FailedSignature[] = [];
    const problems: Failure[] = [];
    const manifest = once(() => this.#registry.manifestByDigest(repository, subject, budget));
    for (const format of this.#order(repository)) {
      for await (const item of this.#items(format, repository, subject, budget)) {
        if (item.kind === "problem") {
          problems.push(item.error);
          continue;
        }
        const result = await this.#judge(item, subject, signers, manifest);
        if ("error" in result) {
          problems.push(result.error);
        } else if (result.verified) {
          this.#found.set(repository.registry, format);
          this.#registry.remember(repository, subject, [item]);
          return { kind: "signed", signer: result.signer };
        } else failures.push(result);
      }
    }
    // A search that ended with the image's time has not seen everything, whether or not anything failed by that.
    if (budget.spent) problems.push(budget.interruption(repository.registry));
    return conclude(problems, failures);
  }

  #order({ registry }: Repository): readonly Format[] {
    return this.#found.get(registry) === "legacy" ? ["legacy", "bundle"] : ["bundle", "legacy"];
  }

  #items(format: Format, repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem> {
    return format === "legacy"
      ? this.#registry.legacySignatures(repository, subject, budget)
      : this.#registry.bundles(repository, subject, budget);
  }

  /** Some bundles sign the image's manifest itself; it is asked for again, once, only where there is such a bundle. */
  async #judge(
    candidate: Candidate,
    subject: Digest,
    signers: readonly CosignSigner[],
    manifest: () => Promise<Manifest>,
  ): Promise<SignatureResult | Problem> {
    const result = this.#verify(candidate, subject, signers);
    if (candidate.kind === "legacy" || result.verified || result.reason !== "unsupported-content") return result;
    try {
      const { bytes } = await manifest();
      return this.#verify({ ...candidate, image: bytes }, subject, signers);
    } catch (error) {
      if (error instanceof RegistryError) return { kind: "problem", error };
      throw error;
    }
  }

  #verify(candidate: Candidate, subject: Digest, signers: readonly CosignSigner[]): SignatureResult {
    return candidate.kind === "legacy"
      ? this.#verifier.legacy(candidate, subject, signers)
      : this.#verifier.bundle(candidate.bundle, subject, signers, candidate.image);
  }
}

/** What could not be fetched might have been the trusted signature, so a problem outweighs the failures beside it. */
function conclude(problems: readonly Failure[], failures: readonly FailedSignature[]): Evidence {
  const [problem] = problems;
  if (problem !== undefined) return { kind: "failed", error: problem };
  const [first, ...rest] = [...failures].sort((a, b) => helpfulness(a) - helpfulness(b));
  return first === undefined ? { kind: "unsigned" } : { kind: "untrusted", failures: [first, ...rest] };
}

/** Of what was verified first what comes closest; a signature for this digest tells more than junk that lies beside it. */
const HELPFUL: readonly SignatureReason[] = [
  "untrusted-identity",
  "other-reference",
  "other-annotations",
  "key-not-valid",
  "no-log-entry",
  "untrusted-key",
  "other-digest",
  "not-a-signature",
];

function helpfulness({ reason }: FailedSignature): number {
  const place = HELPFUL.indexOf(reason);
  return place === -1 ? HELPFUL.length : place;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= work());
}
