import { PUBLIC_GOOD_ROOT_DATE, PUBLIC_GOOD_ROOT_JSON } from "./trusted-root-public-good.ts";
import { parseTrustedRoots } from "./trusted-root.ts";
import type { TrustedRoot } from "./trusted-root.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A log or a CA that goes live later is unknown to the embedded root, which then rejects; nothing else makes it unsafe. */
export const OLD_TRUSTED_ROOT_DAYS = 180;

let embedded: TrustedRoot | undefined;

/** The root of Sigstore's public-good instance that this version carries; nothing is fetched. */
export function publicGoodRoot(): TrustedRoot {
  const [root] = embedded ? [embedded] : parseTrustedRoots(Buffer.from(PUBLIC_GOOD_ROOT_JSON), "sigstore public good");
  if (root === undefined) throw new Error("the embedded trusted root is empty");
  embedded ??= { ...root, date: new Date(PUBLIC_GOOD_ROOT_DATE) };
  return embedded;
}

export interface TrustedRootAge {
  /** Whole days since the root was last seen to be current. */
  readonly days: number;
  /** Older than `OLD_TRUSTED_ROOT_DAYS`: worth a warning. */
  readonly old: boolean;
}

/** How old a root is; `undefined` for one whose date is not known, as that of a file. */
export function trustedRootAge({ date }: TrustedRoot, now: Date): TrustedRootAge | undefined {
  if (date === undefined) return undefined;
  const days = Math.floor((now.getTime() - date.getTime()) / DAY_MS);
  return { days, old: days > OLD_TRUSTED_ROOT_DAYS };
}
