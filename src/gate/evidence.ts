import type { Attested, BoundRule, Evidence } from "../policy/index.ts";
import type { Digest, Repository } from "../reference/index.ts";
import type { Budget, EvidencePointer, Problem, Registry } from "../registry/index.ts";
import { AttestationQuestion } from "./attestation-question.ts";
import { sameRun, type BuildJudge } from "./build.ts";
import { tell, type Item, type Place, type Question } from "./question.ts";
import { SignatureQuestion } from "./signature-question.ts";
import type { Verifier } from "./verifier.ts";

export type { Verifier } from "./verifier.ts";

/** What a registry holds about a digest, as far as a rule asks for it. */
export interface Findings {
  readonly evidence: Evidence;
  /** One for each attestation that the rule requires, in its order. */
  readonly attested: readonly Attested[];
  /** Why neither an index nor children make up for what lacks, in printable sentences; only where the rule lets them. */
  readonly uncovered?: string;
}

export interface SearchOptions {
  readonly build?: BuildJudge;
  /** The clock, in milliseconds since 1970, by which predicates are too old. */
  readonly now?: (() => number) | undefined;
}

/** Whether a rule asks for attestations at all; where it does not, none is fetched. */
export function asksForAttestations({ requirement }: BoundRule): boolean {
  return (
    requirement.attestations.length > 0 || (requirement.kind === "signed" && requirement.boundToBuild !== undefined)
  );
}

/** The types of attestations that a rule asks for; undefined where it asks for none. */
function attestationTypes(rule: BoundRule, build: BuildJudge): readonly string[] | undefined {
  if (!asksForAttestations(rule)) return undefined;
  const { requirement } = rule;
  const required = requirement.attestations.flatMap(({ predicateTypes }) => predicateTypes);
  const isBound = requirement.kind === "signed" && requirement.boundToBuild !== undefined;
  return [...new Set(isBound ? [...required, ...build.provenanceTypes] : required)];
}

/** Looks for evidence on a digest until everything that a rule requires is there. */
export class EvidenceSearch {
  readonly #registry: Registry;
  readonly #verifier: Verifier;
  readonly #build: BuildJudge;
  readonly #now: () => number;
  /** Where a host had the last answer of a kind, it is looked first next time; only the order changes, never what is asked. */
  readonly #found = new Map<string, Place>();

  constructor(registry: Registry, verifier: Verifier, { build = sameRun, now = Date.now }: SearchOptions = {}) {
    this.#registry = registry;
    this.#verifier = verifier;
    this.#build = build;
    this.#now = now;
  }

  /** What is trusted on a digest by what was remembered, without a request; undefined for anything less, whatever the reason. */
  async recall(
    repository: Repository,
    subject: Digest,
    rule: BoundRule,
    budget: Budget,
  ): Promise<Findings | undefined> {
    const hearing = this.#open(repository, subject, rule, budget);
    if (hearing.questions.length === 0) return undefined;
    try {
      for await (const item of this.#registry.recall(repository, subject, budget)) {
        if (item.kind !== "problem") await ask(hearing.questions.filter(isOpen), item);
        if (!hearing.questions.some(isOpen)) return hearing.findings();
      }
    } catch {
      // What was remembered may only support an acceptance; the registry itself says what is wrong.
    }
    return undefined;
  }

  /** Asks the registry, and remembers where the evidence was found. */
  async find(repository: Repository, subject: Digest, rule: BoundRule, budget: Budget): Promise<Findings> {
    const { questions, findings } = this.#open(repository, subject, rule, budget);
    const types = attestationTypes(rule, this.#build);
    for (const place of this.#order(repository, questions)) {
      const open = () => questions.filter((question) => question.places.has(place) && isOpen(question));
      if (open().length === 0) continue;
      for await (const item of this.#items(place, repository, subject, budget, types)) {
        const asked = open();
        await ask(asked, item);
        this.#learn(repository, place, asked);
        if (open().length === 0) break;
      }
    }
    const open = questions.filter(isOpen);
    // A search that ended with the image's time has not seen everything, whether or not anything failed by that.
    if (budget.spent) for (const question of open) question.doubt(budget.interruption(repository.registry));
    if (open.length === 0 && questions.length > 0) this.#registry.remember(repository, subject, pointersOf(questions));
    return findings();
  }

  #open(repository: Repository, subject: Digest, { requirement }: BoundRule, budget: Budget) {
    const manifest = once(() => this.#registry.manifestByDigest(repository, subject, budget));
    const means = { verifier: this.#verifier, build: this.#build, now: this.#now, manifest };
    const signed = requirement.kind === "signed" ? new SignatureQuestion(requirement, subject, means) : undefined;
    const attested = requirement.attestations.map((required) => new AttestationQuestion(required, subject, means));
    const questions: readonly Question[] = signed === undefined ? attested : [signed, ...attested];
    const findings = (): Findings => ({
      evidence: signed?.evidence ?? { kind: "not-required" },
      attested: attested.map((question) => question.attested),
    });
    return { questions, findings };
  }

  #order({ registry }: Repository, questions: readonly Question[]): readonly Place[] {
    const known = new Set(questions.map(({ kind }) => this.#found.get(`${registry} ${kind}`)));
    const tags = ["sig-tag", "att-tag"] as const;
    return [...tags.filter((tag) => known.has(tag)), "referrers", ...tags.filter((tag) => !known.has(tag))];
  }

  #learn({ registry }: Repository, place: Place, asked: readonly Question[]): void {
    for (const { kind, isAnswered } of asked) if (isAnswered) this.#found.set(`${registry} ${kind}`, place);
  }

  #items(
    place: Place,
    repository: Repository,
    subject: Digest,
    budget: Budget,
    types: readonly string[] | undefined,
  ): AsyncIterable<Item | Problem> {
    if (place === "sig-tag") return this.#registry.legacySignatures(repository, subject, budget);
    if (place === "att-tag") return this.#registry.legacyAttestations(repository, subject, budget, types);
    return types === undefined
      ? this.#registry.bundles(repository, subject, budget)
      : this.#registry.referrers(repository, subject, budget, types);
  }
}

/** One manifest may answer several questions. */
function pointersOf(questions: readonly Question[]): readonly EvidencePointer[] {
  const pointers = questions.flatMap((question) => question.pointers);
  return [...new Map(pointers.map((pointer) => [`${pointer.kind} ${pointer.manifest}`, pointer])).values()];
}

function isOpen({ isAnswered }: Question): boolean {
  return !isAnswered;
}

/** Whatever one question makes of a piece of evidence, the others are shown it as well. */
async function ask(questions: readonly Question[], item: Item | Problem): Promise<void> {
  for (const question of questions) {
    if (item.kind === "problem") tell(question, item);
    else await question.hear(item);
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= work());
}
