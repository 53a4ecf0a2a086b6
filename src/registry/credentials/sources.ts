import type { Hosts } from "../hosts.ts";
import type { Credentials, CredentialSource } from "./credentials.ts";
import { createHelpers, type HelperOptions } from "./helper.ts";
import type { Found, Place } from "./place.ts";
import { placesOf } from "./places.ts";

/**
 * Looks for logins where the platform team, Docker and Podman keep them (docs/credentials.md), each place read once and
 * only when a registry asks for a login, or says 404 to the unknown. The first place that holds one for the host is the one that counts.
 */
export function credentialsFrom(
  environment: NodeJS.ProcessEnv,
  hosts: Hosts = new Map(),
  options: HelperOptions = {},
): CredentialSource {
  const places = placesOf(environment, hosts, createHelpers(environment, options));
  return (host, repository, signal) => search(places, host, repository, signal);
}

async function search(
  places: readonly Place[],
  host: string,
  repository: string,
  signal: AbortSignal,
): Promise<Credentials> {
  const looked: string[] = [];
  const problems: string[] = [];
  for (const place of places) {
    const found: Found = await place.find(host, repository, signal);
    if (found.problem !== undefined) problems.push(found.problem);
    if (found.kind === "login") return { ...found.login, source: found.source, ...because(problems) };
    looked.push(place.name);
    if (found.final === true) return { kind: "none", source: place.name, ...because(problems) };
  }
  return { kind: "none", source: looked.join(", "), ...because(problems) };
}

function because(problems: readonly string[]): { problem?: string } {
  return problems.length === 0 ? {} : { problem: problems.join(", ") };
}
