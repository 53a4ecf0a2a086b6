import type { BoundRule, BoundSigner, Failure, PolicyDocument, Resolution } from "../policy/index.ts";
import { formatRepository, type Digest, type ImageReference, type Repository } from "../reference/index.ts";
import { createBudget, defaultLimits, type Budget, type Problem, type Registry } from "../registry/index.ts";
import { failureOf } from "./attempt.ts";
import { limitByHost } from "./concurrency.ts";
import { examineCandidate, type Examined, type Source } from "./examine-candidate.ts";
import { openRegistry, type GateOptions } from "./open-registry.ts";
import type { AttestationResult } from "../signature/index.ts";
import { cosignVerifier, type Verifier } from "./verifier.ts";

/** Everything that a registry holds about one digest. */
export interface Examination {
  readonly resolution: Resolution;
  /** In the order in which the registry told of it, whatever it is worth. */
  readonly evidence: readonly Examined[];
  /** What could not be read and might have been evidence. */
  readonly problems: readonly Failure[];
}

/** Looks at what there is, for people: it decides nothing, and nothing that it finds is remembered as trusted. */
export interface Examiner {
  /**
   * @param rule the document's own rule for this image: its match is what lets the registry be asked (law 9)
   * @param digest what the tag answered already in this run; it is not asked for again (law 1)
   */
  examine(reference: ImageReference, rule: BoundRule, digest?: Digest): Promise<Examination>;
  /** Ends the connections. */
  close(): Promise<void>;
}

/** Reads every candidate of every format, within the same limits as the gate, and does not stop at the first success. */
export function createExaminer(policy: PolicyDocument, options: GateOptions = {}): Examiner {
  const limits = { ...defaultLimits, ...options.limits };
  const { now = Date.now } = options;
  const { verifier = cosignVerifier(now), ...others } = options;
  const { offline = false } = options;
  const registry = openRegistry(policy, limits, others);
  const limit = limitByHost(limits.connections);
  const look = async (reference: ImageReference, rule: BoundRule, known?: Digest): Promise<Examination> => {
    const budget = createBudget({ ...limits, bytes: limits.attestedBytes }, options.signal);
    const resolution = await resolve(registry, reference, known, budget);
    if (resolution.kind === "failed") return { resolution, evidence: [], problems: [] };
    const place = { registry, repository: reference, subject: resolution.digest, budget, offline };
    return { resolution, ...(await gather(place, { verifier, now: new Date(now()), rule, policy })) };
  };
  return {
    examine: (reference, rule, digest) => limit(reference, () => look(reference, rule, digest)),
    close: () => registry.close(),
  };
}

async function resolve(
  registry: Registry,
  reference: ImageReference,
  known: Digest | undefined,
  budget: Budget,
): Promise<Resolution> {
  const pinned = reference.digest ?? known;
  try {
    if (pinned !== undefined) {
      await registry.manifestByDigest(reference, pinned, budget);
      return { kind: "pinned", digest: pinned };
    }
    const { digest, platforms } = await registry.manifestByTag(reference, reference.tag ?? "latest", budget);
    return { kind: "resolved", digest, platforms };
  } catch (error) {
    return { kind: "failed", error: failureOf(error) };
  }
}

interface Place {
  readonly registry: Registry;
  readonly repository: Repository;
  readonly subject: Digest;
  readonly budget: Budget;
  /** What is stored is all there is. */
  readonly offline: boolean;
}

interface Measure {
  readonly verifier: Verifier;
  readonly now: Date;
  readonly rule: BoundRule;
  readonly policy: PolicyDocument;
}

async function gather(place: Place, measure: Measure): Promise<Pick<Examination, "evidence" | "problems">> {
  const { registry, repository, subject, budget } = place;
  const evidence: Examined[] = [];
  const problems: Failure[] = [];
  const manifest = () => registry.manifestByDigest(repository, subject, budget).then(({ bytes }) => bytes);
  for await (const source of sources(place)) {
    if (source.item.kind === "problem") problems.push(source.item.error);
    else {
      const asked = (predicateType?: string) => askedOf(measure.rule, predicateType);
      const lacks = (attestation: Verified) => lacksOf(measure, attestation);
      const question = { subject, asked, lacksOf: lacks, document: measure.policy, manifest };
      try {
        evidence.push(await examineCandidate({ ...source, item: source.item }, measure.verifier, question));
      } catch (error) {
        problems.push(failureOf(error));
      }
    }
  }
  // A search that ended with the image's time has not seen everything, whether or not anything failed by that.
  if (budget.spent) problems.push(budget.interruption(formatRepository(repository)));
  return { evidence, problems };
}

type Found = Omit<Source, "item"> & { readonly item: Source["item"] | Problem };

/** The streams one after the other; a candidate of one hides none of another. */
async function* sources({ registry, repository, subject, budget, offline }: Place): AsyncGenerator<Found> {
  if (offline) {
    for await (const item of registry.stored(repository, subject, budget)) yield { via: "stored", item };
    return;
  }
  for await (const item of registry.referrers(repository, subject, budget)) yield { via: "referrer", item };
  for await (const item of registry.legacySignatures(repository, subject, budget)) yield { via: "sig-tag", item };
  for await (const item of registry.legacyAttestations(repository, subject, budget)) yield { via: "att-tag", item };
}

type Verified = Extract<AttestationResult, { verified: true }>;

/** Each requirement that this attestation could have met, by what it misses. */
function lacksOf({ rule, now }: Measure, { signer, predicateType, predicate }: Verified): readonly string[] {
  const { certificate } = signer;
  const context = { predicateType, now, ...(certificate && { certificate }) };
  const met = rule.requirement.attestations.filter(
    ({ predicateTypes, anyOf }) =>
      predicateTypes.includes(predicateType) && anyOf.some(({ name }) => name === signer.signer),
  );
  return [...new Set(met.map(({ lack }) => lack(predicate, context)).filter((lack) => lack !== undefined))];
}

/** Whom the rule trusts: for a signature, or for an attestation of a type. */
function askedOf({ requirement }: BoundRule, predicateType: string | undefined): readonly BoundSigner[] {
  if (predicateType === undefined) return requirement.kind === "signed" ? requirement.anyOf : [];
  const wanted = requirement.attestations.filter(({ predicateTypes }) => predicateTypes.includes(predicateType));
  return wanted.flatMap(({ anyOf }) => anyOf);
}
