import type { Digest } from "../reference/index.ts";
import type { MatchPattern } from "./match-pattern.ts";
import type { ResourceGlob } from "./resource-glob.ts";

/** The rules that an exemption may lift, one each; the others are told by their levels or mended in the resource itself. */
export const EXEMPTIBLE = [
  "image-pinned",
  "image-signed",
  "image-attested",
  "image-registry",
  "image-inspectable",
  "image-checked",
] as const;

export type ExemptibleRule = (typeof EXEMPTIBLE)[number];

/** A rule that is lifted for some images until a day, by somebody, for a reason. */
export interface Exemption {
  readonly rule: ExemptibleRule;
  /** Which images; absent where the rule is about a resource whose images nobody can see. */
  readonly image?: ExemptImages;
  /** Which resources, of those that use such an image. */
  readonly resource?: ResourceGlob;
  readonly because: string;
  readonly owner: string;
  /** As it was written: the last valid day in UTC, or a moment. */
  readonly until: string;
  /** The last moment, in milliseconds since 1970. */
  readonly end: number;
  /** The judged resource asks for it; it counts only where the document allows that. */
  readonly inline?: true;
}

export interface ExemptImages {
  /** As it was written. */
  readonly text: string;
  readonly match: MatchPattern;
  /** This digest alone. */
  readonly digest?: Digest;
}
