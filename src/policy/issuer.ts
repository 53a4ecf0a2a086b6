import { InvalidIdentity } from "./invalid-identity.ts";

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

const MAX_ISSUER = 512;
const TENANT = /^token\.actions\.([a-z0-9-]+\.ghe\.com)$/;

/** The issuers that `parseIssuer` takes for GitHub Actions', for who can only compare texts. */
export const GITHUB_ISSUERS =
  "^https://(token\\.actions\\.(githubusercontent\\.com|[a-z0-9-]+\\.ghe\\.com)|[^/]+/_services/token)(/[A-Za-z0-9_-]+)*$";

/** Who vouches for an identity, and the host of the repositories where that is GitHub Actions. */
export interface Issuer {
  readonly text: string;
  /** `https://github.com`; absent for any other issuer. */
  readonly github?: string;
}

/**
 * Reads an issuer, which is compared as it is written. GitHub Actions is told by the host: github.com's issuer, which may end in an
 * enterprise's name, those of GHE.com's tenants (`https://token.actions.‹tenant›.ghe.com`) and of GitHub Enterprise Server
 * (`https://‹host›/_services/token`, with or without a name behind it).
 * @throws InvalidIdentity
 */
export function parseIssuer(text: string): Issuer {
  const url = readUrl(text);
  const home = githubHome(url);
  if (home === undefined) return { text };
  const canonical = `${url.origin}${url.pathname.replace(/\/$/, "")}`;
  if (
    text !== canonical ||
    url.protocol !== "https:" ||
    !/^(?:\/[A-Za-z0-9_-]+)*$/.test(canonical.slice(url.origin.length))
  ) {
    const remedy = `Write ${GITHUB_ISSUER}, without a slash at its end; issuers are compared letter by letter.`;
    throw new InvalidIdentity("is not quite GitHub Actions' issuer.", remedy);
  }
  return { text, github: home };
}

/** Of github.com itself; any other instance of GitHub has authorities of its own. */
export function isGitHubDotCom({ github }: Issuer): boolean {
  return github === "https://github.com";
}

function readUrl(text: string): URL {
  const remedy = `Write the certificate's issuer, such as ${GITHUB_ISSUER} or https://accounts.google.com.`;
  if (text.length > MAX_ISSUER) throw new InvalidIdentity(`has more than ${MAX_ISSUER} characters.`, remedy);
  if (/[*{}]/.test(text)) throw new InvalidIdentity("holds a wildcard; an issuer is one exact text.", remedy);
  if (!/^https?:\/\/[!-~]+$/.test(text) || !URL.canParse(text)) throw new InvalidIdentity("is no URL.", remedy);
  return new URL(text);
}

function githubHome({ hostname, host, pathname }: URL): string | undefined {
  if (hostname === new URL(GITHUB_ISSUER).hostname) return "https://github.com";
  const tenant = TENANT.exec(hostname)?.[1];
  if (tenant !== undefined) return `https://${tenant}`;
  return /^\/_services\/token(?:\/|$)/.test(pathname) ? `https://${host}` : undefined;
}
