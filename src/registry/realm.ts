import { isDockerHub } from "./docker-hub.ts";
import { RegistryError } from "./errors.ts";

/** Token services outside their registry's domain, which the registry's operator documents. */
const DOCKER_HUB_REALM = "auth.docker.io";

/**
 * The token service that a challenge names, if this registry's credentials may be sent there: HTTPS on the registry's
 * own host, on a domain above or below it, or a known service of it; plain HTTP only on exactly a registry that speaks
 * it itself (CVE-2020-15157, CVE-2026-33540: credentials sent to a realm of the attacker's choice).
 *
 * @throws RegistryError bad-realm
 */
export function checkRealm(realm: string, registry: URL): URL {
  const url = URL.parse(realm);
  if (url === null) throw refusal(registry, "a realm that is no URL");
  const place = `${url.protocol}//${url.host}`;
  const isSecure = url.protocol === "https:" || (registry.protocol === "http:" && url.origin === registry.origin);
  if (!isSecure) throw refusal(registry, `${place}, which is not HTTPS`);
  if (url.username !== "" || url.password !== "") throw refusal(registry, "a realm with a user name");
  if (!belongsTo(url.hostname, registry.hostname)) throw refusal(registry, `${place}, which is not its own`);
  url.hash = "";
  return url;
}

function belongsTo(realm: string, registry: string): boolean {
  if (realm === registry || (realm === DOCKER_HUB_REALM && isDockerHub(registry))) return true;
  return isSubdomain(realm, registry) || isSubdomain(registry, realm);
}

/** Below a domain of two labels at least: nobody's registry and token service are related by `.com` alone. */
function isSubdomain(name: string, domain: string): boolean {
  return domain.includes(".") && name.endsWith(`.${domain}`);
}

function refusal(registry: URL, place: string): RegistryError {
  return new RegistryError("bad-realm", `${registry.host} wants tokens to be asked for at ${place}.`);
}
