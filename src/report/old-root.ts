import { oldTrustedRoot, type PolicyDocument } from "../policy/index.ts";
import type { GeneralFinding } from "./report.ts";

/** How many of the signers a message names. */
const NAMED = 5;

/** Says that the root which this program carries is old, where a signer of the document uses it. It changes no verdict: what is missing in it is rejected. */
export function oldRootFindings(policy: Pick<PolicyDocument, "signers">, now: Date): readonly GeneralFinding[] {
  const old = oldTrustedRoot(policy, now);
  if (old === undefined) return [];
  const named = old.signers.slice(0, NAMED).join(", ");
  const more = old.signers.length > NAMED ? ` and ${old.signers.length - NAMED} more` : "";
  const message =
    `The trusted root that this version of digestbound carries is ${old.days} days old, and a log or an authority that went live since is ` +
    `unknown to it, so that what it vouches for is rejected. It is used by: ${named}${more}. ` +
    "Update digestbound, or run digestbound trust refresh and write the trustedRoot that it names.";
  return [{ rule: "trusted-root", reason: "old-trusted-root", severity: "low", message }];
}
