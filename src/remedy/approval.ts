import type { Verdict } from "../gate/index.ts";
import type { Digest } from "../reference/index.ts";
import { verifiedPin, type Pin } from "./pin.ts";

/** What remediation may do about a tag: write the pin; leave it, with the reason; or nothing, where the findings say why already. */
export type Approval =
  | { readonly kind: "write"; readonly pin: Pin }
  | { readonly kind: "refuse"; readonly reason: RefusalReason; readonly message: string }
  | { readonly kind: "nothing" };

export type RefusalReason = "unverified-digest" | "no-approved-digest" | "tag-moved" | "lock-changed";

/** At preview the digest that was just verified may be written; whoever reads the preview approves it. */
export function approveAtPreview(verdict: Verdict): Approval {
  const pin = verifiedPin(verdict);
  return pin === undefined ? nothingToWrite(verdict) : { kind: "write", pin };
}

/**
 * At update only the digest that a preview showed may be written, and only while the tag still points at it: verified
 * again, it is the one candidate (law 5). Without one the update would run what nobody has seen. What is locked needs no
 * preview, as it was reviewed with the lock file, and must be no other than a preview has shown.
 */
export function approveAtUpdate(verdict: Verdict, candidate: Digest | undefined, resolveAtUpdate: boolean): Approval {
  const { digest, locked } = verdict;
  if (candidate !== undefined && digest !== undefined && digest !== candidate)
    return locked === undefined ? moved(candidate, digest) : lockChanged(candidate, digest);
  const pin = verifiedPin(verdict);
  if (pin === undefined) return nothingToWrite(verdict);
  return candidate !== undefined || locked !== undefined || resolveAtUpdate ? { kind: "write", pin } : NOT_APPROVED;
}

const NOT_APPROVED: Approval = {
  kind: "refuse",
  reason: "no-approved-digest",
  message:
    "Nothing was written: no preview of this stack within the last hour has shown this digest. " +
    "Run the preview and the update together, or write the digest into the program.",
};

function moved(shown: Digest, now: Digest): Approval {
  const message =
    `Nothing was written: the preview showed ${shown}, and now the tag points at ${now}. ` +
    "Find out who moved it; then preview again, and the new digest is what you approve.";
  return { kind: "refuse", reason: "tag-moved", message };
}

function lockChanged(shown: Digest, now: Digest): Approval {
  const message =
    `Nothing was written: the preview showed ${shown}, and the lock file has ${now}. ` +
    "Preview again, and the locked digest is what you approve.";
  return { kind: "refuse", reason: "lock-changed", message };
}

function nothingToWrite({ findings, locked }: Verdict): Approval {
  if (locked !== undefined || !findings.some(({ suggestion }) => suggestion?.verified === false))
    return { kind: "nothing" };
  return {
    kind: "refuse",
    reason: "unverified-digest",
    message: "Nothing was written: the policy asks for no signature, so nobody vouches for this digest.",
  };
}
