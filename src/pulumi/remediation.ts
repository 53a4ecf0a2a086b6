import type { ResourceValidationArgs } from "@pulumi/policy";
import { deploysImages, type ImageUse } from "../discover/index.ts";
import type { Verdict } from "../gate/index.ts";
import { formatImageReference, type Digest } from "../reference/index.ts";
import { lockText } from "../report/index.ts";
import { approveAtPreview, approveAtUpdate, readOwn, writesFor, type Approval, type Pin } from "../remedy/index.ts";
import { verifyAhead } from "./ahead.ts";
import { holdsArchive, writeAt, type Inputs } from "./mutable-inputs.ts";
import type { Note } from "./notes.ts";
import type { Run } from "./run.ts";
import { referenceOf, usesOf } from "./uses.ts";

/** A pin that may be written, and what has to be remembered or told about it. */
interface Approved {
  readonly pin: Pin;
  readonly reference: string;
  readonly digest: Digest;
  readonly path: string;
  /** Since when it is locked; absent where it is not. */
  readonly locked?: string | undefined;
  /** What the lock file says of it, in words. */
  readonly told: readonly string[];
}

const ARCHIVE: Note = {
  reason: "archive",
  message:
    "Nothing was written: the resource holds an archive, which Pulumi's policy SDK would damage on its way back.",
};
const CHANGED: Note = {
  reason: "not-rewritable",
  message: "Nothing was written: the text could not be rewritten without changing anything else.",
};
const NOT_KEPT: Note = {
  reason: "not-remembered",
  message:
    "Nothing was written: the digest cannot be kept for the update. " +
    "Make the cache folder writable, or name another one in DIGESTBOUND_CACHE, by an absolute path.",
};

/**
 * Writes verified digests into a resource that names images by tags, and gives the whole new inputs; undefined where
 * nothing changed. The inputs are touched last, because what was changed before a throw would leak into later policies.
 */
export async function remediate(args: ResourceValidationArgs, run: Run): Promise<Inputs | undefined> {
  if (run.document() === undefined || !deploysImages(args.type, run.corrections())) return undefined;
  verifyAhead(run);
  const uses = usesOf(args, run.corrections()).filter(isTagged);
  for (const use of uses) if (use.kind === "image" && use.secret !== true) run.replaced.add(use.image);
  const verdicts = await run.gate().check(uses, { noticesTags: false });
  const approved = verdicts.flatMap((verdict) => approve(verdict, args.urn, run));
  return approved.length === 0 ? undefined : write(approved, args, run);
}

/** A pinned image is judged by Analyze and never rewritten. */
function isTagged(use: ImageUse): boolean {
  const reference = referenceOf(use);
  return reference !== undefined && reference.digest === undefined;
}

function approve(verdict: Verdict, urn: string, run: Run): Approved[] {
  const { path } = verdict.use.place;
  const parsed = referenceOf(verdict.use);
  if (parsed === undefined) return [];
  const reference = formatImageReference(parsed);
  const approval = approvalOf(verdict, reference, run);
  if (approval.kind === "write" && verdict.digest !== undefined) {
    const { digest, locked, findings } = verdict;
    const told = findings.filter(({ rule }) => rule === "image-lock").map((found) => lockText(verdict, found));
    return [{ pin: approval.pin, reference, digest, path, locked, told }];
  }
  if (approval.kind === "refuse") run.notes.add(urn, path, approval);
  if (run.stage === "preview" && !mayBeWritten(verdict)) run.record()?.withdraw(reference);
  return [];
}

/** A digest that is trusted or locked and cannot be written at this place may still be written at another one. */
function mayBeWritten({ findings, locked }: Verdict): boolean {
  return findings.some(({ suggestion }) => suggestion?.verified === true || (suggestion && locked !== undefined));
}

function approvalOf(verdict: Verdict, reference: string, run: Run): Approval {
  if (run.stage === "preview") return approveAtPreview(verdict);
  return approveAtUpdate(verdict, run.record()?.candidate(reference), run.document()?.resolveAtUpdate === true);
}

function write(
  approved: readonly Approved[],
  { urn, type, props }: ResourceValidationArgs,
  run: Run,
): Inputs | undefined {
  const refuse = (those: readonly Approved[], note: Note) => {
    for (const { path } of those) run.notes.add(urn, path, note);
  };
  if (holdsArchive(props)) {
    refuse(approved, ARCHIVE);
    return undefined;
  }
  const kept = approved.filter((one) => isKept(one, run));
  refuse(
    approved.filter((one) => !kept.includes(one)),
    NOT_KEPT,
  );
  const writes = writesFor(
    type,
    (steps) => readOwn(props, steps),
    kept.map(({ pin }) => pin),
    run.corrections(),
  );
  if (writes === undefined) refuse(kept, CHANGED);
  if (writes === undefined || writes.length === 0) return undefined;
  for (const { steps, text } of writes) writeAt(props, steps, text);
  run.written.push(...kept.flatMap(({ told }) => told.map((text) => ({ urn, text }))));
  return props;
}

/** At preview a digest that the update would not find is not written, unless the update may do without or finds it locked. */
function isKept({ reference, digest, locked }: Approved, run: Run): boolean {
  if (run.stage === "update") return true;
  const isRemembered = run.record()?.approve(reference, digest) === true;
  return isRemembered || locked !== undefined || run.document()?.resolveAtUpdate === true;
}
