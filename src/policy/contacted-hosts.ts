import type { RegistryHost } from "../reference/index.ts";
import { aliasesOf } from "./aliases.ts";
import type { PolicyDocument } from "./document.ts";

/** The hosts that a policy may have contacted. */
export interface ContactedHosts {
  /** Named outright: by a match, as an alias or a mirror, or as the place of signatures; in alphabetical order. */
  readonly hosts: readonly RegistryHost[];
  /** Matches whose host has a wildcard: which hosts they stand for is only known when an image is met. */
  readonly patterns: readonly string[];
}

/** A registry's settings alone let no host be contacted; only those of a host that a match names count (law 9). */
export function contactedHosts(document: PolicyDocument): ContactedHosts {
  const { images, registries } = document;
  const matches = images.map(({ match }) => match);
  const named = new Set(matches.filter(({ host }) => host.every((part) => typeof part === "string")).map(hostOf));
  const mirrorsOf = (host: RegistryHost) => (registries.get(host)?.mirrors ?? []).map(({ registry }) => registry);
  const beside = [...named].flatMap((host) => {
    const signatures = registries.get(host)?.signatureRepository?.registry;
    const aliases = aliasesOf(host, document);
    return [
      ...aliases,
      ...mirrorsOf(host),
      ...(signatures === undefined ? [] : [signatures, ...mirrorsOf(signatures)]),
    ];
  });
  return {
    hosts: [...new Set([...named, ...beside])].sort(),
    patterns: matches.filter((match) => !named.has(hostOf(match))).map(({ text }) => text),
  };
}

function hostOf({ host }: { readonly host: readonly unknown[] }): RegistryHost {
  return host.map((part) => (typeof part === "string" ? part : "*")).join(".") as RegistryHost;
}
