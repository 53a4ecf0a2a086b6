import type { Decision, Facts, Finding } from "../policy/index.ts";

/** What a locked tag answers itself, judged like any other; only where it is another digest than the locked one, or unknown. */
export interface TagNow {
  readonly facts: Facts;
  /** Before exemptions. */
  readonly decision: Decision;
}

/**
 * A lock file writes nothing into a resource: as long as the tag stands there alone, what it answers is what runs. So what is wrong with
 * that counts as well, also where the tag is let through by an exemption or by the level of image-pinned (law 1).
 * @param locked the decision about the locked digest, exemptions applied
 * @param now the one about what the tag answers, exemptions for that one applied
 */
export function withTagNow<D extends Decision>(locked: D, now: Decision): D {
  const known = new Set(locked.findings.map(({ message }) => message));
  const more = now.findings.filter((found) => !isPinning(found) && !known.has(found.message));
  const lifted = (now.lifted ?? []).filter(({ finding }) => !isPinning(finding));
  const all = [...(locked.lifted ?? []), ...lifted];
  return {
    ...locked,
    ...(more.length > 0 && joined(locked, now, more)),
    ...(all.length > 0 && { lifted: all }),
  };
}

/** That it is a tag is told of the reference, once. */
function isPinning({ rule }: Pick<Finding, "rule">): boolean {
  return rule === "image-pinned";
}

function joined(locked: Decision, now: Decision, more: readonly Finding[]) {
  const findings = [...locked.findings, ...more];
  const isTampered = locked.tampered === true || now.tampered === true;
  const onlyUnchecked = findings.every(({ rule }) => rule === "image-checked");
  return {
    status: onlyUnchecked && !isTampered ? ("undetermined" as const) : ("rejected" as const),
    findings,
    ...(isTampered && { tampered: true as const }),
  };
}
