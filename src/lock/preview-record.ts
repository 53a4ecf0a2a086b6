import type { Digest } from "../reference/index.ts";
import { approvalText, MAX_APPROVAL_BYTES, readApproval } from "./approval.ts";
import { attempt } from "../storage/index.ts";
import { referenceKey, stackKey, type StackIdentity } from "./keys.ts";
import { MAX_REMEMBERED_BYTES, readRemembered, rememberedText } from "./remembered.ts";
import { openStackFiles } from "./stack-files.ts";

/**
 * What a preview of a stack remembers for the update that follows in another process. It is never evidence: whoever
 * reads it verifies again (law 5). No method throws; what cannot be read is as if it had never been written.
 */
export interface PreviewRecord {
  /**
   * Remembers the digest that a preview wrote for a reference. False where it could not be kept (disk full, folder not
   * writable or not this user's alone); an earlier approval of the reference is then taken back.
   */
  approve(reference: string, digest: Digest): boolean;
  /** The digest that the latest preview approved, less than an hour ago: to be verified again. */
  candidate(reference: string): Digest | undefined;
  /** Takes back what an earlier preview approved, where this one refuses the reference. */
  withdraw(reference: string): void;
  /**
   * Remembers the references that a run judged, in place of those of the run before; they stand on disk in clear, so
   * secret ones do not belong here. False where they could not be kept.
   */
  rememberReferences(references: readonly string[]): boolean;
  /** The references that a run judged less than an hour ago, at most 10,000: a hint what to verify ahead, no more. */
  references(): readonly string[];
}

/**
 * The record of a stack below a folder (an absolute path, see `cacheFolder`), which is made when something is first kept. Packs and
 * processes may use it at once: every approval is a file of its own. `now`: milliseconds since 1970.
 */
export function openPreviewRecord(folder: string, stack: StackIdentity, now: () => number = Date.now): PreviewRecord {
  const key = stackKey(stack);
  const files = openStackFiles(folder, key, now);
  const approvalKey = (reference: string) => ({ stack: key, reference: referenceKey(stack, reference) });
  return {
    approve: (reference, digest) =>
      attempt(false, () => {
        const entry = approvalKey(reference);
        // First, since the digest of the preview before is not the one that this preview shows. (To replace a file
        // takes 1 ms on ext4, which then writes it out at once.)
        files.remove(entry.reference);
        return files.write(entry.reference, approvalText(entry, digest, now()));
      }),
    candidate(reference) {
      return attempt(undefined, () => {
        const entry = approvalKey(reference);
        const bytes = files.read(entry.reference, MAX_APPROVAL_BYTES);
        return bytes && readApproval(bytes, entry, now());
      });
    },
    withdraw(reference) {
      attempt(undefined, () => {
        files.remove(referenceKey(stack, reference));
      });
    },
    rememberReferences: (references) =>
      attempt(false, () => files.write("references", rememberedText(key, references, now()))),
    references: () =>
      attempt([], () => {
        const bytes = files.read("references", MAX_REMEMBERED_BYTES);
        return bytes === undefined ? [] : readRemembered(bytes, key, now());
      }),
  };
}
