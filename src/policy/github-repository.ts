import { claimCondition, type Condition } from "./condition.ts";
import { parseIdentityText, written, type IdentityText, type RawText } from "./identity-text.ts";
import { InvalidIdentity } from "./invalid-identity.ts";

/** An account's name; enterprises add `_` and a short code to those that they manage. */
const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/**
 * `sourceRepository` of GitHub Actions: the repository for which the run was started, whoever's workflow it calls. GitHub
 * keeps no two names that differ in letter case alone, so they are compared without it.
 * @param home where the issuer's repositories are: `https://github.com`
 * @throws InvalidIdentity
 */
export function githubRepository(raw: RawText, home: string): Condition {
  return claimCondition("sourceRepository", "sourceRepositoryUri", githubRepositoryText(raw, home), true);
}

/** The same as a text, to be compared without letter case. @throws InvalidIdentity */
export function githubRepositoryText(raw: RawText, home: string): IdentityText {
  const text = parseIdentityText(raw);
  const url = written(text);
  const example = `Write ${home}/acme/web with your own account and repository.`;
  if (!url.startsWith(`${home}/`)) throw new InvalidIdentity(`is no repository on ${home}.`, example);
  const [owner = "", repository = "", ...others] = url.slice(home.length + 1).split("/");
  checkOwner(owner);
  if (others.length > 0 || !isRepository(repository)) {
    throw new InvalidIdentity("is not an account and a repository.", example);
  }
  return text;
}

/** Whoever registers an account would otherwise be trusted by the rule. @throws InvalidIdentity */
export function checkOwner(owner: string): void {
  if (/[*{]/.test(owner)) {
    const remedy = "Write the account's whole name; only the repository may be a wildcard or a capture.";
    throw new InvalidIdentity("leaves the account open, and anybody may register one.", remedy);
  }
  if (!OWNER.test(owner)) {
    throw new InvalidIdentity("has an account that none on GitHub can be.", "Write letters, digits and -, as in acme.");
  }
}

export function isRepository(name: string): boolean {
  const literal = name.replace(/\{[^{}]*\}|\*/g, "x");
  return /^[A-Za-z0-9._-]{1,100}$/.test(literal) && !name.includes("**") && !/^\.{1,2}$|\.git$/i.test(literal);
}

/**
 * A branch or a tag by its full name, so that a tag called main is not the branch.
 * @throws InvalidIdentity
 */
export function checkRef(text: IdentityText): void {
  if (/^refs\/[a-z]+\/[^/]/.test(written(text))) return;
  const remedy = "Write refs/heads/main, refs/tags/v1.2.3 or { glob: refs/tags/v* }; leave ref out where any will do.";
  throw new InvalidIdentity("is no full name of a branch or a tag.", remedy);
}

/** @throws InvalidIdentity */
export function githubRef(raw: RawText): IdentityText {
  const text = parseIdentityText(raw);
  checkRef(text);
  return text;
}
