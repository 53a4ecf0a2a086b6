import type { CaptureUse, PredicateCheck } from "./document.ts";
import type { Captures } from "./template.ts";

/** What a rule asks of an attestation's predicate, whatever the image. */
export interface PredicateRule {
  readonly captures: readonly CaptureUse[];
  readonly bind: (captures: Captures) => PredicateCheck;
}
