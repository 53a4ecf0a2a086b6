import { z } from "zod";
import { parseDigest, type Digest } from "../reference/index.ts";
import { isFresh } from "./fresh.ts";
import { seal, unseal } from "../storage/index.ts";

/** Which file an approval belongs to; both keys stand inside it, so that a file that was moved is not taken. */
export interface ApprovalKey {
  readonly stack: string;
  readonly reference: string;
}

/** Far more than an approval takes. */
export const MAX_APPROVAL_BYTES = 1024;

const shape = z.strictObject({
  version: z.literal(1),
  stack: z.string(),
  reference: z.string(),
  digest: z.string(),
  approved: z.int(),
});

/** The content of an approval's file. `approved`: milliseconds since 1970. */
export function approvalText({ stack, reference }: ApprovalKey, digest: Digest, approved: number): string {
  return seal(JSON.stringify({ version: 1, stack, reference, digest, approved } satisfies z.input<typeof shape>));
}

/**
 * The digest that was approved under this key less than an hour before `now`; undefined for every other content.
 *
 * @throws SyntaxError, InvalidDigest where the sealed content is not what is written here
 */
export function readApproval(bytes: Buffer, key: ApprovalKey, now: number): Digest | undefined {
  const text = unseal(bytes);
  if (text === undefined) return undefined;
  const approval = shape.safeParse(JSON.parse(text)).data;
  if (approval?.stack !== key.stack || approval.reference !== key.reference) return undefined;
  return isFresh(approval.approved, now) ? parseDigest(approval.digest) : undefined;
}
