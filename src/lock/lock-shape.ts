import { z } from "zod";
import { isDigest, parseDigest } from "../reference/index.ts";
import { line, name, platform, word } from "./lock-text.ts";

/** Far more than a repository deploys. */
export const MAX_ENTRIES = 10_000;

export const lockVersion = z.literal(1).describe("Of this format.");

/** The grammar is the reader's; the pattern is what editors are told of it. */
const digest = z
  .string()
  .refine(isDigest)
  .meta({ pattern: "^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$" })
  .transform(parseDigest);
const moment = z.iso.datetime().max(40);

const signer = z.strictObject({
  signer: name.describe("The policy's name for it."),
  system: z.literal("cosign"),
  identity: line.describe("The key's fingerprint, or the certificate's subject and issuer."),
  signed: moment.optional().describe("The earliest time that a log or a timestamp authority vouches for."),
});

const source = z.strictObject({ repository: word, commit: word.optional(), ref: word.optional() });

const evidence = z.strictObject({
  subject: digest.describe("What it is about."),
  kind: z.enum(["legacy", "bundle", "attestation"]),
  manifest: digest.describe("What holds it."),
});

/** One entry of a lock file. */
export const entryShape = z.strictObject({
  digest: digest.describe("What the reference stood for when it was verified."),
  mediaType: word.describe("Of the manifest."),
  platforms: z.array(platform).max(1000).default([]).describe("Of an index's images: os/architecture[/variant]."),
  signers: z.array(signer).max(64).default([]).describe("Who signed it; for people, and never evidence."),
  source: source.optional().describe("What it was built from, as who signed it says."),
  locked: moment.describe("When this entry last changed."),
  evidence: z.array(evidence).max(256).default([]).describe("Where evidence is stored beside the file."),
});
