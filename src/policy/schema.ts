import { z } from "zod";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "a name: letters, digits, dots, hyphens and underscores");
const text = z.string().min(1).max(4096);

const cosign = z.strictObject({
  /** A path seen from the document's folder, or the PEM text itself. */
  key: text,
  transparencyLog: z.enum(["required", "not-required"]).default("required"),
});

const image = z.strictObject({
  match: text,
  signedBy: z.array(name).min(1).max(16).optional(),
  signature: z.literal("not-required").optional(),
  because: z.string().trim().min(3).max(500).optional(),
});

const registry = z.strictObject({ host: text, plainHttp: z.boolean().default(false) });

/** The policy document, version 1. */
export const documentSchema = z.strictObject({
  version: z.literal(1),
  signers: z.record(name, z.strictObject({ cosign })).default({}),
  images: z.array(image).min(1).max(10_000),
  registries: z.array(registry).max(1000).default([]),
});

export type RawDocument = z.infer<typeof documentSchema>;

/** Keys of the planned document, so that using one says "not yet" instead of "unknown". */
export const PLANNED: readonly string[] = [
  "exemptions",
  "levels",
  "extends",
  "notation",
  "issuer",
  "subject",
  "sourceRepository",
  "workflow",
  "ref",
  "allOf",
  "atLeast",
];

/** The keys known at each place, for naming the nearest one. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const [first] = path;
  if (path.length === 0) return Object.keys(documentSchema.shape);
  if (first === "images") return Object.keys(image.shape);
  if (first === "registries") return Object.keys(registry.shape);
  return path.length <= 2 ? ["cosign"] : Object.keys(cosign.shape);
}
