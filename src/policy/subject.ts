import type { Condition } from "./condition.ts";
import { bindText, capturesIn, parseIdentityText, written, type IdentityText, type RawText } from "./identity-text.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import { shown } from "./shown.ts";
import type { CertificateIdentity } from "../signature/index.ts";

type Kind = CertificateIdentity["subject"]["kind"];

const WORDS: Readonly<Record<Kind, string>> = { uri: "URI", email: "email address", "other-name": "other name" };

/**
 * `subject` of an issuer other than GitHub Actions: an email address, a URI or Fulcio's `user!domain`. A certificate's subject
 * of another kind is another identity, though its text be the same.
 * @throws InvalidIdentity
 */
export function subjectCondition(raw: RawText): Condition {
  const text = parseIdentityText(raw);
  const kind = kindOf(written(text));
  return {
    field: "subject",
    captures: capturesIn(text),
    isExact: text.kind === "exact",
    bind: (captures) => {
      const { wanted, matches } = bindText(text, captures);
      return {
        field: "subject",
        wanted: `${WORDS[kind]} ${wanted}`,
        found: ({ subject }) => `${WORDS[subject.kind]} ${shown(subject.value)}`,
        holds: ({ subject }) => subject.kind === kind && isOneName(subject) && matches(subject.value),
      };
    },
  };
}

/** A wildcard before the domain must not swallow another one: `a@evil.com@corp.com` is nobody at corp.com. */
function isOneName({ kind, value }: CertificateIdentity["subject"]): boolean {
  const sign = kind === "email" ? "@" : "!";
  return kind === "uri" || value.indexOf(sign) === value.lastIndexOf(sign);
}

/** Whichever GitHub it is of: the subject of a reusable workflow is the same for every repository that calls it. */
export function isGithubWorkflow(subject: string): boolean {
  return /\/\.github\/workflows\//i.test(subject);
}

/** Only a glob of URIs fits what it does not name. */
export function mayBeWorkflow(subject: RawText): boolean {
  return typeof subject !== "string" && subject.glob.includes("://");
}

/** A glob may fit such a workflow without naming it; where no source repository is asked for it is nobody's. */
export const noGithubWorkflow: Condition = {
  field: "sourceRepository",
  captures: [],
  bind: () => ({
    field: "sourceRepository",
    wanted: "for a GitHub workflow only one that the signer names",
    found: ({ claims: { sourceRepositoryUri: url } }) => (url === undefined ? undefined : shown(url)),
    holds: ({ subject }) => !isGithubWorkflow(subject.value),
  }),
};

/**
 * `sourceRepository` of an issuer other than GitHub Actions, compared letter by letter.
 * @throws InvalidIdentity
 */
export function repositoryUri(raw: RawText): IdentityText {
  return uriText(raw, "Write sourceRepository: https://gitlab.com/acme/web.");
}

/**
 * A URI that says whose it is.
 * @throws InvalidIdentity
 */
export function uriText(raw: RawText, remedy: string): IdentityText {
  const text = parseIdentityText(raw);
  if (!written(text).includes("://")) throw new InvalidIdentity("is no URL.", remedy);
  uri(written(text));
  return text;
}

function kindOf(text: string): Kind {
  if (text.includes("://")) return uri(text);
  const sign = text.includes("@") ? "@" : "!";
  const at = text.lastIndexOf(sign);
  const [user, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || domain === "") {
    const remedy = "Write release@acme.example, https://… as it stands in the certificate, or user!domain.";
    throw new InvalidIdentity("is no email address, no URI and no user!domain.", remedy);
  }
  if (/[*{]/.test(domain) || (sign === "@" && user.includes("@"))) {
    throw new InvalidIdentity("leaves the domain open, and anybody may have one.", "Write the domain as it is.");
  }
  return sign === "@" ? "email" : "other-name";
}

/** Up to its first component a URI says whose it is: anybody may have an account beside it, but for a SPIFFE trust domain. */
function uri(text: string): Kind {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/*{}]/.test(text)) {
    throw new InvalidIdentity("has no scheme and host that are written out.", "Write them as in https://gitlab.com/…");
  }
  const open = text.search(/[*{]/);
  const owned = text.startsWith("spiffe://") ? /^spiffe:\/\/[^/]+\// : /^[a-z][a-z0-9+.-]*:\/\/[^/]+\/[^/]+\//;
  if (open !== -1 && !owned.test(text.slice(0, open))) {
    const remedy = "Write the host and the first component, as in { glob: https://gitlab.com/acme/* }.";
    throw new InvalidIdentity("leaves open whose host or account it is.", remedy);
  }
  return "uri";
}
