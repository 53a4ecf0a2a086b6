import { digestAlgorithm, digestHex, type Digest } from "../reference/index.ts";
import { orNone, problemOf, type Attestation, type Candidate, type Problem } from "./candidates.ts";
import { RegistryError } from "./errors.ts";
import { fetchDocument } from "./manifest.ts";
import { NoReferrersApi, readReferrers, type ReferrerPage } from "./referrer-answer.ts";
import { referrerPages } from "./referrer-list.ts";
import { ReferrerSearch } from "./referrer-search.ts";
import type { Session } from "./session.ts";
import type { Sought } from "./sought.ts";

/** The signatures that refer to a digest: sigstore bundles, and legacy signatures of cosign. As `referrers`. */
export async function* signatureReferrers(session: Session, subject: Digest): AsyncGenerator<Candidate | Problem> {
  for await (const found of referrers(session, subject, undefined)) if (found.kind !== "attestation") yield found;
}

/**
 * The evidence that refers to a digest, signatures and attestations in one pass: what the referrers API lists, then what the
 * fallback tag does, which is asked only by who reads that far (distribution-spec 1.1, "Unavailable Referrers API"). Both
 * count, because either may be stale. Ends without yielding only where the registry said that there is none.
 */
export async function* referrers(
  session: Session,
  subject: Digest,
  sought: Sought,
): AsyncGenerator<Candidate | Attestation | Problem> {
  const search = new ReferrerSearch(session, subject, sought);
  let doubt: RegistryError | undefined;
  try {
    yield* search.among(referrerPages(session, subject, sought));
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
    yield* search.among(fallbackPages(session, subject, sought));
  } catch (error) {
    yield problemOf(error);
  }
  if (doubt !== undefined && !search.found) yield problemOf(doubt);
}

/** `<algorithm>-<encoded>`, the encoded part cut to 64 characters (distribution-spec 1.1, "Referrers Tag Schema"). */
async function* fallbackPages(session: Session, subject: Digest, sought: Sought): AsyncGenerator<ReferrerPage> {
  const tag = `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
  const fetched = await orNone(fetchDocument(session, tag));
  if (fetched === undefined) return;
  const { document, name } = fetched;
  const { referrerItems } = session.limits;
  if (document.kind !== "index") {
    throw new RegistryError("unsupported-manifest", `${name} should list referrers, but is no index.`);
  }
  yield readReferrers(document, referrerItems, sought);
  if (document.entries.length <= referrerItems) return;
  throw new RegistryError("too-many", `${name} lists more than ${referrerItems} referrers.`);
}
