import type { JsonObject } from "../../fixtures/index.ts";
import { accepted, cases, critical, legacy, OTHER, refused, stricter, written, type Row } from "./bent.ts";
import type { Case } from "./case.ts";
import { also } from "./trust.ts";

const without = (object: JsonObject, name: string) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const PAYLOADS: readonly Row[] = [
  refused("another digest", legacy({ signedDigest: OTHER }), "other-digest"),
  refused(
    "bytes changed after they were signed",
    legacy({ tamper: (bytes) => Buffer.from(bytes.toString().replace("cosign container", "cosign  container")) }),
    "not-a-signature",
  ),
  stricter(
    "the digest twice, another one first",
    written('"docker-manifest-digest":', `"docker-manifest-digest":"${OTHER}",$&`),
    "malformed-payload",
    "one-reading",
  ),
  stricter(
    "the digest in other letter case",
    written("docker-manifest-digest", "Docker-Manifest-Digest"),
    "malformed-payload",
    "one-reading",
  ),
  stricter(
    "the digest, and behind it another in other letter case",
    written('"docker-manifest-digest":', `"Docker-Manifest-Digest":"${OTHER}",$&`),
    "malformed-payload",
    "one-reading",
  ),
  stricter(
    "another type",
    legacy({ alterPayload: critical((all) => ({ ...all, type: "atomic container signature" })) }),
    "not-a-signature",
    "type",
  ),
  stricter("no type", legacy({ alterPayload: critical((all) => without(all, "type")) }), "malformed-payload", "type"),
  stricter(
    "an unknown member",
    legacy({ alterPayload: critical((all) => ({ ...all, more: 1 })) }),
    "malformed-payload",
    "unknown-members",
  ),
  refused("bytes behind the payload", written(/$/, "{}"), "malformed-payload"),
  refused("a NUL behind the payload", written(/$/, "\0"), "malformed-payload"),
  refused("a byte order mark", written(/^/, "\uFEFF"), "malformed-payload"),
  stricter(
    "bytes that are no UTF-8",
    legacy({
      alterPayloadBytes: (bytes) => Buffer.from(bytes.toString("latin1").replace("null", '{"a":"\xff"}'), "latin1"),
    }),
    "malformed-payload",
    "one-reading",
  ),
  refused(
    "the digest in upper case",
    legacy(({ image }) => ({ signedDigest: image.digest.toUpperCase() })),
    "malformed-payload",
  ),
  refused(
    "the digest without its algorithm",
    legacy(({ image }) => ({ signedDigest: image.digest.slice(7) })),
    "malformed-payload",
  ),
  stricter(
    "no identity",
    legacy({ alterPayload: critical((all) => without(all, "identity")) }),
    "malformed-payload",
    "type",
  ),
  accepted("another repository's signature on the same digest", legacy({ dockerReference: "ghcr.io/acme/internal" })),
  stricter(
    "the same, where the repository is asked for",
    legacy({ dockerReference: "ghcr.io/acme/internal" }),
    "other-reference",
    "reference",
    (trust) => also(trust, { requireReference: "repository" }),
  ),
  refused("an annotation with another text", legacy({ annotations: { env: "test" } }), "other-annotations", (trust) =>
    also(trust, { annotations: { env: "prod" } }, ["-a", "env=prod"]),
  ),
  refused(
    "an annotation that is a number",
    legacy({ alterPayload: (payload) => ({ ...payload, optional: { env: 1 } }) }),
    "other-annotations",
    (trust) => also(trust, { annotations: { env: "1" } }, ["-a", "env=1"]),
  ),
  refused(
    "an annotation only on the layer",
    legacy({
      alterDescriptor: (layer) => ({ ...layer, annotations: { ...(layer["annotations"] as JsonObject), env: "prod" } }),
    }),
    "other-annotations",
    (trust) => also(trust, { annotations: { env: "prod" } }, ["-a", "env=prod"]),
  ),
  stricter(
    "the signature over several lines",
    legacy({ alterSignature: (text) => text.replace(/^.{20}/, "$&\n") }),
    "malformed-signature",
    "canonical-base64",
  ),
  refused(
    "the signature in URL-safe base64",
    legacy({ alterSignature: (text) => text.replace(/^./, "-") }),
    "malformed-signature",
  ),
  refused(
    "the signature with more padding than it needs",
    legacy({ alterSignature: (text) => `${text}=` }),
    "malformed-signature",
  ),
  refused("an empty signature", legacy({ alterSignature: () => "" }), "malformed-signature"),
  stricter(
    "ECDSA as two numbers instead of DER",
    legacy({ scheme: { dsaEncoding: "ieee-p1363" } }),
    "untrusted-key",
    "der-signatures",
  ),
  stricter("a payload of 70 kB", legacy({ annotations: { long: "x".repeat(70_000) } }), "too-large", "limits"),
  stricter(
    "a layer of another media type",
    legacy({ alterDescriptor: (layer) => ({ ...layer, mediaType: "application/octet-stream" }) }),
    "no-signature",
    "media-types",
  ),
  refused(
    "a layer with another size than it says",
    legacy({ alterDescriptor: (layer) => ({ ...layer, size: 12 }) }),
    "digest-mismatch",
  ),
];

export const BAD_PAYLOADS: readonly Case[] = cases("legacy", PAYLOADS);
