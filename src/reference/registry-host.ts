import type { ReferenceReason, Refuse } from "./errors.ts";
import { quotePart } from "./printable.ts";

/** `host` or `host:port`, lower-case, without the default port where it still reads as a host; Docker Hub is `docker.io`. */
export type RegistryHost = string & { readonly __brand: "RegistryHost" };

export const DOCKER_HUB = "docker.io" as RegistryHost;

const DOCKER_HUB_NAMES: ReadonlySet<string> = new Set(["docker.io", "index.docker.io"]);
const DEFAULT_PORT = "443";

const HOST_AND_PORT = /^(\[[^[\]]*\]|[^:[\]]*)(?::([^:]*))?$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const IPV4_MAPPED = /^\[::ffff:[0-9a-f]{1,4}:[0-9a-f]{1,4}\]$/;

type RefuseHost = Refuse<ReferenceReason>;

/** Whether the text before the first slash is a registry's host; anything else is a Docker Hub namespace. */
export function readsAsHost(segment: string): boolean {
  return segment === "localhost" || /[.:A-Z]/.test(segment);
}

export function readRegistryHost(text: string, refuse: RefuseHost): RegistryHost {
  if (DOCKER_HUB_NAMES.has(text)) return DOCKER_HUB;
  const [, host, port] = HOST_AND_PORT.exec(text) ?? [];
  if (host === undefined) {
    refuse(
      "registry-host",
      `the registry ${quotePart(text)} is not host or host:port; put an IPv6 address in brackets`,
    );
  }
  checkPort(port, refuse);
  const name = host.startsWith("[") ? readIPv6(host, refuse) : readDomainName(host, refuse);
  refuseAmbiguity(host, name, port, refuse);
  // Without its port a single label would read as a Docker Hub namespace: myhost:443/app is not myhost/app.
  const isPortNeeded = port !== undefined && (port !== DEFAULT_PORT || !readsAsHost(name));
  return (isPortNeeded ? `${name}:${port}` : name) as RegistryHost;
}

function checkPort(port: string | undefined, refuse: RefuseHost): void {
  if (port === undefined || (/^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65535)) return;
  refuse(
    "registry-port",
    `the registry's port ${quotePart(port)} is not a number from 1 to 65535 without leading zeros`,
  );
}

function readIPv6(host: string, refuse: RefuseHost): string {
  const address = /^\[[0-9A-Fa-f:]+\]$/.test(host) ? URL.parse(`https://${host}/`)?.hostname : undefined;
  // The reference grammar leaves IPv4-mapped addresses out: they are a second name for an IPv4 host.
  if (address === undefined || IPV4_MAPPED.test(address)) {
    refuse("registry-host", `the registry ${quotePart(host)} is not an IPv6 address, or maps an IPv4 address`);
  }
  return address;
}

function readDomainName(host: string, refuse: RefuseHost): string {
  const name = host.toLowerCase();
  if (name.length > 253 || !name.split(".").every((label) => LABEL.test(label))) {
    refuse("registry-host", `the registry ${quotePart(host)} is not a host: letters, digits and "-" between dots`);
  }
  const asUrl = URL.parse(`https://${name}/`)?.hostname;
  if (asUrl === undefined) refuse("registry-host", `the registry ${quotePart(host)} is a host that no URL can hold`);
  // 0x7f.1 is 127.0.0.1 to a URL parser and a DNS name to a Go runtime.
  if (asUrl !== name) {
    refuse(
      "ambiguous-host",
      `the registry ${quotePart(host)} reads as ${quotePart(asUrl)} in a URL; write that instead`,
    );
  }
  return name;
}

function refuseAmbiguity(host: string, name: string, port: string | undefined, refuse: RefuseHost): void {
  if (port === undefined && host !== name && !/[.:]/.test(name)) {
    refuse(
      "ambiguous-host",
      `${quotePart(host)} is a host to some runtimes and a Docker Hub namespace to others; add the host's port or domain`,
    );
  }
  if (DOCKER_HUB_NAMES.has(name) && (port === undefined || port === DEFAULT_PORT)) {
    refuse(
      "ambiguous-host",
      `some runtimes do not read the registry ${quotePart(host)} as Docker Hub in this spelling; write docker.io`,
    );
  }
}
