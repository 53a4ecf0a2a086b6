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

/** What a user whose image was refused should know about the credentials that were used, one sentence. */
export function explainCredentials(credentials: Credentials | undefined, host: string): string {
  switch (credentials?.kind) {
    case undefined:
      return `No credentials were given for ${host}.`;
    case "basic":
      return `The credentials for ${host} in ${credentials.source} were used; check that they are current and may pull it.`;
    case "unsupported":
      return `${credentials.source} keeps the login for ${host} in ${credentials.form}, which is not supported yet; it was asked anonymously.`;
    case "unreadable":
      return `${credentials.source} was not used because it ${credentials.problem}; ${host} was asked anonymously.`;
    case "none":
      return `${credentials.source} has no login for ${host}; it was asked anonymously.`;
  }
}
