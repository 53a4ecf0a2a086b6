import type { Evidence, FailedSignature, Failure, ImageRule } from "../policy/index.ts";
import type { Digest, Repository } from "../reference/index.ts";
import type { Budget, Candidate, Problem, Registry } from "../registry/index.ts";
import type { CosignSigner, SignatureResult } from "../signature/index.ts";

/** How bytes become a verified signer: the signature room's functions, passed in so that a failing verifier can be tried. */
export interface Verifier {
  readonly legacy: (
    candidate: { payload: Uint8Array; signature: string },
    subject: Digest,
    signers: readonly CosignSigner[],
  ) => SignatureResult;
  readonly bundle: (bundle: Uint8Array, subject: Digest, signers: readonly CosignSigner[]) => SignatureResult;
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

  async find(repository: Repository, subject: Digest, rule: ImageRule, budget: Budget): Promise<Evidence> {
    if (rule.requirement.kind === "signature-not-required") return { kind: "not-required" };
    const signers = rule.requirement.anyOf;
    const failures: FailedSignature[] = [];
    const problems: Failure[] = [];
    for (const format of this.#order(repository)) {
      for await (const item of this.#items(format, repository, subject, budget)) {
        if (item.kind === "problem") {
          problems.push(item.error);
          continue;
        }
        const result = this.#verify(item, subject, signers);
        if (result.verified) {
          this.#found.set(repository.registry, format);
          return { kind: "signed", signer: result.signer };
        }
        failures.push(result);
      }
    }
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

  #verify(candidate: Candidate, subject: Digest, signers: readonly CosignSigner[]): SignatureResult {
    return candidate.kind === "legacy"
      ? this.#verifier.legacy(candidate, subject, signers)
      : this.#verifier.bundle(candidate.bundle, subject, signers);
  }
}

/** What could not be fetched might have been the trusted signature, so a problem outweighs the failures beside it. */
function conclude(problems: readonly Failure[], failures: readonly FailedSignature[]): Evidence {
  const [problem] = problems;
  if (problem !== undefined) return { kind: "failed", error: problem };
  const [first, ...rest] = [...failures].sort((a, b) => helpfulness(a) - helpfulness(b));
  return first === undefined ? { kind: "unsigned" } : { kind: "untrusted", failures: [first, ...rest] };
}

/** A signature made by another key for this digest tells more than junk that lies beside it. */
function helpfulness({ reason }: FailedSignature): number {
  const order: readonly string[] = ["untrusted-key", "other-digest", "not-a-signature"];
  const place = order.indexOf(reason);
  return place === -1 ? order.length : place;
}
