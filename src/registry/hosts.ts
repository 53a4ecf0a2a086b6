import type { RegistryHost, Repository, RepositoryName } from "../reference/index.ts";

/** How one registry host is spoken to, as the platform team says. Every default is the strict one. */
export interface HostSettings {
  /** Spoken to without TLS. */
  readonly plainHttp?: boolean;
  /** May have a private or loopback address. */
  readonly privateNetwork?: boolean;
  /** The only certificate authorities, in PEM, that count for this host; the system's where it is left out. */
  readonly ca?: string;
  readonly credentials?: { readonly username: string; readonly passwordEnv: string };
  /** Where the same bytes may be had, asked for digests only: `registry/[prefix/]repository`. */
  readonly mirrors?: readonly { readonly registry: RegistryHost; readonly prefix: RepositoryName | "" }[];
  /** Where the signatures on this host's images are, instead of beside each image. */
  readonly signatureRepository?: Repository;
}

/** By exact host[:port], as image references name it. */
export type Hosts = ReadonlyMap<string, HostSettings>;
