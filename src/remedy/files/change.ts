import type { FileUse, Splice } from "../../discover/index.ts";
import { type Digest, parseImageReference } from "../../reference/index.ts";
import type { Pinned } from "../pin.ts";

/** A use of a file with what is to be written so that its reference is the pinned one. */
export interface Change extends Pinned {
  /** Which of the file's uses it is, in the order in which they are found. */
  readonly index: number;
  readonly splices: readonly Splice[];
}

/** Why a use's reference is not written, in words that follow "not written:". */
export interface Refusal {
  readonly index: number;
  readonly why: string;
  /** What is said elsewhere, and becomes the pinned reference where that does. */
  readonly follows?: Pinned;
}

/** What to write for a use of a file: the reference itself where it stands there, else what its reader offers. */
export function changeFor({ use, source, splices }: FileUse, index: number, wanted: Pinned): Change | Refusal {
  if (use.secret === true) return { index, why: "the value is a secret, so it is not touched" };
  if (source !== undefined) return { ...wanted, index, splices: [{ span: source, text: wanted.pinned }] };
  const { digest } = parseImageReference(wanted.pinned);
  const offered = digest && splices && attempted(splices, digest);
  if (offered !== undefined && offered.length > 0) return { ...wanted, index, splices: offered };
  return { index, why: "it does not stand there as it is, in one piece: write the digest by hand", follows: wanted };
}

/** A reader that fails offers nothing. */
function attempted(splices: NonNullable<FileUse["splices"]>, digest: Digest): readonly Splice[] | undefined {
  try {
    return splices(digest);
  } catch {
    return undefined;
  }
}
