import { InvalidImageReference, parseRegistryHost, type RegistryHost } from "../reference/index.ts";
import { looksLikeKey, type Path, type Report } from "./problems.ts";
import { registryShape } from "./registry-shape.ts";

/** What an entry says of its host's names. */
export interface WrittenAliases {
  readonly host: RegistryHost;
  readonly path: Path;
  readonly aliases: readonly string[];
}

/** Its images are Docker Hub's to every runtime, whatever a document says of the name. */
const DOCKER_HUB = /(?:^|\.)docker\.(?:io|com)(?::\d+)?$/;

/** Reads other names of registries: each of one registry alone, and no registry of its own. */
export function readAliases(
  entries: readonly WrittenAliases[],
  report: Report,
): ReadonlyMap<RegistryHost, RegistryHost> {
  const hosts = new Map(entries.map(({ host, path }) => [host, path]));
  const read = new Map<RegistryHost, RegistryHost>();
  const places = new Map<RegistryHost, Path>();
  for (const { host, path, aliases } of entries) {
    for (const [index, text] of aliases.entries()) {
      const at = [...path, "aliases", index];
      const alias = readHost(text, at, report);
      if (alias === undefined || isTaken(alias, { host, hosts, places }, at, report)) continue;
      places.set(alias, at);
      read.set(alias, host);
    }
  }
  return read;
}

function readHost(text: string, path: Path, report: Report): RegistryHost | undefined {
  try {
    return parseRegistryHost(text);
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    report(path, looksLikeKey(text) ? "is no host." : `${error.message}.`, registryShape.wordings.aliases.remedy);
    return undefined;
  }
}

interface Names {
  readonly host: RegistryHost;
  readonly hosts: ReadonlyMap<RegistryHost, Path>;
  readonly places: ReadonlyMap<RegistryHost, Path>;
}

function isTaken(alias: RegistryHost, { host, hosts, places }: Names, at: Path, report: Report): boolean {
  const entry = hosts.get(alias);
  const earlier = places.get(alias);
  if (alias === host) report(at, "is the host itself.", "Remove it.");
  else if (DOCKER_HUB.test(alias)) {
    report(at, "is a name of Docker Hub, and of nothing else.", "Write the host under which images name the registry.");
  } else if (entry !== undefined) {
    const message = (nameOf: (path: Path) => string) => `is the host of ${nameOf(entry)}.`;
    report(at, message, "A name is one registry's: remove the alias, or that entry.");
  } else if (earlier !== undefined) {
    report(at, (nameOf) => `is already ${nameOf(earlier)}.`, "A name is one registry's: keep one of them.");
  } else return false;
  return true;
}

/** A pattern for an alias would be about no image: those there count as images at the registry's own host. */
export function reportAliases(
  patterns: readonly (readonly [path: Path, text: unknown])[],
  aliases: ReadonlyMap<RegistryHost, RegistryHost>,
  report: Report,
): void {
  for (const [path, text] of patterns) {
    const name = typeof text === "string" ? hostIn(text) : undefined;
    const host = name && aliases.get(name);
    if (host === undefined) continue;
    report(
      path,
      `begins with an alias of ${host}, and images there count as images at ${host}.`,
      `Write ${host} in its place.`,
    );
  }
}

function hostIn(text: string): RegistryHost | undefined {
  try {
    return parseRegistryHost(text.split("/", 1).join(""));
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
