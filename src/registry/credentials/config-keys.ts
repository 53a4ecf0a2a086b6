import { isDockerHub } from "../docker-hub.ts";
import { membersOf } from "../shape.ts";

/** Paths that mean the whole host: what `docker login` has written behind it over the years. */
const HOST_PATHS: ReadonlySet<string> = new Set(["", "/", "/v1", "/v1/", "/v2", "/v2/"]);

export interface Entry {
  readonly key: string;
  readonly value: unknown;
}

interface Scope {
  readonly host: string;
  /** The path of repositories that the key is for; "" for the whole host. */
  readonly namespace: string;
}

/** The host as keys are compared: lower-case, without the port of HTTPS, Docker Hub's names as one. */
export function canonicalHost(text: string): string {
  const host = text.toLowerCase().replace(/:443$/, "");
  return isDockerHub(host) ? "docker.io" : host;
}

/** The entry for a whole host: exactly `host[:port]`; a key that is the bare host wins over one that spells it as a URL. */
export function entryForHost(entries: unknown, host: string): Entry | undefined {
  return entriesFor(entries, host, undefined)[0];
}

/**
 * The entries for a repository, the most specific first: `host/a/b`, `host/a`, `host` (containers-auth.json(5)). Without
 * a repository only those for the whole host. A key is compared by whole components, never by a part of one.
 */
export function entriesFor(entries: unknown, host: string, repository: string | undefined): Entry[] {
  const members = membersOf(entries) ?? {};
  const wanted = canonicalHost(host);
  return Object.entries(members)
    .map(([key, value]) => ({ key, value, scope: scopeOf(key, repository !== undefined) }))
    .filter(({ scope }) => scope?.host === wanted && covers(scope.namespace, repository))
    .sort((a, b) => rank(b, host) - rank(a, host))
    .map(({ key, value }) => ({ key, value }));
}

function scopeOf(key: string, namespaces: boolean): Scope | undefined {
  const [, scheme, host = "", path = ""] = /^(https?:\/\/)?([^/]*)(.*)$/s.exec(key) ?? [];
  // Where namespaces count, a path without a scheme is one, `v1` and `v2` included.
  if (namespaces && scheme === undefined && path !== "/")
    return { host: canonicalHost(host), namespace: path.slice(1) };
  return HOST_PATHS.has(path) ? { host: canonicalHost(host), namespace: "" } : undefined;
}

function covers(namespace: string, repository: string | undefined): boolean {
  return namespace === "" || repository === namespace || repository?.startsWith(`${namespace}/`) === true;
}

function rank({ key, scope }: { key: string; scope: Scope | undefined }, host: string): number {
  return (scope?.namespace.length ?? 0) * 2 + Number(key === host);
}
