import { digestAlgorithm, digestHex, type Digest } from "../reference/index.ts";
import { BundleSearch } from "./bundle-search.ts";
import { orNone, problemOf, type Candidate, type Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { fetchDocument } from "./manifest.ts";
import { NoReferrersApi, readReferrers, type ReferrerPage } from "./referrer-answer.ts";
import { referrerPages } from "./referrer-list.ts";
import type { Session } from "./session.ts";

/**
 * The sigstore bundles that refer to a digest: those of the referrers API, then those of the fallback tag, which is
 * asked only by who reads that far (distribution-spec 1.1, "Unavailable Referrers API"). Both count, because either may
 * be stale. Ends without yielding only where the registry said that there are none.
 */
export async function* bundles(session: Session, subject: Digest): AsyncGenerator<Candidate | Problem> {
  const search = new BundleSearch(session, subject);
  let doubt: RegistryError | undefined;
  try {
    yield* search.among(referrerPages(session, subject));
  } catch (error) {
    if (!(error instanceof NoReferrersApi)) {
      // A registry that refuses or fails may know of more than its fallback tag does.
      yield problemOf(error);
      return;
    }
    doubt = error.doubt;
  }
  if (session.budget.spent) return;
  try {
    yield* search.among(fallbackPages(session, subject));
  } catch (error) {
    yield problemOf(error);
  }
  if (doubt !== undefined && !search.found) yield problemOf(doubt);
}

/** `<algorithm>-<encoded>`, the encoded part cut to 64 characters (distribution-spec 1.1, "Referrers Tag Schema"). */
async function* fallbackPages(session: Session, subject: Digest): AsyncGenerator<ReferrerPage> {
  const tag = `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
  const fetched = await orNone(fetchDocument(session, tag));
  if (fetched === undefined) return;
  const { document, name } = fetched;
  const { referrerItems } = session.limits;
  if (document.kind !== "index") {
    throw new RegistryError("unsupported-manifest", `${name} should list referrers, but is no index.`);
  }
  yield readReferrers(document, referrerItems);
  if (document.entries.length <= referrerItems) return;
  throw new RegistryError("too-many", `${name} lists more than ${referrerItems} referrers.`);
}
