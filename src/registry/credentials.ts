/** What is known about logging in to a registry. */
export type Credentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: string; readonly source: string }
  /** There is a login, in a form that cannot be used yet; the registry is asked anonymously. */
  | { readonly kind: "unsupported"; readonly form: string; readonly source: string }
  /** The place where logins are kept cannot be read; the registry is asked anonymously. */
  | { readonly kind: "unreadable"; readonly problem: string; readonly source: string }
  | { readonly kind: "none"; readonly source: string };

/** The login for exactly this registry host. */
export type CredentialSource = (host: string) => Promise<Credentials | undefined>;

/** The value of an Authorization header (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

/** What to do about a refusal, and what was tried, in one sentence. */
export function refusalRemedy(credentials: Credentials | undefined, host: string): string {
  return `Check the name, and log in with an account that may pull it: ${explain(credentials, host)}.`;
}

function explain(credentials: Credentials | undefined, host: string): string {
  switch (credentials?.kind) {
    case undefined:
      return `no credentials were given for ${host}`;
    case "basic":
      return `the login for ${host} in ${credentials.source} was used`;
    case "unsupported":
      return `${credentials.source} keeps the login for ${host} in ${credentials.form}, which is not supported yet, so it was asked anonymously`;
    case "unreadable":
      return `${credentials.source} ${credentials.problem}, so ${host} was asked anonymously`;
    case "none":
      return `${credentials.source} has no login for ${host}, so it was asked anonymously`;
  }
}
