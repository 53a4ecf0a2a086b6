import type { Attested, BoundRule, Evidence } from "../policy/index.ts";
import type { Digest, Repository } from "../reference/index.ts";
import type { Budget, EvidencePointer, Problem, Registry } from "../registry/index.ts";
import { AttestationQuestion } from "./attestation-question.ts";
import { sameRun, type BuildJudge } from "./build.ts";
import { tell, type EvidencePlace, type Item, type Place, type Question } from "./question.ts";
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
  /** Nobody else is to be asked, so that stored evidence may use all of an image's time. */
  readonly offline?: boolean | undefined;
  /** Told of the evidence on each digest that has all that its rule requires. */
  readonly onEvidence?: ((found: EvidenceFound) => void) | undefined;
}

/** Where all that a rule requires of a digest was found. */
export interface EvidenceFound {
  readonly repository: Repository;
  readonly subject: Digest;
  readonly places: readonly EvidencePlace[];
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

  readonly #share: number;
  readonly #onEvidence: (found: EvidenceFound) => void;

  constructor(
    registry: Registry,
    verifier: Verifier,
    { build = sameRun, now = Date.now, offline = false, onEvidence = () => undefined }: SearchOptions = {},
  ) {
    this.#registry = registry;
    this.#verifier = verifier;
    this.#build = build;
    this.#now = now;
    this.#share = offline ? 1 : 1 / SHARE;
    this.#onEvidence = onEvidence;
  }

  /** What is trusted on a digest by what was remembered, without a request; undefined for anything less, whatever the reason. */
  async recall(
    repository: Repository,
    subject: Digest,
    rule: BoundRule,
    budget: Budget,
  ): Promise<Findings | undefined> {
    const opened = this.#open(repository, subject, rule, budget);
    await hearAll(opened.questions, () => this.#registry.recall(repository, subject, budget));
    return this.#complete(opened);
  }

  /** The same by what is stored, also without a request. */
  async stored(
    repository: Repository,
    subject: Digest,
    rule: BoundRule,
    budget: Budget,
  ): Promise<Findings | undefined> {
    return this.#complete(await this.#hearStored(repository, subject, rule, budget));
  }

  /** What stored evidence answers is not asked of the registry; everything else is, and remembered where it was found. */
  async find(repository: Repository, subject: Digest, rule: BoundRule, budget: Budget): Promise<Findings> {
    const stored = await this.#hearStored(repository, subject, rule, budget);
    const opened = this.#open(repository, subject, rule, budget, stored);
    const { questions, findings } = opened;
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
    if (this.#complete(opened)) this.#registry.remember(repository, subject, pointersOf(questions));
    return findings();
  }

  /** What stored evidence may cost: the image's bytes again, and a part of its time, so that the registry can still be asked. */
  forStored(budget: Budget): Budget {
    return budget.share(budget.rest * this.#share);
  }

  async #hearStored(repository: Repository, subject: Digest, rule: BoundRule, budget: Budget): Promise<Opened> {
    const opened = this.#open(repository, subject, rule, budget);
    await hearAll(opened.questions, () => this.#registry.stored(repository, subject, this.forStored(budget)));
    return opened;
  }

  #complete({ repository, subject, questions, findings }: Opened): Findings | undefined {
    if (questions.length === 0 || questions.some(isOpen)) return undefined;
    this.#onEvidence({ repository, subject, places: questions.flatMap(({ pointers }) => pointers) });
    return findings();
  }

  /** @param earlier questions about the same, of which those that are answered stay so */
  #open(repository: Repository, subject: Digest, { requirement }: BoundRule, budget: Budget, earlier?: Opened): Opened {
    const manifest = once(() => this.#registry.manifestByDigest(repository, subject, budget));
    const means = { verifier: this.#verifier, build: this.#build, now: this.#now, manifest };
    const signed =
      requirement.kind === "signed"
        ? (answered(earlier?.signed) ?? new SignatureQuestion(requirement, subject, means))
        : undefined;
    const attested = requirement.attestations.map(
      (required, index) => answered(earlier?.attested[index]) ?? new AttestationQuestion(required, subject, means),
    );
    const questions: readonly Question[] = signed === undefined ? attested : [signed, ...attested];
    const findings = (): Findings => ({
      evidence: signed?.evidence ?? { kind: "not-required" },
      attested: attested.map((question) => question.attested),
    });
    return { repository, subject, signed, attested, questions, findings };
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

/** Of an image's time, stored evidence may use a quarter where the registry is to be asked as well. */
const SHARE = 4;

/** What a rule requires of a digest, as questions. */
interface Opened {
  readonly repository: Repository;
  readonly subject: Digest;
  readonly signed: SignatureQuestion | undefined;
  readonly attested: readonly AttestationQuestion[];
  readonly questions: readonly Question[];
  readonly findings: () => Findings;
}

/** Shows the questions what comes without a request, until they are answered. It may only support an acceptance: the registry itself says what is wrong. */
async function hearAll(questions: readonly Question[], items: () => AsyncIterable<Item | Problem>): Promise<void> {
  if (questions.length === 0) return;
  try {
    for await (const item of items()) {
      if (item.kind !== "problem") await ask(questions.filter(isOpen), item);
      if (!questions.some(isOpen)) return;
    }
  } catch {
    // What could not be read or judged answers nothing.
  }
}

function answered<T extends Question>(question: T | undefined): T | undefined {
  return question?.isAnswered === true ? question : undefined;
}

/** One manifest may answer several questions. */
function pointersOf(questions: readonly Question[]): readonly EvidencePointer[] {
  const places = questions.flatMap((question) => question.pointers);
  return [...new Map(places.map(({ kind, manifest }) => [`${kind} ${manifest}`, { kind, manifest }])).values()];
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
