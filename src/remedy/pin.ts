import type { Slot } from "../discover/index.ts";
import { suggestedImage, type Verdict } from "../gate/index.ts";
import { counts, type Suggestion } from "../policy/index.ts";

/** A reference and the text that should stand in its place. */
export interface Pinned {
  /** The reference as it stands there now. */
  readonly image: string;
  /** The same reference with the digest added. */
  readonly pinned: string;
}

/** A place in a resource's inputs, and the text that should stand there. */
export interface Pin extends Pinned {
  readonly slot: Slot;
}

/** What to write into a resource's inputs: see {@link verifiedReference}; none also where nothing can be written. */
export function verifiedPin(verdict: Verdict): Pin | undefined {
  const { use } = verdict;
  if (use.kind !== "image" || use.slot === undefined) return undefined;
  const found = verifiedReference(verdict);
  return found && { slot: use.slot, image: found.image, pinned: found.pinned };
}

/** A suggestion that may be written. */
export interface Offered extends Pinned {
  readonly suggestion: Suggestion;
}

/**
 * What to write so that the gate accepts the image. None where the digest itself was neither verified nor locked already,
 * and where something else is wrong with the image that a digest does not cure (law 4).
 * @param acceptsUnverified the user typed that a digest may be written for which nobody has to vouch
 */
export function verifiedReference(verdict: Verdict, acceptsUnverified = false): Offered | undefined {
  const { use, findings, digest, locked } = verdict;
  if (use.kind !== "image") return undefined;
  if (findings.some((found) => found.rule !== "image-pinned" && counts(found))) return undefined;
  const mayBeWritten = ({ verified, digest: own }: Suggestion) =>
    own === digest && (verified || locked !== undefined || acceptsUnverified);
  const offered = findings.find(({ suggestion }) => suggestion !== undefined && mayBeWritten(suggestion));
  const pinned = offered === undefined ? undefined : suggestedImage(verdict, offered);
  if (offered?.suggestion === undefined || pinned === undefined) return undefined;
  return { image: use.image, pinned, suggestion: offered.suggestion };
}
