import type { UnusedExemption } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import type { GeneralFinding } from "./report.ts";

/** Says of each exemption that lifted nothing in this run what it was for, and whether it can go. */
export function unusedFindings(unused: readonly UnusedExemption[]): readonly GeneralFinding[] {
  return unused.map((one) => ({
    rule: "exemptions",
    reason: "exemption-unused",
    severity: "low",
    message: messageOf(one),
  }));
}

function messageOf({ exemption, why, ended, resource }: UnusedExemption): string {
  const { rule, image, inline, owner, until } = exemption;
  const what = inline === true ? "inline exemption" : "exemption";
  const where = inline === true || image === undefined ? ` in ${printable(resource)}` : "";
  const from = image === undefined ? "" : ` for ${printable(image.text)}`;
  const named = `The ${what} from ${rule}${from}${where} by ${printable(owner)} until ${until} lifted nothing`;
  if (ended) return `${named}: it ended, and can be removed.`;
  if (why !== undefined) return `${named}. ${why}`;
  return `${named}: the rule found nothing. Where that is so in every stack, it can be removed.`;
}
