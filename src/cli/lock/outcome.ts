import type { Verdict } from "../../gate/index.ts";
import type { LockEntry } from "../../lock/index.ts";
import { entryOf } from "./entry.ts";

/** What is to be done about one image. */
export type Outcome =
  | LockedOutcome
  | Refusal
  /** The policy lets it through by something else than a digest. */
  | { readonly kind: "passed"; readonly image: string };

export interface LockedOutcome {
  readonly kind: "locked";
  readonly image: string;
  readonly entry: LockEntry;
  readonly verdict: Verdict;
}

export interface Refusal {
  readonly kind: "refused";
  readonly image: string;
  /** `unverified`: nobody vouches for its digest, as the policy or an exemption allows. */
  readonly why: "rejected" | "undetermined" | "unverified";
  readonly verdict: Verdict;
}

export interface Terms {
  /** What the reference stood for until now. */
  readonly old: LockEntry | undefined;
  readonly acceptUnverified: boolean;
  readonly now: Date;
}

/** Only a digest that was itself verified is locked, or one that nobody has to vouch for and the user accepts (law 4). */
export function outcomeOf(image: string, verdict: Verdict, { old, acceptUnverified, now }: Terms): Outcome {
  const { described } = verdict;
  const refused = (why: Refusal["why"]): Refusal => ({ kind: "refused", image, why, verdict });
  if (described === undefined) {
    if (verdict.status === "exempt") return { kind: "passed", image };
    return refused(howRefused(verdict));
  }
  if (described.kind === "failed")
    return refused(described.error.reason === "digest-mismatch" ? "rejected" : "undetermined");
  const locked = { kind: "locked", image, entry: entryOf(described, now), verdict } as const;
  if (described.isEarned && described.vouchers.length > 0) return locked;
  if (!described.isEarned && !isLifted(verdict)) return refused(howRefused(verdict));
  return acceptUnverified || old?.digest === described.digest ? locked : refused("unverified");
}

/** What could not be found out may be let through for a day; it is locked for longer. */
function isLifted({ status, findings, lifted = [] }: Verdict): boolean {
  if (lifted.some(({ finding }) => finding.rule === "image-checked")) return false;
  return status === "exempt" || findings.some(({ suggestion }) => suggestion !== undefined);
}

/** That a tag is mutable is why there is a lock file; what is known to be bad besides is not merely unseen. */
function howRefused({ findings, tampered }: Verdict): "rejected" | "undetermined" {
  const isBad = findings.some(({ rule }) => rule !== "image-pinned" && rule !== "image-checked");
  return isBad || tampered === true ? "rejected" : "undetermined";
}
