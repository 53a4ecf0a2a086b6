import { bindText, capturesIn, type IdentityText } from "./identity-text.ts";
import { shown } from "./shown.ts";
import type { CertificateIdentity, ClaimName } from "../signature/index.ts";
import type { Captures } from "./template.ts";

/** One thing that a certificate's identity must be, named by the document's key. */
export interface Condition {
  readonly field: string;
  readonly captures: readonly string[];
  /** Whether it holds, for one image, of one text alone. */
  readonly isExact?: boolean;
  readonly bind: (captures: Captures) => BoundCondition;
}

/** The same for one image. */
export interface BoundCondition {
  readonly field: string;
  /** What is trusted, in printable words. */
  readonly wanted: string;
  /** What the certificate says, in printable words; undefined where it says nothing. */
  readonly found: (identity: CertificateIdentity) => string | undefined;
  readonly holds: (identity: CertificateIdentity) => boolean;
}

/** A claim that must be there and be this text. */
export function claimCondition(field: string, claim: ClaimName, text: IdentityText, fold = false): Condition {
  return {
    field,
    captures: capturesIn(text),
    isExact: text.kind === "exact",
    bind: (captures) => {
      const { wanted, matches } = bindText(text, captures, fold);
      return {
        field,
        wanted,
        found: ({ claims }) => shownOr(claims[claim]),
        holds: ({ claims }) => matches(claims[claim] ?? ""),
      };
    },
  };
}

function shownOr(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shown(text);
}

/** An issuer is one exact text, whatever it stands for. */
export function issuerCondition(issuer: string): Condition {
  const bound: BoundCondition = {
    field: "issuer",
    wanted: shown(issuer),
    found: (identity) => shown(identity.issuer),
    holds: (identity) => identity.issuer === issuer,
  };
  return { field: "issuer", captures: [], bind: () => bound };
}

/** Of an authority of one's own: a certificate that names no issuer. */
export const noIssuer: Condition = {
  field: "issuer",
  captures: [],
  bind: () => ({
    field: "issuer",
    wanted: "none",
    found: (identity) => shown(identity.issuer),
    holds: (identity) => identity.issuer === "",
  }),
};

/** Names the first condition that does not hold: what was found, and what is trusted. */
export function firstMismatch(
  conditions: readonly BoundCondition[],
  identity: CertificateIdentity,
): string | undefined {
  const failed = conditions.find((condition) => !condition.holds(identity));
  if (failed === undefined) return undefined;
  const found = failed.found(identity);
  return found === undefined
    ? `its certificate names no ${failed.field}, and ${failed.wanted} is trusted`
    : `its ${failed.field} is ${found}, and ${failed.wanted} is trusted`;
}
