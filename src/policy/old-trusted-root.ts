import { trustedRootAge } from "../signature/index.ts";
import type { PolicyDocument } from "./document.ts";

/** A root that is old enough to miss what went live since. */
export interface OldTrustedRoot {
  /** Whole days since it was last seen to be current. */
  readonly days: number;
  /** The names of the signers that use it. */
  readonly signers: readonly string[];
}

/** Only the root that this program carries has a date; undefined where no signer uses it, or it is not old. */
export function oldTrustedRoot({ signers }: Pick<PolicyDocument, "signers">, now: Date): OldTrustedRoot | undefined {
  const old = [...signers.values()].flatMap(({ name, roots }) => {
    const ages = roots.flatMap((root) => trustedRootAge(root, now) ?? []).filter((age) => age.old);
    return ages.slice(0, 1).map(({ days }) => ({ name, days }));
  });
  return old[0] && { days: old[0].days, signers: old.map(({ name }) => name) };
}

/** Whether a signer uses a root that has a date. */
export function usesDatedRoot({ signers }: Pick<PolicyDocument, "signers">): boolean {
  return [...signers.values()].some(({ roots }) => roots.some(({ date }) => date !== undefined));
}
