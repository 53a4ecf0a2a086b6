import type { Digest } from "../reference/index.ts";
import { fetchBlob } from "./blob.ts";
import { problemOf, type Candidate, type Problem } from "./candidates.ts";
import type { Descriptor } from "./descriptor.ts";
import { RegistryError, type RegistryReason } from "./errors.ts";
import { obtainManifest, type Expected } from "./manifest.ts";
import { isBundle, looksLikeBundle, manifestKind } from "./media-types.ts";
import type { ReferrerPage } from "./referrer-answer.ts";
import type { Session } from "./session.ts";

/** Looks for bundles among the entries of lists: each entry once, and no more entries than the limits allow. */
export class BundleSearch {
  readonly #session: Session;
  readonly #subject: Digest;
  readonly #seen = new Set<Digest>();
  #fetched = 0;
  #found = false;

  constructor(session: Session, subject: Digest) {
    this.#session = session;
    this.#subject = subject;
  }

  /** Whether there was a bundle so far. */
  get found(): boolean {
    return this.#found;
  }

  /** @throws what the pages throw, after the entries of all pages before */
  async *among(pages: AsyncIterable<ReferrerPage>): AsyncGenerator<Candidate | Problem> {
    const unlikely: Descriptor[] = [];
    let unreadable = 0;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const page of pages) {
        unreadable += page.unreadable;
        const fresh = page.referrers.filter((entry) => this.#isFresh(entry));
        // What does not look like a bundle waits until every page was read.
        unlikely.push(...fresh.filter(({ artifactType }) => !looksLikeBundle(artifactType)));
        yield* this.#candidates(fresh.filter(({ artifactType }) => looksLikeBundle(artifactType)));
      }
    } catch (error) {
      failure = { error };
    }
    yield* this.#candidates(unlikely);
    if (failure !== undefined) throw failure.error;
    if (unreadable > 0) yield this.#problem("malformed", `${unreadable} referrers that are no descriptors`);
  }

  /** Whether an entry is listed for the first time and may be a bundle at all: an index is none. */
  #isFresh({ digest, mediaType }: Descriptor): boolean {
    if (this.#seen.has(digest) || manifestKind(mediaType) !== "image") return false;
    this.#seen.add(digest);
    return true;
  }

  async *#candidates(referrers: readonly Descriptor[]): AsyncGenerator<Candidate | Problem> {
    const { budget, limits } = this.#session;
    for (const referrer of referrers) {
      if (budget.spent) return;
      if (this.#fetched === limits.referrerCandidates) {
        yield this.#problem("too-many", `more referrers than the ${limits.referrerCandidates} that are looked at`);
        return;
      }
      this.#fetched += 1;
      const candidate = await fetchBundle(this.#session, this.#subject, referrer);
      if (candidate === undefined) continue;
      this.#found ||= candidate.kind === "bundle";
      yield candidate;
    }
  }

  #problem(reason: RegistryReason, what: string): Problem {
    return { kind: "problem", error: new RegistryError(reason, `${this.#session.endpoint.name} lists ${what}.`) };
  }
}

/** The bundle that a referrer is; undefined where it is something else, or refers to another digest. */
export async function fetchBundle(
  session: Session,
  subject: Digest,
  referrer: Expected,
): Promise<Candidate | Problem | undefined> {
  try {
    const manifest = await obtainManifest(session, referrer);
    // A fallback tag holds half of a sha512 digest, so two images may share one. Without a subject the bundle decides.
    if (manifest.subject !== undefined && manifest.subject !== subject) return undefined;
    const [layer, ...others] = manifest.kind === "image" ? manifest.descriptors : [];
    if (layer === undefined || others.length > 0 || !isBundle(layer.mediaType)) return undefined;
    const bundle = await fetchBlob(session, layer, session.limits.bundleBytes);
    return { kind: "bundle", bundle, manifest: manifest.digest, layer: layer.digest };
  } catch (error) {
    return problemOf(error);
  }
}
