import { OCI_INDEX, looksLikeBundle } from "./media-types.ts";
import { readDescriptor, type Descriptor } from "./descriptor.ts";
import { manifestType, readDocument, type ManifestDocument } from "./document.ts";
import { apiUrl } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import { nextLink } from "./link.ts";
import type { Session } from "./session.ts";
import { statusError } from "./status.ts";
import type { Answer } from "./transport.ts";
import type { Digest } from "../reference/index.ts";

/** Some entries of a referrers list. */
export interface ReferrerPage {
  /** Those that look like bundles first, so that no amount of others keeps them from being looked at. */
  readonly referrers: readonly Descriptor[];
  /** Entries that are no descriptors; one of them might have been a signature. */
  readonly unreadable: number;
}

/** The API is not there (404), or what answered in its place is no list of referrers. */
export class NoReferrersApi extends Error {
  override readonly name = "NoReferrersApi";
  /** Why an empty fallback tag proves nothing either; undefined where 404 said that there is no API. */
  readonly doubt: RegistryError | undefined;

  constructor(doubt?: RegistryError) {
    super("no referrers API");
    this.doubt = doubt;
  }
}

/** What registries without the API answer instead of 404. */
const NOT_SUPPORTED = new Set([400, 405, 406]);

/**
 * GET /v2/<name>/referrers/<digest>, page after page (distribution-spec 1.1, "Listing Referrers"). Not filtered by
 * artifactType: registries disagree about an artifact's type, and a filter would hide signatures.
 *
 * @throws NoReferrersApi on the first page
 * @throws RegistryError too-many where pages or entries do not end, after those that were read
 */
export async function* referrerPages(session: Session, subject: Digest): AsyncGenerator<ReferrerPage> {
  const { endpoint, limits } = session;
  const asked = new Set<string>();
  let left = limits.referrerItems;
  for (let url: URL | undefined = apiUrl(endpoint, "referrers", subject); url !== undefined;) {
    if (asked.has(url.href)) throw new RegistryError("protocol", `The pages of referrers of ${endpoint.name} repeat.`);
    if (asked.size === limits.referrerPages || left <= 0) throw tooMany(session);
    const answer: Answer = await session.get(url, OCI_INDEX, limits.manifestBytes);
    const document = asked.size === 0 ? readFirst(answer, endpoint.name) : readList(answer, endpoint.name);
    asked.add(url.href);
    yield readReferrers(document, left);
    left -= document.entries.length;
    if (left < 0) throw tooMany(session);
    url = nextPage(answer, url, endpoint.name);
  }
}

/** A referrers list's or a fallback index's entries, up to `limit`; one that cannot be read hides no other. */
export function readReferrers({ entries }: ManifestDocument, limit: number): ReferrerPage {
  const read = entries.map(readDescriptor);
  const referrers = read.filter((entry) => entry !== undefined).sort((a, b) => likelihood(b) - likelihood(a));
  return { referrers: referrers.slice(0, limit), unreadable: entries.length - referrers.length };
}

function likelihood({ artifactType }: Descriptor): number {
  return Number(looksLikeBundle(artifactType));
}

function readFirst(answer: Answer, name: string): ManifestDocument {
  if (answer.status === 404) throw new NoReferrersApi();
  try {
    return readList(answer, name);
  } catch (error) {
    const isAnswered = answer.status === 200 || NOT_SUPPORTED.has(answer.status);
    throw error instanceof RegistryError && isAnswered ? new NoReferrersApi(error) : error;
  }
}

function readList(answer: Answer, name: string): ManifestDocument {
  const what = `The referrers in ${name}`;
  if (answer.status !== 200) throw statusError(answer, what);
  const mediaType = manifestType(answer, what);
  if (mediaType === OCI_INDEX) return readDocument(answer.body, mediaType, what);
  throw new RegistryError("bad-content-type", `${what}: ${answer.url.host} answered with type ${mediaType}.`);
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
