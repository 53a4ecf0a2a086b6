import { z } from "zod";
import { decodeBase64 } from "./base64.ts";

/** The protocol buffer's JSON mapping writes UTC only; fractions have 3, 6 or 9 digits. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3}(?:\d{3})?)?)?Z$/;

const time = z
  .string()
  .regex(TIME)
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()));

const bytes = z.string().transform((text, context) => {
  const decoded = text === "" ? undefined : decodeBase64(text);
  if (decoded !== undefined) return decoded;
  context.addIssue({ code: "custom", message: "is not canonical standard base64" });
  return z.NEVER;
});

const validity = z.strictObject({ start: time.optional(), end: time.optional() });

const log = z.strictObject({
  baseUrl: z.string().min(1).max(2048),
  hashAlgorithm: z.literal("SHA2_256"),
  publicKey: z.strictObject({ rawBytes: bytes, keyDetails: z.string(), validFor: validity.optional() }),
  logId: z.strictObject({ keyId: bytes }),
  checkpointKeyId: z.strictObject({ keyId: bytes }).optional(),
  operator: z.string().optional(),
});

const authority = z.strictObject({
  subject: z.strictObject({ organization: z.string().optional(), commonName: z.string().optional() }).optional(),
  uri: z.string().optional(),
  certChain: z.strictObject({
    certificates: z
      .array(z.strictObject({ rawBytes: bytes }))
      .min(1)
      .max(8),
  }),
  validFor: validity.optional(),
  operator: z.string().optional(),
});

/** sigstore_trustroot.proto in its JSON mapping; a member that is not known might change what is trusted, so it is an error. */
export const trustedRootSchema = z.strictObject({
  mediaType: z.string(),
  tlogs: z.array(log).max(64).default([]),
  certificateAuthorities: z.array(authority).max(64).default([]),
  ctlogs: z.array(log).max(64).default([]),
  timestampAuthorities: z.array(authority).max(64).default([]),
});

export type TrustedRootDocument = z.infer<typeof trustedRootSchema>;
export type LogDocument = z.infer<typeof log>;
export type AuthorityDocument = z.infer<typeof authority>;
