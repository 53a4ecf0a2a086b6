import { z } from "zod";
import { count, digest, text, version } from "./parts.ts";
import { finding } from "./use.ts";

const entry = {
  digest,
  mediaType: text,
  platforms: z.array(text).describe("Of an index's images; empty for a single image."),
  signers: z.array(
    z.strictObject({
      signer: text.describe("The policy's name for it."),
      system: z.literal("cosign"),
      identity: text,
      signed: text.optional().describe("The earliest time that a log or a timestamp authority vouches for."),
    }),
  ),
  source: z
    .strictObject({ repository: text, commit: text.optional(), ref: text.optional() })
    .nullable()
    .describe("What it was built from, as who signed it says."),
};

const change = z
  .strictObject({
    image: text,
    change: z.enum(["added", "changed", "updated", "removed"]).describe("changed: its digest; updated: anything else."),
    old: z
      .strictObject({
        image: text.describe("Under which reference it was locked."),
        ...entry,
        refused: text.nullable().describe("Why the old digest would not be trusted today."),
      })
      .nullable(),
    new: z.strictObject(entry).nullable(),
    platforms: z.strictObject({ came: z.array(text), went: z.array(text) }),
    warnings: z.array(z.strictObject({ kind: text.describe("A stable code; docs/lock.md lists all."), message: text })),
  })
  .meta({ title: "What becomes of one entry" });

const refused = z
  .strictObject({
    image: text,
    why: z.enum(["rejected", "undetermined", "unverified"]).describe("unverified: nobody vouches for its digest."),
    digest: digest.nullable(),
    locked: digest.nullable().describe("What stays locked."),
    findings: z.array(finding),
  })
  .meta({ title: "An image that is not locked" });

const stored = z
  .strictObject({
    folder: text,
    files: count,
    bytes: count,
    written: count,
    removed: count,
    notStored: z.array(z.strictObject({ image: text, why: text })),
  })
  .meta({ title: "What became of the evidence" });

/** What `lock --format json` prints. */
export const lockReportShape = z
  .strictObject({
    version,
    lock: z.strictObject({ file: text, written: z.boolean() }),
    evidence: stored.optional().describe("Where --evidence was given, and --dry-run was not."),
    changes: z.array(change),
    refused: z.array(refused),
    passedOver: z.array(text).describe("What is let through by its tag, and what is no image."),
    summary: z.strictObject({
      entries: count,
      added: count,
      changed: count,
      updated: count,
      removed: count,
      unchanged: count,
      kept: count.describe("Entries of images that were not named."),
      refused: count,
      warnings: count,
    }),
  })
  .meta({ title: "Report of digestbound lock, version 1" });
