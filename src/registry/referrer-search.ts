import type { Digest } from "../reference/index.ts";
import type { Attestation, Candidate, Problem } from "./candidates.ts";
import type { Descriptor } from "./descriptor.ts";
import { RegistryError, type RegistryReason } from "./errors.ts";
import { manifestKind } from "./media-types.ts";
import type { ReferrerPage } from "./referrer-answer.ts";
import { referrerReader } from "./referrer.ts";
import type { Session } from "./session.ts";
import { byLikelihood, isLikely, type Sought } from "./sought.ts";

type Found = Candidate | Attestation | Problem;

/** Looks for evidence among the entries of lists: each entry once, and no more entries than the limits allow. */
export class ReferrerSearch {
  readonly #session: Session;
  readonly #sought: Sought;
  readonly #read: (referrer: Descriptor) => AsyncIterable<Found>;
  readonly #seen = new Set<Digest>();
  #fetched = 0;
  #found = false;

  constructor(session: Session, subject: Digest, sought: Sought) {
    this.#session = session;
    this.#sought = sought;
    this.#read = referrerReader(session, subject, sought);
  }

  /** Whether there was any evidence so far. */
  get found(): boolean {
    return this.#found;
  }

  /** @throws what the pages throw, after the entries of all pages before */
  async *among(pages: AsyncIterable<ReferrerPage>): AsyncGenerator<Found> {
    const unlikely: Descriptor[] = [];
    let unreadable = 0;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const page of pages) {
        unreadable += page.unreadable;
        const fresh = page.referrers.filter((entry) => this.#isFresh(entry));
        // What does not look like evidence that is sought waits until every page was read.
        unlikely.push(...fresh.filter((entry) => !isLikely(entry, this.#sought)));
        yield* this.#evidence(fresh.filter((entry) => isLikely(entry, this.#sought)));
      }
    } catch (error) {
      failure = { error };
    }
    yield* this.#evidence(byLikelihood(unlikely, this.#sought));
    if (failure !== undefined) throw failure.error;
    if (unreadable > 0) yield this.#problem("malformed", `${unreadable} referrers that are no descriptors`);
  }

  /** Whether an entry is listed for the first time and may be evidence at all: an index is none. */
  #isFresh({ digest, mediaType }: Descriptor): boolean {
    if (this.#seen.has(digest) || manifestKind(mediaType) !== "image") return false;
    this.#seen.add(digest);
    return true;
  }

  async *#evidence(referrers: readonly Descriptor[]): AsyncGenerator<Found> {
    const { budget, limits } = this.#session;
    for (const referrer of referrers) {
      if (budget.spent) return;
      if (this.#fetched === limits.referrerCandidates) {
        yield this.#problem("too-many", `more referrers than the ${limits.referrerCandidates} that are looked at`);
        return;
      }
      this.#fetched += 1;
      for await (const found of this.#read(referrer)) {
        this.#found ||= found.kind !== "problem";
        yield found;
      }
    }
  }

  #problem(reason: RegistryReason, what: string): Problem {
    return { kind: "problem", error: new RegistryError(reason, `${this.#session.endpoint.name} lists ${what}.`) };
  }
}
