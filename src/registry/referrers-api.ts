import type { Digest, Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import { RegistryError } from "./errors.ts";
import { MAX_MANIFEST, MAX_PAGES } from "./limits.ts";
import { readManifest, type Descriptor } from "./manifest.ts";
import { mediaTypeOf, OCI_INDEX } from "./media-types.ts";
import { expectOk, type RepositoryClient } from "./repository-client.ts";
import type { Answer } from "./transport.ts";

export interface Referrers {
  readonly descriptors: readonly Descriptor[];
  /** Set where the API answered with something that is no list: then an empty list proves nothing. */
  readonly problem?: RegistryError;
}

/** What a registry without the API answers, besides 404: some do not know the method, some answer with a page. */
const NOT_SUPPORTED = [400, 405, 406];

/** GET /v2/<name>/referrers/<digest>, all pages (distribution-spec 1.1, "Listing Referrers"). 404 means that there is no such API. */
export async function referrersPages(
  client: RepositoryClient,
  repository: Repository,
  subject: Digest,
  budget: Budget,
): Promise<Referrers> {
  const descriptors: Descriptor[] = [];
  const asked = new Set<string>();
  let url: URL | undefined = client.url(repository, `referrers/${subject}`);
  while (url !== undefined) {
    if (asked.has(url.href) || asked.size >= MAX_PAGES) {
      return {
        descriptors,
        problem: new RegistryError("too-many", `${url.host} lists referrers on more than ${MAX_PAGES} pages.`),
      };
    }
    asked.add(url.href);
    const answer: Answer = await client.get(repository, url, OCI_INDEX, MAX_MANIFEST, budget);
    if (answer.status === 404) return { descriptors };
    if (isNoList(answer))
      return { descriptors, problem: new RegistryError("protocol", `${url.host} answered with no list of referrers.`) };
    descriptors.push(...readManifest(expectOk(answer, `referrers of ${subject}`)).descriptors);
    url = nextPage(answer, url);
  }
  return { descriptors };
}

function isNoList(answer: Answer): boolean {
  if (NOT_SUPPORTED.includes(answer.status)) return true;
  return answer.status === 200 && mediaTypeOf(answer.header("content-type") ?? "") !== OCI_INDEX;
}

/** RFC 8288; only on the same origin, since the next request carries the same credentials. */
function nextPage(answer: Answer, url: URL): URL | undefined {
  const target = /<([^<>]{1,4096})>\s*;[^,]{0,200}rel="?next"?/.exec(answer.header("link") ?? "")?.[1];
  if (target === undefined) return undefined;
  const next = URL.canParse(target, url) ? new URL(target, url) : undefined;
  if (next?.origin === url.origin) return next;
  throw new RegistryError("bad-redirect", `${url.host} sent the client elsewhere for the next page of referrers.`);
}
