import type { Digest } from "../reference/index.ts";
import { apiUrl } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import { nextLink } from "./link.ts";
import { OCI_INDEX } from "./media-types.ts";
import {
  isOverflow,
  NoReferrersApi,
  readFirst,
  readList,
  readReferrers,
  type ReferrerPage,
} from "./referrer-answer.ts";
import type { Session } from "./session.ts";
import { artifactTypes, type Sought } from "./sought.ts";
import type { Answer } from "./transport.ts";

/**
 * GET /v2/<name>/referrers/<digest>, page after page (distribution-spec 1.1, "Listing Referrers"). Not filtered by
 * artifactType, because registries disagree about an artifact's type, and a filter would hide signatures. Only where
 * that list does not end, filtered ones are read too: no amount of other things may hide what is sought.
 *
 * @throws NoReferrersApi on the first page
 * @throws RegistryError too-many where pages or entries do not end, after those that were read
 */
export async function* referrerPages(session: Session, subject: Digest, sought: Sought): AsyncGenerator<ReferrerPage> {
  const url = apiUrl(session.endpoint, "referrers", subject);
  try {
    yield* pagesFrom(url, session, sought);
  } catch (error) {
    if (isOverflow(error)) for (const type of artifactTypes(sought)) yield* filteredPages(url, session, sought, type);
    throw error;
  }
}

/** What a filter brings is a find like any other; what it does not bring says nothing. */
async function* filteredPages(
  url: URL,
  session: Session,
  sought: Sought,
  artifactType: string,
): AsyncGenerator<ReferrerPage> {
  const filtered = new URL(url);
  filtered.searchParams.set("artifactType", artifactType);
  try {
    yield* pagesFrom(filtered, session, sought, (answer) => answer.header("oci-filters-applied") !== undefined);
  } catch (error) {
    if (!(error instanceof RegistryError || error instanceof NoReferrersApi)) throw error;
  }
}

async function* pagesFrom(
  first: URL,
  session: Session,
  sought: Sought,
  isWanted: (answer: Answer) => boolean = () => true,
): AsyncGenerator<ReferrerPage> {
  const { endpoint, limits } = session;
  const asked = new Set<string>();
  let left = limits.referrerItems;
  for (let url: URL | undefined = first; url !== undefined;) {
    if (asked.has(url.href)) throw new RegistryError("protocol", `The pages of referrers of ${endpoint.name} repeat.`);
    if (asked.size === limits.referrerPages || left <= 0) throw tooMany(session);
    const answer: Answer = await session.get(url, OCI_INDEX, limits.manifestBytes);
    if (!isWanted(answer)) return;
    const document = asked.size === 0 ? readFirst(answer, endpoint.name) : readList(answer, endpoint.name);
    asked.add(url.href);
    yield readReferrers(document, left, sought);
    left -= document.entries.length;
    if (left < 0) throw tooMany(session);
    url = nextPage(answer, url, endpoint.name);
  }
}

/** Only on the origin that was asked: the next request carries the same authorization (RFC 8288, section 7). */
function nextPage(answer: Answer, url: URL, name: string): URL | undefined {
  const target = nextLink(answer.header("link"));
  if (target === undefined) return undefined;
  const next = URL.parse(target, url);
  if (next?.origin === url.origin && next.username === "" && next.password === "") return next;
  throw new RegistryError(
    "protocol",
    `The next page of referrers of ${name} is on another host (${next?.host ?? "?"}).`,
  );
}

function tooMany({ endpoint, limits }: Session): RegistryError {
  const most = `${limits.referrerItems} entries or ${limits.referrerPages} pages`;
  return new RegistryError("too-many", `${endpoint.name} lists more than ${most} of referrers for one digest.`);
}
