import type { SignedBy } from "./document.ts";
import type { Path, Report } from "./problems.ts";

/** What a rule can say about an index and the images that it lists. */
export const COVER_CHOICES = ["accepted", "rejected"] as const;

/** Whose signature counts beside that on the deployed digest itself. */
export type Covers = Pick<SignedBy<unknown>, "childOfSignedIndex" | "allChildren">;

type Written = Partial<Record<keyof Covers, (typeof COVER_CHOICES)[number] | undefined>>;

/** By explicit choice only: what a rule leaves out is rejected. */
export function coversOf({ childOfSignedIndex, allChildren }: Written): Covers {
  return { childOfSignedIndex: childOfSignedIndex === "accepted", allChildren: allChildren === "accepted" };
}

/** Whose signature counts is no question where none is required. */
export function reportStrayCovers(rule: Written, path: Path, report: Report): void {
  for (const key of ["childOfSignedIndex", "allChildren"] as const) {
    if (rule[key] !== undefined) report([...path, key], "only goes with signedBy or allOf.", "Remove it.");
  }
}
