import { isIPv6 } from "node:net";
import { InvalidImageReference } from "./errors.ts";

declare const brand: unique symbol;
/** `host` or `host:port`, lower case, without the default port 443; Docker Hub is `docker.io`. */
export type RegistryHost = string & { readonly [brand]: "RegistryHost" };

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(.*))?$/;

/** Whether the first component of a name is a registry rather than a part of a Docker Hub repository (distribution/reference, splitDockerDomain). */
export function looksLikeRegistry(component: string): boolean {
  return component === "localhost" || /[.:[\]A-Z]/.test(component);
}

/** Parses a registry's host. Letters of any case name the same host (RFC 4343), so they are lowered. */
export function parseRegistryHost(text: string): RegistryHost {
  const [, host = "", port] = HOST_AND_PORT.exec(text.toLowerCase()) ?? [];
  if (!isHost(host))
    throw new InvalidImageReference(
      "invalid-registry",
      `"${text}" is no registry host: letters, digits, dots and hyphens.`,
    );
  if (!looksLikeRegistry(text.toLowerCase())) {
    const message = `"${text}" is read as a registry by some runtimes and as a Docker Hub user by others; write it with its domain or port.`;
    throw new InvalidImageReference("ambiguous-registry", message);
  }
  const folded = host === "index.docker.io" ? "docker.io" : host;
  return `${folded}${portSuffix(port, text)}` as RegistryHost;
}

function isHost(host: string): boolean {
  if (host.startsWith("[")) return isIPv6(host.slice(1, -1));
  return host.length <= 253 && host.split(".").every((label) => LABEL.test(label));
}

function portSuffix(port: string | undefined, text: string): string {
  if (port === undefined) return "";
  const number = Number(port);
  if (!/^[0-9]{1,5}$/.test(port) || number < 1 || number > 65535) {
    throw new InvalidImageReference("invalid-port", `"${text}" has no valid port: a number from 1 to 65535.`);
  }
  return number === 443 ? "" : `:${number}`;
}
