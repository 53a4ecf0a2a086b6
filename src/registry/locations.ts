import type { Repository, RepositoryName } from "../reference/index.ts";
import type { Hosts } from "./hosts.ts";

/** Where something that a digest names may be had. */
export interface Locations {
  /** In the order in which they are asked, before the source. */
  readonly mirrors: readonly Repository[];
  /** The one whose answer counts: only it can say that there is nothing. */
  readonly source: Repository;
}

/** Where the bytes of an image's digest are. */
export function imageLocations(source: Repository, hosts: Hosts): Locations {
  const mirrors = hosts.get(source.registry)?.mirrors ?? [];
  return { mirrors: mirrors.map(({ registry, prefix }) => ({ registry, repository: below(prefix, source) })), source };
}

/** Where the signatures on an image's digest are: with the image, or in the one repository that its host's settings name. */
export function signatureLocations(image: Repository, hosts: Hosts): Locations {
  return imageLocations(hosts.get(image.registry)?.signatureRepository ?? image, hosts);
}

/** Both parts keep to the grammar, so their join does; one that is longer than a name may be is refused by the mirror. */
function below(prefix: string, { repository }: Repository): RepositoryName {
  return (prefix === "" ? repository : `${prefix}/${repository}`) as RepositoryName;
}
