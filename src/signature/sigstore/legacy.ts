import { z } from "zod";
import type { Digest } from "../../reference/index.ts";
import { strictBase64 } from "./base64.ts";
import { Refused, type KeySigner, type VerifiedSigner } from "./result.ts";
import { readShape } from "./shape.ts";
import { signerOf } from "./verify-bytes.ts";

/** What cosign's legacy format keeps apart: the signed payload, and the signature beside it. */
export interface LegacyCandidate {
  readonly payload: Uint8Array;
  readonly signature: string;
}

/** cosign's payloads are a few hundred bytes; annotations may add some. */
const MAX_PAYLOAD = 64 * 1024;
const TYPE = "cosign container image signature";
const payloadSchema = z.object({
  critical: z.strictObject({
    identity: z.strictObject({ "docker-reference": z.string() }),
    image: z.strictObject({ "docker-manifest-digest": z.string() }),
    type: z.string(),
  }),
  optional: z.record(z.string(), z.unknown()).nullish(),
});

/** Verifies a simple signing payload (cosign SIGNATURE_SPEC): claims first, because they cost nothing, then the signature. */
export function legacySigner(
  candidate: LegacyCandidate,
  subject: Digest,
  signers: readonly KeySigner[],
): VerifiedSigner {
  const { critical } = readShape(candidate.payload, MAX_PAYLOAD, payloadSchema, "the signature's payload");
  const claimed = critical.image["docker-manifest-digest"];
  if (critical.type !== TYPE)
    throw new Refused("not-a-signature", "the signed payload is not of cosign's signature type");
  if (claimed !== subject)
    throw new Refused("other-digest", "a signature was found that was made for another digest; it was copied here");
  const signature = strictBase64(candidate.signature, "the signature");
  return signerOf(Buffer.from(candidate.payload), signature, signers, "legacy");
}
