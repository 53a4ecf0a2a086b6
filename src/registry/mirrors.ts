import { formatRepository, type Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import type { Attestation, Candidate, Problem } from "./candidates.ts";
import { asRegistryError, RegistryError, type RegistryReason } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Locations } from "./locations.ts";

type MirrorLimits = Pick<Limits, "deadline">;

/** Failures of a mirror's host rather than of one of its images: it is not asked again. */
const RESTING: ReadonlySet<RegistryReason> = new Set(["unreachable", "timeout", "tls", "private-address"]);

/** Of an image's time one mirror may use a quarter at a time. */
const SHARE = 4;
/** Of an image's time all mirrors together may use half, however often they are asked, so that the source can be asked. */
const ALL_SHARE = 2;
/** A mirror that had this much of its share is blamed for what it did not do in it. */
const FAIR = 0.9;

interface Turn {
  readonly mirror: Repository;
  readonly share: Budget;
  /** Whether the mirror is to blame where the time is too short, and not those before it. */
  readonly isFair: boolean;
}

interface Failed {
  readonly mirror: Repository;
  readonly error: RegistryError;
}

/**
 * Asks mirrors before the source. What they send proves itself by its hash and its signature, so a find counts wherever
 * it was made; whatever else they do is forgotten, but for a mention where the source fails too.
 */
export class Mirrors {
  readonly #limits: MirrorLimits;
  readonly #resting = new Set<string>();
  /** By image: the milliseconds that mirrors have used of its time. */
  readonly #used = new WeakMap<Budget, number>();

  constructor(limits: MirrorLimits) {
    this.#limits = limits;
  }

  /** @throws RegistryError the source's */
  async first<T>(
    locations: Locations,
    budget: Budget,
    ask: (repository: Repository, budget: Budget) => Promise<T>,
  ): Promise<T> {
    const failed: Failed[] = [];
    for (const turn of this.#turns(locations, budget)) {
      try {
        return await ask(turn.mirror, turn.share);
      } catch (error) {
        failed.push(this.#failed(turn, asRegistryError(error)));
      }
    }
    try {
      return await ask(locations.source, budget);
    } catch (error) {
      throw mentioning(failed, asRegistryError(error));
    }
  }

  /** All that the mirrors and the source have; what could not be found out is the source's alone. */
  async *every<T extends Candidate | Attestation>(
    locations: Locations,
    budget: Budget,
    ask: (repository: Repository, budget: Budget) => AsyncIterable<T | Problem>,
  ): AsyncGenerator<T | Problem> {
    const failed: Failed[] = [];
    const seen = new Set<string>();
    for (const turn of this.#turns(locations, budget)) {
      for await (const item of ask(turn.mirror, turn.share)) {
        if (item.kind === "problem") failed.push(this.#failed(turn, item.error));
        else if (!seen.has(nameOf(item))) yield item;
        if (item.kind !== "problem") seen.add(nameOf(item));
      }
    }
    for await (const item of ask(locations.source, budget)) {
      if (item.kind === "problem") yield { ...item, error: mentioning(failed, item.error) };
      else if (!seen.has(nameOf(item))) yield item;
    }
  }

  *#turns({ mirrors }: Locations, budget: Budget): Generator<Turn> {
    const { deadline } = this.#limits;
    const most = deadline / Math.max(SHARE, ALL_SHARE * mirrors.length);
    for (const mirror of mirrors) {
      const used = this.#used.get(budget) ?? 0;
      const left = deadline / ALL_SHARE - used;
      if (budget.spent || left <= 0) return;
      if (this.#resting.has(mirror.registry)) continue;
      const began = performance.now();
      try {
        // Of its own, so that what one mirror sends in vain is not missing when the source is asked.
        const share = budget.share(Math.min(most, left));
        yield { mirror, share, isFair: left > FAIR * most };
      } finally {
        this.#used.set(budget, used + performance.now() - began);
      }
    }
  }

  #failed({ mirror, isFair }: Turn, error: RegistryError): Failed {
    if (isFair && RESTING.has(error.reason)) this.#resting.add(mirror.registry);
    return { mirror, error };
  }
}

/** The same bytes with the same certificate, log entry and timestamp, wherever they lie: a mirror may have left one out. */
function nameOf(candidate: Candidate | Attestation): string {
  return `${candidate.layer} ${candidate.kind === "bundle" ? "" : JSON.stringify(candidate.annotations)}`;
}

function mentioning(failed: readonly Failed[], error: RegistryError): RegistryError {
  if (failed.length === 0) return error;
  const told = failed.map(({ mirror, error: { reason } }) => `${formatRepository(mirror)} (${reason})`);
  const { reason, remedy, cause } = error;
  return new RegistryError(reason, `${error.message} Its mirrors failed too: ${told.join(", ")}.`, { remedy, cause });
}
