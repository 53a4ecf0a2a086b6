import { answerJson, RegistryRefusal } from "./answer.ts";
import { isDigest } from "./digest.ts";
import type { Exchange, Handler } from "./exchange.ts";
import { readManifest } from "./manifest-json.ts";
import type { RepositoryStore } from "./store.ts";

const INDEX = "application/vnd.oci.image.index.v1+json";

export function tagsHandler(method: string): Handler | undefined {
  return { GET: listTags }[method];
}

export function referrersHandler(method: string): Handler | undefined {
  return { GET: listReferrers }[method];
}

function listTags(exchange: Exchange): void {
  const { name, query, response, store } = exchange;
  const repository = store.find(name);
  if (repository === undefined) throw new RegistryRefusal("NAME_UNKNOWN", `no repository ${name}`);
  const tags = [...repository.tags.keys()].sort();
  const { items, link } = page(exchange, tags, (tag) => tag, Number(query.get("n") ?? Infinity));
  answerJson(response, { name, tags: items }, link);
}

/** distribution-spec 1.1 "Listing Referrers": an unknown subject has no referrers, and that is an answer. */
function listReferrers(exchange: Exchange): void {
  const { name, options, query, reference, response, store } = exchange;
  if (options.referrersApi === false) throw new RegistryRefusal("NOT_FOUND", "no referrers API here");
  if (!isDigest(reference)) throw new RegistryRefusal("DIGEST_INVALID", `not a digest: ${reference}`);
  const wanted = query.get("artifactType");
  const all = referrersOf(store.find(name), reference);
  const kept = wanted === null ? all : all.filter((descriptor) => descriptor.artifactType === wanted);
  const { items, link } = page(exchange, kept, (descriptor) => descriptor.digest, Infinity);
  answerJson(
    response,
    { schemaVersion: 2, mediaType: INDEX, manifests: items },
    { "content-type": INDEX, ...(wanted === null ? {} : { "oci-filters-applied": "artifactType" }), ...link },
  );
}

export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** The manifests in a repository whose subject is this digest. */
export function referrersOf(repository: RepositoryStore | undefined, subject: string): ReferrerDescriptor[] {
  return [...(repository?.manifests.values() ?? [])].flatMap(({ bytes, digest, mediaType }) => {
    const fields = readManifest(bytes);
    if (fields?.subject !== subject) return [];
    const { annotations, artifactType } = fields;
    return {
      mediaType,
      size: bytes.byteLength,
      digest,
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(annotations === undefined ? {} : { annotations }),
    };
  });
}

interface Page<T> {
  readonly items: readonly T[];
  readonly link: Record<string, string>;
}

/** The page after `last`, with a relative Link header (RFC 8288) where more follow. */
function page<T>(
  { request, options, query }: Exchange,
  all: readonly T[],
  key: (item: T) => string,
  n: number,
): Page<T> {
  const last = query.get("last");
  const start = last === null ? 0 : all.findIndex((item) => key(item) === last) + 1;
  const items = all.slice(start, start + Math.min(n, options.pageSize ?? Infinity));
  const end = items.at(-1);
  if (end === undefined || start + items.length >= all.length) return { items, link: {} };
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const next = new URLSearchParams(query);
  next.set("last", key(end));
  return { items, link: { link: `<${path}?${next.toString()}>; rel="next"` } };
}
