import type { Slot } from "../discover/index.ts";
import { suggestedImage, type Verdict } from "../gate/index.ts";
import { counts, type Suggestion } from "../policy/index.ts";

/** A place and the text that should stand there. */
export interface Pin {
  readonly slot: Slot;
  /** The reference as it stands there now. */
  readonly image: string;
  /** The same reference with the digest added. */
  readonly pinned: string;
}

/**
 * What to write so that the gate accepts the image. None where the digest itself was neither verified nor locked already,
 * where something else is wrong with the image that a digest does not cure, and where nothing can be written (law 4).
 */
export function verifiedPin(verdict: Verdict): Pin | undefined {
  const { use, findings, digest, locked } = verdict;
  if (use.kind !== "image" || use.slot === undefined) return undefined;
  if (findings.some((found) => found.rule !== "image-pinned" && counts(found))) return undefined;
  const mayBeWritten = ({ verified, digest: own }: Suggestion) => own === digest && (verified || locked !== undefined);
  const offered = findings.find(({ suggestion }) => suggestion !== undefined && mayBeWritten(suggestion));
  const pinned = offered === undefined ? undefined : suggestedImage(verdict, offered);
  return pinned === undefined ? undefined : { slot: use.slot, image: use.image, pinned };
}
