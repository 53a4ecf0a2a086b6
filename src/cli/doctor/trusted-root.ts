import { usesDatedRoot, type PolicyDocument } from "../../policy/index.ts";
import { oldRootFindings } from "../../report/index.ts";
import type { Check } from "./check.ts";

const name = "Trusted root";

/** Whether the root that this program carries is used, and old. */
export function checkTrustedRoot(policy: PolicyDocument, now: Date): Check {
  const [old] = oldRootFindings(policy, now);
  if (old !== undefined) {
    const remedy = "Update digestbound, or run digestbound trust refresh.";
    return { name, status: "warning", detail: old.message, remedy };
  }
  const detail = usesDatedRoot(policy)
    ? "the one that digestbound carries, and it is not old"
    : "no signer uses the one that digestbound carries";
  return { name, status: "ok", detail };
}
