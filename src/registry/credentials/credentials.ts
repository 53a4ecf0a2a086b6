import { hash } from "node:crypto";

/** A way to log in to a registry, in one of the forms in which Docker's and Podman's files and helpers keep it. */
export type Login =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** Exchanged for a token at the token service; `basic`: the login beside it, for a service that takes no such token. */
  | { readonly kind: "identity-token"; readonly token: string; readonly basic?: BasicLogin }
  /** Sent to the registry as it is. */
  | { readonly kind: "registry-token"; readonly token: string };

export interface BasicLogin {
  readonly username: string;
  readonly password: string;
}

interface Search {
  /** Where the login was found, or every place where one was looked for. Words, never a secret. */
  readonly source: string;
  /** What kept a place from being read or asked, as the beginning of a sentence. Never a secret. */
  readonly problem?: string;
}

/** What is known about logging in to a registry; with `none` it is asked anonymously. */
export type Credentials = (Login | { readonly kind: "none" }) & Search;

/**
 * The login for exactly this registry host and this repository on it; undefined where nobody was asked for one.
 *
 * @throws RegistryError credential-config, where a file asks for what is never done
 */
export type CredentialSource = (
  host: string,
  repository: string,
  signal: AbortSignal,
) => Promise<Credentials | undefined>;

/** b64token (RFC 6750, section 2.1); nothing in it can begin another header. */
export const BEARER_TOKEN = /^[A-Za-z0-9._~+/-]{1,32768}=*$/;

/** The value of an Authorization header (RFC 7617). */
export function basicAuthorization({ username, password }: BasicLogin): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

/** Everything in a login that may never be printed. */
export function secretsOf(credentials: Credentials | undefined): string[] {
  switch (credentials?.kind) {
    case "basic":
      return basicSecrets(credentials);
    case "identity-token":
      return [credentials.token, ...(credentials.basic === undefined ? [] : basicSecrets(credentials.basic))];
    case "registry-token":
      return [credentials.token];
    case "none":
    case undefined:
      return [];
  }
}

function basicSecrets(login: BasicLogin): string[] {
  return [login.password, basicAuthorization(login).slice("Basic ".length)];
}

/** Equal for equal logins only, so that what was had with one login is never used in the place of another's. */
export function loginKey(credentials: Credentials | undefined): string {
  if (credentials === undefined || credentials.kind === "none") return "anonymous";
  const username = credentials.kind === "basic" ? credentials.username : "";
  return hash("sha256", JSON.stringify([credentials.kind, username, ...secretsOf(credentials)]));
}
