import {
  deploysImages,
  NO_CORRECTIONS,
  type Corrections,
  type ImageUse,
  type UnlistedImage,
} from "../discover/index.ts";
import type { Gate, Verdict } from "../gate/index.ts";
import { isRegistryType, NO_FACTS, registryFacts, type RegistryFacts } from "../lint/index.ts";
import type { RuleId } from "../rules/index.ts";
import { Builds } from "./builds.ts";
import { UnknownTypes } from "./unknown-types.ts";
import { plain } from "./plain.ts";
import { unlistedIn, usesOf, type AnalyzedResource } from "./uses.ts";

/** What became of a resource's images: the verdicts on them, or that the check itself failed. */
export type Outcome =
  | { readonly kind: "judged"; readonly verdicts: readonly Verdict[] }
  | { readonly kind: "failed"; readonly message: string };

/** A resource as the engine showed it to Analyze: these inputs are judged, not the outputs that a stack policy is shown. */
export interface Entry {
  readonly urn: string;
  uses: readonly ImageUse[];
  /** What looks like an image and is no use of one. */
  readonly unlisted: readonly UnlistedImage[];
  /** What it says of a registry's settings. */
  readonly registry: RegistryFacts;
  /** Never rejects. */
  outcome: Promise<Outcome>;
  /** The rules that have reported on it, and whether this policy has. */
  readonly told: Set<RuleId | "digestbound">;
}

const NO_IMAGES: Promise<Outcome> = Promise.resolve({ kind: "judged", verdicts: [] });

/**
 * Starts judging each resource when it is analyzed and keeps what becomes of it for the rules, which only report. It is
 * fed by a policy of its own, so that switching one rule off never switches another off; a rule that finds no entry rejects.
 */
export class Recorder {
  readonly #entries = new Map<string, Entry>();
  readonly #repeated: Entry[] = [];
  readonly #builds = new Builds();
  readonly #unknownTypes = new UnknownTypes();
  #sawImages = false;

  /** Begins to judge and returns at once. Never throws. */
  record(resource: AnalyzedResource, gate: () => Gate, corrections: Corrections = NO_CORRECTIONS): Entry {
    const entry = this.#entryOf(resource, gate, corrections);
    const earlier = this.#entries.get(resource.urn);
    if (earlier !== undefined) this.#repeated.push(earlier);
    this.#entries.set(resource.urn, entry);
    this.#sawImages ||= entry.outcome !== NO_IMAGES;
    return entry;
  }

  /** Whether the policy that feeds it ever ran: every stack has a root resource, which is analyzed first. */
  get hasRun(): boolean {
    return this.#entries.size > 0;
  }

  /** Whether no resource with an image was seen yet. */
  get isEmpty(): boolean {
    return !this.#sawImages;
  }

  /** What was recorded last about a resource. */
  of(urn: string): Entry | undefined {
    return this.#entries.get(urn);
  }

  /** What is unlisted in an entry, but for what this program pushes itself: its name is passed on, and deployed elsewhere. */
  unlistedOf({ unlisted }: Entry): readonly UnlistedImage[] {
    return unlisted.filter(({ repository }) => repository === undefined || !this.#builds.pushes(repository));
  }

  /** How many resources are of types that nothing is known of, for people; undefined where there is none. */
  unknownTypes(): string | undefined {
    return this.#unknownTypes.summary();
  }

  /** Everything recorded, a resource that was analyzed twice as often as that. */
  all(): readonly Entry[] {
    return [...this.#repeated, ...this.#entries.values()];
  }

  #entryOf(resource: AnalyzedResource, gate: () => Gate, corrections: Corrections): Entry {
    const told: Entry["told"] = new Set();
    const registry = registryIn(resource);
    const entry = { urn: resource.urn, uses: [], unlisted: [], registry, outcome: NO_IMAGES, told };
    try {
      this.#builds.note(resource);
      if (!this.#entries.has(resource.urn)) this.#unknownTypes.note(resource, corrections);
      if (!deploysImages(resource.type, corrections))
        return { ...entry, unlisted: unlistedIn(resource, [], corrections) };
      const inputs = plain(resource.props);
      const uses = usesOf(resource, corrections, inputs).map((use) => this.#builds.mark(use));
      const unlisted = unlistedIn(resource, uses, corrections, inputs);
      return uses.length === 0 ? { ...entry, unlisted } : { ...entry, uses, unlisted, outcome: judge(uses, gate) };
    } catch (error) {
      return { ...entry, outcome: Promise.resolve(failed(error)) };
    }
  }
}

/** A hint: where it fails there is none. */
function registryIn({ type, name, urn, props }: AnalyzedResource): RegistryFacts {
  try {
    return isRegistryType(type) ? registryFacts({ type, name, urn, props: plain(props) }) : NO_FACTS;
  } catch {
    return NO_FACTS;
  }
}

/** Every image has a budget of its own, far below this; what is left then hangs for a reason nobody knows, and is not passed. */
const LONGEST_CHECK_MS = 10 * 60_000;

/** Asks the gate about these uses. Whatever goes wrong on the way is an outcome, too: a promise that rejects would end up nowhere (law 3). */
export async function judge(uses: readonly ImageUse[], gate: () => Gate): Promise<Outcome> {
  try {
    const verdicts = await within(LONGEST_CHECK_MS, gate().check(uses));
    if (verdicts.length === uses.length) return { kind: "judged", verdicts };
    return { kind: "failed", message: `${uses.length - verdicts.length} of ${uses.length} were never judged` };
  } catch (error) {
    return failed(error);
  }
}

/** By its name alone: a message may repeat an input, and an input may be a secret (law 10). */
function failed(error: unknown): Outcome {
  return { kind: "failed", message: error instanceof Error ? error.name : "unknown failure" };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new NeverJudged());
  }, milliseconds);
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

class NeverJudged extends Error {
  override readonly name = "NeverJudged";
}
