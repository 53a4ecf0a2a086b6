import type { Credentials } from "./credentials.ts";

/** What to do about a refusal: what was tried, where a login was looked for, and what kept one from being used. */
export function refusalRemedy(credentials: Credentials | undefined, host: string): string {
  return wasUsed(credentials)
    ? `Check the image's name, and that this account may pull it: ${explain(credentials, host)}.`
    : `The image may be private, or not there: check its name, or log in. ${capitalized(explain(credentials, host))}.`;
}

function wasUsed(credentials: Credentials | undefined): boolean {
  return credentials !== undefined && credentials.kind !== "none";
}

function explain(credentials: Credentials | undefined, host: string): string {
  if (credentials === undefined) return `no credentials were given for ${host}`;
  const { kind, source, problem } = credentials;
  if (kind !== "none") {
    return `the ${NAMES[kind]} for ${host} in ${source} was used${problem === undefined ? "" : ` (${problem})`}`;
  }
  if (problem === undefined) return `there is no login for ${host} in ${source}, so it was asked anonymously`;
  return `${problem}, so ${host} was asked anonymously (looked in ${source})`;
}

/** How a registry is logged in to, in words: `the login for … in …`, or where none was found. */
export function loginWords(credentials: Credentials | undefined, host: string): string {
  if (credentials === undefined) return `no login for ${host} was looked for`;
  const { kind, source, problem } = credentials;
  const told = kind === "none" ? `no login for ${host} in ${source}` : `the ${NAMES[kind]} for ${host} in ${source}`;
  return problem === undefined ? told : `${told} (${problem})`;
}

const NAMES = {
  basic: "login",
  "identity-token": "identity token",
  "registry-token": "registry token",
} as const;

/** Names of files and programs stay as they are. */
function capitalized(sentence: string): string {
  return sentence.replace(/^(?:no|there|the)\b/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
