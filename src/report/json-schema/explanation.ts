import { z } from "zod";
import { digest, generalFinding, policy, ruleId, severity, text, version } from "./parts.ts";
import { useKeys } from "./use.ts";

const signer = z.strictObject({
  signer: text,
  described: text.describe("Whom it stands for."),
  keys: z.array(text).describe("Fingerprints; empty for a signer by identity."),
});

const match = z
  .strictObject({
    pattern: text,
    captures: z.record(text, text),
    others: z.array(text).describe("Matches that cover the image, too, and are less specific."),
    signers: z.array(signer),
    needs: z
      .union([z.literal("all"), z.int().min(1)])
      .nullable()
      .describe("How many of the signers have to sign."),
    because: text.nullable().describe("Why no signature is required."),
    attestations: z.array(z.strictObject({ name: text, signers: z.array(signer) })),
  })
  .meta({ title: "The rule that decides" });

const identity = { issuer: text, subject: text, claims: z.record(text, text) };

const certificate = z.strictObject({
  ...identity,
  subject: z.strictObject({ kind: z.enum(["uri", "email", "other-name"]), value: text }),
});

const maker = z.union([
  z.strictObject({
    kind: z.literal("trusted"),
    signer: text,
    identity: text,
    certificate: certificate.nullable(),
    times: z.array(text).describe("When it was signed, as logs and timestamp authorities vouch for."),
  }),
  z.strictObject({ kind: z.literal("known-key"), signer: text, identity: text }),
  z.strictObject({ kind: z.literal("stranger"), ...identity, rootOf: text.nullable() }),
  z.strictObject({ kind: z.literal("unknown-key") }),
  z.strictObject({ kind: z.literal("nobody"), reason: text, message: text }),
]);

const evidence = z
  .strictObject({
    kind: z.enum(["signature", "attestation", "other"]),
    predicateType: text.nullable(),
    format: z.enum(["legacy", "bundle", "attestation"]),
    found: z.strictObject({ tag: text.nullable(), manifest: digest, layer: digest }),
    maker,
    differences: z.array(z.strictObject({ signer: text, difference: text })),
    lacks: z.array(text),
  })
  .meta({ title: "A signature or an attestation that the registry holds" });

const locked = z
  .strictObject({
    source: text,
    kind: z.enum(["locked", "different", "missing"]),
    entries: z.array(
      z.strictObject({ digest, locked: text, signers: z.array(z.strictObject({ signer: text, identity: text })) }),
    ),
  })
  .meta({ title: "What the lock file says, by its own word" });

const image = z
  .strictObject({
    ...useKeys,
    reference: z
      .strictObject({ registry: text, repository: text, tag: text.nullable(), digest: digest.nullable() })
      .nullable(),
    match: match.nullable(),
    lock: locked.nullable().describe("null where there is no lock file."),
    evidence: z.array(evidence).nullable().describe("null where no registry was asked."),
    problems: z.array(z.strictObject({ reason: text, message: text, remedy: text })),
  })
  .meta({ title: "One image, explained" });

const rule = z.strictObject({
  id: ruleId,
  title: text,
  why: text,
  remedy: text,
  level: z.enum(["advisory", "mandatory"]),
  severity,
  offline: z.boolean(),
});

/** What `explain --format json` prints. */
export const explanationShape = z
  .strictObject({
    version,
    rules: z.array(rule),
    policy: policy.nullable(),
    images: z.array(image),
    findings: z.array(generalFinding),
  })
  .meta({ title: "Explanation of digestbound, version 1" });
