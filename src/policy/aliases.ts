import type { RegistryHost, Repository } from "../reference/index.ts";
import type { PolicyDocument, RegistrySettings } from "./document.ts";

type Aliases = Pick<PolicyDocument, "aliases">;

/** What an image at an alias counts as: the same at its registry's own host. Nothing but the host is changed. */
export function canonical<R extends Repository>(repository: R, { aliases }: Aliases): R {
  const registry = aliases.get(repository.registry);
  return registry === undefined ? repository : { ...repository, registry };
}

/** A repository by every name of its registry, that at the registry's own host first. */
export function namesOf(repository: Repository, document: Aliases): readonly [Repository, ...Repository[]] {
  const { registry, repository: name } = canonical(repository, document);
  return [
    { registry, repository: name },
    ...aliasesOf(registry, document).map((alias) => ({ registry: alias, repository: name })),
  ];
}

export function aliasesOf(host: RegistryHost, { aliases }: Aliases): readonly RegistryHost[] {
  return [...aliases].flatMap(([alias, own]) => (own === host ? [alias] : []));
}

/**
 * How each host is spoken to by the name that an image has: an alias as the registry that it is, but for its login, since
 * credentials belong to one exact host (law 9).
 */
export function settingsByName({
  registries,
  aliases,
}: Pick<PolicyDocument, "registries" | "aliases">): ReadonlyMap<RegistryHost, RegistrySettings> {
  const aliased = [...aliases].flatMap(([alias, host]) => {
    const settings = registries.get(host);
    return settings === undefined ? [] : [[alias, withoutLogin(settings)] as const];
  });
  return new Map([...registries, ...aliased]);
}

function withoutLogin(settings: RegistrySettings): RegistrySettings {
  const { credentials, ...others } = settings;
  return credentials === undefined ? settings : others;
}
