import { InvalidDigest, parseDigest } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { requireSubject, requireType } from "./claim.ts";
import { MAX_PAYLOAD_BYTES } from "./limits.ts";
import { shapeReader } from "./shape.ts";
import type { Members } from "./shape.ts";
import { textsOf } from "./signed-claims.ts";
import type { SignedClaims } from "./signed-claims.ts";

const SIGNATURE_TYPE = "cosign container image signature";
const shape = shapeReader("malformed-payload", "the payload");

/**
 * Checks that a simple-signing payload claims to be a cosign signature for the subject.
 *
 * containers-signature(5) forbids unknown members beside and inside `critical`; cosign itself reads neither the type nor
 * the letter case, and takes the last of two equal keys, so that one payload can say different things to different readers.
 * @returns what else it says
 * @throws SignatureRejected
 */
export function checkPayloadClaim(payload: Uint8Array, subject: Digest): SignedClaims {
  const document = shape.closedObject(shape.json(payload, MAX_PAYLOAD_BYTES), "the payload", ["critical", "optional"]);
  const critical = shape.closedObject(document["critical"], "critical", ["identity", "image", "type"]);
  requireType(shape.text(critical["type"], "critical.type"), [SIGNATURE_TYPE], "critical.type");
  const image = shape.closedObject(critical["image"], "critical.image", ["docker-manifest-digest"]);
  const identity = shape.closedObject(critical["identity"], "critical.identity", ["docker-reference"]);
  const reference = shape.text(identity["docker-reference"], "critical.identity.docker-reference");
  const annotations = textsOf(readOptional(document["optional"]));
  requireSubject([readDigest(image["docker-manifest-digest"])], subject);
  return { reference, annotations };
}

function readDigest(value: unknown): Digest {
  const where = "critical.image.docker-manifest-digest";
  const text = shape.text(value, where);
  try {
    return parseDigest(text);
  } catch (error) {
    if (!(error instanceof InvalidDigest)) throw error;
    throw shape.fail(`${where} is not a digest`);
  }
}

/** cosign writes null where there are no annotations. */
function readOptional(value: unknown): Members {
  return value === undefined || value === null ? {} : shape.openObject(value, "optional", []);
}
