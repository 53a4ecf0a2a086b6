import { RegistryError } from "./errors.ts";

/**
 * Clouds that give every customer a name below one domain and issue tokens on the registry's own host: another
 * customer's name is a stranger's, although the public suffix list knows only some of these domains.
 */
const TENANT_DOMAINS: ReadonlySet<string> = new Set([
  ...["amazonaws.com", "amazonaws.com.cn", "azurecr.cn", "azurecr.io", "azurecr.us", "jfrog.io", "pkg.dev"],
]);

/** Token services outside their registry's domain, as the registry's operator documents them. */
const DOCUMENTED: readonly { readonly registries: RegExp; readonly realm: string }[] = [
  // Scaleway: rg.<region>.scw.cloud
  { registries: /^rg\.[a-z0-9-]+\.scw\.cloud$/, realm: "api.scaleway.com" },
];

/**
 * The token service that a challenge names, if this registry's credentials may be sent there: HTTPS on the registry's
 * own host, on another host of its registrable domain, or a documented service of it; plain HTTP only on exactly a
 * registry that speaks it itself (CVE-2020-15157, CVE-2026-33540: credentials sent to a realm of the attacker's choice).
 *
 * @throws RegistryError bad-realm
 */
export async function checkRealm(realm: string, registry: URL): Promise<URL> {
  const url = URL.parse(realm);
  if (url === null) throw refusal(registry, "a realm that is no URL");
  const place = `${url.protocol}//${url.host}`;
  const isSecure = url.protocol === "https:" || (registry.protocol === "http:" && url.origin === registry.origin);
  if (!isSecure) throw refusal(registry, `${place}, which is not HTTPS`);
  if (url.username !== "" || url.password !== "") throw refusal(registry, "a realm with a user name");
  if (!(await belongsTo(url.hostname, registry.hostname))) throw refusal(registry, `${place}, which is not its own`);
  url.hash = "";
  return url;
}

async function belongsTo(realm: string, registry: string): Promise<boolean> {
  if (realm === registry) return true;
  if (DOCUMENTED.some((known) => known.realm === realm && known.registries.test(registry))) return true;
  const [domain, other] = await Promise.all([registrableDomain(realm), registrableDomain(registry)]);
  if (domain === null || domain !== other) return false;
  return !TENANT_DOMAINS.has(domain) || realm.endsWith(`.${registry}`);
}

/**
 * The part of a host name that one owner registered, by the public suffix list; null for an address, a single label
 * and a suffix itself. Private suffixes count: a.github.io and b.github.io have nothing to do with each other.
 */
async function registrableDomain(hostname: string): Promise<string | null> {
  // Loaded where it is needed only: the list costs 15 ms and 6 MB, and most registries are their own token service.
  const { getDomain } = await import("tldts");
  return getDomain(hostname, { allowPrivateDomains: true, extractHostname: false });
}

function refusal(registry: URL, place: string): RegistryError {
  return new RegistryError("bad-realm", `${registry.host} wants tokens to be asked for at ${place}.`);
}
