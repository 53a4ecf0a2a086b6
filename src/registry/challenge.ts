/** A way to authenticate that a registry offers (RFC 9110, section 11.6.1). Scheme and parameter names are lower-case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Registries offer one or two. */
const MAX_CHALLENGES = 16;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"';
const SEPARATOR = /[\s,]*/y;
const PARAMETER = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(?:${QUOTED}|(${TOKEN}))(?=[\\s,]|$)`, "ys");
const SCHEME = new RegExp(`(${TOKEN})(?=[\\s,]|$)(?:[ \\t]+[A-Za-z0-9._~+/-]+=*(?=[ \\t]*(?:,|$)))?`, "y");

/**
 * Reads a WWW-Authenticate header, several challenges included, in one pass. From the first thing that cannot be read on
 * nothing counts, the challenge it stands in included: a half-read realm is no place to send credentials to.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (let at = skipSeparators(header, 0); at < header.length;) {
    const current = challenges.at(-1);
    const parameter = current && matchAt(PARAMETER, header, at);
    const scheme = parameter ? undefined : matchAt(SCHEME, header, at);
    if (parameter) {
      const [, name = "", quoted, plain = ""] = parameter;
      if (current.parameters.has(name.toLowerCase())) return challenges.slice(0, -1);
      current.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/gs, "$1") ?? plain);
    } else if (scheme) {
      challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters: new Map() });
    } else return challenges.slice(0, -1);
    at = skipSeparators(header, at + (parameter ?? scheme ?? [""])[0].length);
  }
  return challenges.slice(0, MAX_CHALLENGES);
}

/** Whether an answer asks for another login or token: 401, or 403 that says that the token's scope is too small (RFC 6750). */
export function isChallenge(status: number, header: string): boolean {
  if (status !== 403) return status === 401;
  return parseChallenges(header).some(
    ({ scheme, parameters }) => scheme === "bearer" && parameters.get("error") === "insufficient_scope",
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function skipSeparators(text: string, at: number): number {
  return at + (matchAt(SEPARATOR, text, at)?.[0].length ?? 0);
}
