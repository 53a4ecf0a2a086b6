import type { ImageRule } from "../document.ts";
import type { MatchPattern } from "../match-pattern.ts";
import type { LintCheck, LintInput, Remark } from "./check.ts";
import { isWildcard } from "./wildcards.ts";

export const unsignedAnybody: LintCheck = {
  id: "unsigned-anybody",
  severity: "error",
  finds:
    "`signature: not-required` and no attestation on a public registry with the account left open, such as `docker.io/**`",
  why: "Everybody can make an account there and push what will then run.",
  find: (input) =>
    waived(input, isAnybodys, {
      message: "lets in unsigned whatever anybody pushes to an account of their own.",
      remedy: "Write the account, as in docker.io/library/*, or name signers in signedBy.",
    }),
};

export const unsignedMatch: LintCheck = {
  id: "unsigned-match",
  severity: "warning",
  finds:
    "`signature: not-required` and no attestation where the match ends in `**` or has no literal component behind the host",
  why: "What is pushed there tomorrow, by whomever, runs unsigned as well.",
  find: (input) =>
    waived(input, (match) => isWide(match) && !isAnybodys(match), {
      message: "lets in unsigned whatever is ever pushed below it.",
      remedy: "Write the repositories that are meant, one rule each, or name signers in signedBy.",
    }),
};

function waived(
  { document: { images } }: LintInput,
  isMeant: (match: MatchPattern) => boolean,
  texts: Omit<Remark, "path">,
): readonly Remark[] {
  return images.flatMap((rule, index) =>
    isWaiver(rule) && isMeant(rule.match) ? [{ path: ["images", index, "match"], ...texts }] : [],
  );
}

function isWaiver({ requirement }: ImageRule): boolean {
  return requirement.kind === "signature-not-required" && requirement.attestations.length === 0;
}

function isWide({ path, crosses }: MatchPattern): boolean {
  return crosses || path.every(isWildcard);
}

/** Registries on which the first component is an account that anybody can make. */
const ACCOUNTS =
  /^(?:docker\.io|ghcr\.io|quay\.io|public\.ecr\.aws|registry\.gitlab\.com|(?:.+\.)?gcr\.io|.+\.pkg\.dev)$/;
/** Registries of which anybody can have one below this domain. */
const DOMAINS = /^.*\*.*\.(?:azurecr\.io|amazonaws\.com)$/;

function isAnybodys({ host, path }: MatchPattern): boolean {
  const name = host.map((part) => (typeof part === "string" ? part : "*")).join(".");
  return DOMAINS.test(name) || (ACCOUNTS.test(name) && isWildcard(path[0]));
}
