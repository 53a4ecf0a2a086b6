import { z } from "zod";
import { InvalidDigest, parseDigest, type Digest } from "../reference/index.ts";

/** A content descriptor (image-spec, "OCI Content Descriptors"). Its `urls` and `data` are never used. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly artifactType?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly platform?: Platform | undefined;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

const digest = z.string().transform((text, context): Digest => {
  try {
    return parseDigest(text);
  } catch (error) {
    if (!(error instanceof InvalidDigest)) throw error;
    context.addIssue("not a digest");
    return z.NEVER;
  }
});

/** Printed in suggestions, so only what platforms are really called. */
const platformPart = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);

/** Members written as null are absent ones: Go's encoders write them. */
const absent = z.null().transform(() => undefined);

const descriptorSchema = z.object({
  mediaType: z.string(),
  digest,
  size: z.number().int().nonnegative(),
  artifactType: z.union([z.string(), absent]).optional(),
  annotations: z
    .record(z.string(), z.string())
    .nullish()
    .transform((annotations) => annotations ?? {}),
  platform: z
    .union([
      z.object({
        os: platformPart,
        architecture: platformPart,
        variant: z.union([platformPart, z.literal("").transform(() => undefined), absent]).optional(),
      }),
      absent,
    ])
    .optional(),
});

/** The descriptor that a JSON value is; undefined where it is none. */
export function readDescriptor(value: unknown): Descriptor | undefined {
  return descriptorSchema.safeParse(value).data;
}
