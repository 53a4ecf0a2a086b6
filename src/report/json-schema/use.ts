import { z } from "zod";
import { digest, place, ruleId, severity, text } from "./parts.ts";

const suggestion = z
  .strictObject({
    image: text.describe("What to write instead, by digest."),
    verified: z.boolean().describe("false: what the registry answered just now, vouched for by nobody."),
    platforms: z.array(text).describe("Of an index; empty for an image of a single platform."),
    locked: text.optional().describe("Since when the lock file has this digest for the tag."),
  })
  .meta({ title: "Suggestion" });

const told = {
  rule: ruleId,
  reason: text.describe("A stable code; docs/reasons.md lists all."),
  message: text,
};

export const finding = z
  .strictObject({
    ...told,
    severity,
    level: z
      .enum(["advisory", "mandatory"])
      .describe("Whether it fails the run, by the levels of the policy document."),
    blocks: z.literal(true).optional().describe("A frozen lock file rejects by it, whatever the rule's level is."),
    suggestion: suggestion.optional(),
  })
  .meta({ title: "One reason of the verdict" });

const lifted = z
  .strictObject({
    ...told,
    because: text,
    owner: text,
    until: text.describe("The last valid day in UTC, or a moment."),
    inline: z.literal(true).optional().describe("The resource itself asks for it."),
  })
  .meta({ title: "What an exemption lifted" });

const signed = {
  signer: text.describe("The name that the policy document gives it."),
  system: z.literal("cosign"),
  identity: text.describe("The key's fingerprint, or what the certificate says."),
};

const through = z.union([
  z.strictObject({ index: digest.describe("The signed index that lists the image.") }),
  z.strictObject({
    children: z.array(z.strictObject({ digest, signer: text })).describe("The signed manifests that the image lists."),
  }),
]);

/** What is said about one image use, whoever reports it. */
export const useKeys = {
  image: text.nullable().describe("As it is written; null where it is unknown, unreadable or a secret."),
  digest: digest.nullable().describe("What the verdict is about; null where no digest was found out."),
  role: z.enum(["run", "artifact", "build-from"]).describe("What is done with the image."),
  verdict: z.enum(["accepted", "rejected", "undetermined", "unknown", "exempt"]),
  exemption: z.strictObject({ lifted: z.array(lifted) }).nullable(),
  place,
  findings: z.array(finding),
  switchedOff: z
    .array(ruleId)
    .optional()
    .describe("Rules that found something and are switched off; the verdict counts it all the same."),
  signers: z.array(z.strictObject(signed)).describe("Who vouches for the digest and is trusted for it."),
  attestations: z
    .array(z.strictObject({ type: text.describe("As the policy document names it."), ...signed }))
    .optional()
    .describe("The attestations that the policy document requires, and who made them."),
  through: through.optional().describe("What is signed, where it is not the image itself."),
};
