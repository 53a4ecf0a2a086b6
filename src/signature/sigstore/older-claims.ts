import { FULCIO_EXTENSIONS, extensionOf } from "./certificate-extensions.ts";
import type { Extension } from "./certificate-extensions.ts";
import type { ClaimName } from "./certificate-identity.ts";
import { asText, isInOtherLetters, unsuitable, utf8StringIn } from "./certificate-text.ts";

/** Only of tokens by this issuer does Fulcio write them, and only its repositories need no host: they are GitHub's own. */
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
const GITHUB = "https://github.com/";

interface OlderClaim {
  readonly older: number;
  readonly newer: number;
  readonly name: ClaimName;
  /** What the newer extension says beyond the older. */
  readonly prefix: string;
  readonly grammar: RegExp;
}

/**
 * Until 2023 Fulcio wrote of GitHub's workflows the extensions .2 to .6 alone, and since then both, each from one claim of the token
 * (oid-info.md; .4, the workflow's display name, has no successor).
 */
const OLDER_CLAIMS: readonly OlderClaim[] = [
  { older: 2, newer: 20, name: "buildTrigger", prefix: "", grammar: /^[a-z_]+$/ },
  { older: 3, newer: 13, name: "sourceRepositoryDigest", prefix: "", grammar: /^[0-9a-f]{40}$/ },
  { older: 5, newer: 12, name: "sourceRepositoryUri", prefix: GITHUB, grammar: /^[\w.-]+\/[\w.-]+$/ },
  { older: 6, newer: 14, name: "sourceRepositoryRef", prefix: "", grammar: /^refs\/\S+$/ },
];

/**
 * The claims of certificates that are older than the extensions which the policy's conditions ask for. Never looser: what an older
 * extension says counts only where the newer one is absent, and a certificate whose two say different things is refused.
 * @throws SignatureRejected "unsuitable-identity"
 */
export function olderClaims(
  extensions: readonly Extension[],
  issuer: string,
): Readonly<Partial<Record<ClaimName, string>>> {
  if (issuer !== GITHUB_ISSUER) return {};
  return Object.fromEntries(OLDER_CLAIMS.flatMap((claim) => readOlder(extensions, claim)));
}

function readOlder(
  extensions: readonly Extension[],
  { older, newer, name, prefix, grammar }: OlderClaim,
): readonly (readonly [ClaimName, string])[] {
  const first = extensionOf(extensions, `${FULCIO_EXTENSIONS}.${older}`);
  const second = extensionOf(extensions, `${FULCIO_EXTENSIONS}.${newer}`);
  if (first === undefined) return [];
  const bytes = Buffer.concat([Buffer.from(prefix), first.value]);
  if (second !== undefined && !utf8StringIn(second.value, name).equals(bytes))
    throw unsuitable(`it says two different things about its ${name}`);
  if (second !== undefined || isInOtherLetters(first.value)) return [];
  const text = asText(first.value, name);
  if (!grammar.test(text)) throw unsuitable(`its ${name} is none of GitHub's`);
  return [[name, `${prefix}${text}`]];
}
