import { formatRepository, type RegistryHost, type Repository } from "../reference/index.ts";
import { apiHost } from "./docker-hub.ts";
import { RegistryError } from "./errors.ts";
import type { Hosts } from "./hosts.ts";

/** One repository of a registry, as its API is spoken to. */
export interface Endpoint {
  /** The registry as image references name it; credentials belong to it. */
  readonly registry: string;
  /** `registry/repository`, for messages. */
  readonly name: string;
  readonly repository: string;
  /** The registry's origin; HTTPS unless exactly this host[:port] was declared to speak plain HTTP. */
  readonly origin: URL;
}

export function endpointOf(repository: Repository, hosts: Hosts): Endpoint {
  return {
    registry: repository.registry,
    name: formatRepository(repository),
    repository: repository.repository,
    origin: originOf(repository.registry, hosts),
  };
}

/** A registry as a whole, without a repository. */
export function hostEndpoint(registry: RegistryHost, hosts: Hosts): Endpoint {
  return { registry, name: registry, repository: "", origin: originOf(registry, hosts) };
}

/** Where a registry's API is. */
export function originOf(registry: string, hosts: Hosts): URL {
  const scheme = hosts.get(registry)?.plainHttp === true ? "http" : "https";
  return new URL(`${scheme}://${apiHost(registry)}`);
}

/**
 * `/v2/<name>/<kind>/<reference>` (distribution-spec 1.1).
 *
 * @throws RegistryError malformed where the parts read differently as a URL: `..`, `?`, `#`, `%2e` (CVE-2024-3727)
 */
export function apiUrl(endpoint: Endpoint, kind: "manifests" | "blobs" | "referrers", reference: string): URL {
  const path = `/v2/${endpoint.repository}/${kind}/${reference}`;
  const url = URL.parse(path, endpoint.origin);
  if (url?.pathname === path && !reference.includes("/")) return url;
  throw new RegistryError("malformed", `A name or tag of ${endpoint.registry} cannot be part of a URL.`);
}
