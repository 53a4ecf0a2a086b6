import { parseRegistryHost } from "../reference/index.ts";

/** A pattern over `registry/repository`, split once so that matching is a walk. */
export interface MatchPattern {
  readonly text: string;
  /** Host labels, `*` standing for a whole one. */
  readonly host: readonly string[];
  readonly port: string;
  /** Path components; each may hold `*` or `{name}`, which never cross a slash. */
  readonly path: readonly string[];
  /** Whether `**` ends the pattern: one or more further components. */
  readonly open: boolean;
}

/** A text that is no pattern; the message says how to write one. */
export class InvalidMatch extends Error {
  override readonly name = "InvalidMatch";
}

const COMPONENT = /^[a-z0-9._-]*(?:(?:\*|\{[a-z][a-zA-Z0-9]{0,30}\})[a-z0-9._-]*)?$/;
const HOST_LABEL = /^(?:\*|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/;

/** Parses a match. It names its host, so that no pattern reaches a registry that nobody thought of. Throws InvalidMatch. */
export function parseMatch(text: string): MatchPattern {
  const [authority = "", ...components] = text.split("/");
  if (components.length === 0 || !/[.:]|^localhost$/.test(authority)) {
    throw new InvalidMatch(`"${text}" names no registry; write it in full, such as docker.io/library/nginx`);
  }
  if (/@|:/.test(components.join("/")))
    throw new InvalidMatch(`"${text}" holds a tag or digest; a match is about a repository`);
  const open = components.at(-1) === "**";
  const { host, port } = parseAuthority(authority.toLowerCase(), text);
  const path = fold(host, open ? components.slice(0, -1) : components, open);
  const wrong = path.find((component) => component === "" || !COMPONENT.test(component));
  if (wrong !== undefined) {
    throw new InvalidMatch(
      `"${text}" has the component "${wrong}"; use lower-case names, one * or {name} in each, and ** only at the end`,
    );
  }
  return { text, host, port, path, open };
}

function parseAuthority(authority: string, text: string): Pick<MatchPattern, "host" | "port"> {
  if (authority.startsWith("[")) return { host: [parseRegistryHost(authority)], port: "" };
  const [hostText = "", portText, ...rest] = authority.split(":");
  const host = (hostText === "index.docker.io" ? "docker.io" : hostText).split(".");
  const port = portText === undefined || portText === "443" ? "" : portText;
  if (
    rest.length > 0 ||
    !/^\d{0,5}$/.test(port) ||
    !host.every((label) => HOST_LABEL.test(label)) ||
    host.every((label) => label === "*")
  ) {
    throw new InvalidMatch(`"${text}" does not begin with a registry host; * may stand for one whole label of it`);
  }
  return { host, port };
}

/** docker.io/nginx is docker.io/library/nginx, as everywhere. */
function fold(host: readonly string[], path: readonly string[], open: boolean): readonly string[] {
  return host.join(".") === "docker.io" && path.length === 1 && !open ? ["library", ...path] : path;
}
