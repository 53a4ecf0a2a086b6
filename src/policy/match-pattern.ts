import { InvalidMatch } from "./invalid-match.ts";
import { parseMatchHost } from "./match-host.ts";
import type { Part } from "./match-part.ts";
import { parseMatchPath } from "./match-path.ts";
import { quote } from "./problems.ts";

/** Which repositories an image rule is about: a host and a path, normalised as in image references. */
export interface MatchPattern {
  /** As it was written. */
  readonly text: string;
  /** The host's labels; a port belongs to the last. */
  readonly host: readonly Part[];
  readonly path: readonly Part[];
  /** Whether one or more further components follow the path: the pattern ends in `**`. */
  readonly crosses: boolean;
  /** How many components hold no wildcard, the host counting as one. */
  readonly literalComponents: number;
  /** How many characters are no wildcard and no slash. */
  readonly literalCharacters: number;
}

/** What a match looks like, for who can only compare texts. */
export const MATCH_PATTERN = "^[A-Za-z0-9._:*{}\\[\\]-]+/[A-Za-z0-9._/:*{}\\[\\]-]+$";

/** The longest name has 253 characters of host, 6 of port and 255 of repository. */
const MAX_PATTERN = 520;

/**
 * Reads a pattern: `host/path`, where `*` may stand for a label of the host and a wildcard for a part of each component.
 * @throws InvalidMatch
 */
export function parseMatchPattern(text: string): MatchPattern {
  checkText(text);
  const slash = text.indexOf("/");
  if (slash === -1) throw hostless(text);
  const host = parseMatchHost(text.slice(0, slash));
  const { path, crosses } = parseMatchPath(text.slice(slash + 1), isDockerHub(host));
  const hostIsLiteral = host.every(isLiteral);
  return {
    text,
    host,
    path,
    crosses,
    literalComponents: path.filter(isLiteral).length + (hostIsLiteral ? 1 : 0),
    literalCharacters: lengthOf(host) + (host.length - 1) + lengthOf(path),
  };
}

/** Docker's short names are for people at a terminal; in a policy the host says whom the rule is about (law 9). */
function hostless(text: string): InvalidMatch {
  const hub = quote(`docker.io/library/${text}`);
  return new InvalidMatch("names no registry host.", `Write host/repository; on Docker Hub that is ${hub}.`);
}

function isDockerHub(host: readonly Part[]): boolean {
  return host.length === 2 && host[0] === "docker" && host[1] === "io";
}

function checkText(text: string): void {
  if (text.length > MAX_PATTERN) {
    throw new InvalidMatch(`has more than ${MAX_PATTERN} characters.`, "No repository has a name that long.");
  }
  if (text.includes("://"))
    throw new InvalidMatch("begins with a scheme.", "Remove everything up to and including ://.");
  if (text.includes("@")) {
    const remedy = "Write registry/repository without an at sign.";
    throw new InvalidMatch("holds a digest or a user name; a match names repositories, not single images.", remedy);
  }
  if (/[^A-Za-z0-9._\-/:*{}[\]]/u.test(text)) {
    const remedy =
      "Use lower-case letters, digits, . _ - and the wildcards *, {name} and a last **; regular expressions are not read.";
    throw new InvalidMatch("holds a character that no repository's name and no wildcard has.", remedy);
  }
}

function isLiteral(part: Part): boolean {
  return typeof part === "string";
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (typeof part === "string" ? part : part.prefix + part.suffix).length, 0);
}
