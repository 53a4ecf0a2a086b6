import { accepted, bundle, cases, refused, stricter, type Row } from "./bent.ts";
import { verdicts, type Case } from "./case.ts";

const URL_SAFE = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");

const ENVELOPES: readonly Row[] = [
  refused(
    "a version that nobody knows",
    bundle({ alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle.v9.9+json" }) }),
    "unsupported-media-type",
  ),
  refused(
    "version 0.33",
    bundle({ alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.33" }) }),
    "unsupported-media-type",
  ),
  accepted(
    "version 0.3 in its older spelling",
    bundle({ alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.3" }) }),
  ),
  {
    what: "version 0.2",
    make: bundle({
      alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.2" }),
    }),
    point: "older-bundles",
    verdicts: verdicts("refuses", "refuses", "accepted"),
  },
  refused(
    "garbage behind the media type",
    bundle({ alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle.v0.3+jsonXYZ" }) }),
    "unsupported-media-type",
  ),
  refused(
    "a parameter behind the media type",
    bundle({
      alterBundle: (all) => ({ ...all, mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json;charset=utf-8" }),
    }),
    "unsupported-media-type",
  ),
  refused("an unknown member", bundle({ alterBundle: (all) => ({ ...all, more: 1 }) }), "malformed-bundle"),
  stricter(
    "a member in the spelling of protocol buffers",
    bundle({ alterBundle: ({ mediaType, ...all }) => ({ media_type: mediaType, ...all }) }),
    "malformed-bundle",
    "one-reading",
  ),
  refused(
    "both contents",
    bundle({
      alterBundle: (all) => ({
        ...all,
        messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: "AAAA" }, signature: "AAAA" },
      }),
    }),
    "malformed-bundle",
  ),
  refused(
    "two signatures, the right one first",
    bundle({
      alterEnvelope: (all) => ({ ...all, signatures: [...(all["signatures"] as unknown[]), { sig: "AAAA" }] }),
    }),
    "malformed-bundle",
  ),
  refused("no signature", bundle({ alterEnvelope: (all) => ({ ...all, signatures: [] }) }), "malformed-bundle"),
  stricter(
    "the payload in URL-safe base64",
    bundle({
      alterStatement: (all) => ({ ...all, predicate: { text: "??>>~~" } }),
      alterEnvelope: (all) => ({ ...all, payload: URL_SAFE(String(all["payload"])) }),
    }),
    "malformed-bundle",
    "canonical-base64",
  ),
  stricter(
    "the payload without padding",
    bundle({
      alterStatement: (all) => ({ ...all, predicate: { text: "x" } }),
      alterEnvelope: (all) => ({ ...all, payload: String(all["payload"]).replaceAll("=", "") }),
    }),
    "malformed-bundle",
    "canonical-base64",
  ),
  accepted(
    "another key's hint",
    bundle({ alterBundle: (all) => ({ ...all, verificationMaterial: { publicKey: { hint: "AAAA" } } }) }),
  ),
  stricter("a bundle of more than 1 MiB", bundle({ predicate: { long: "x".repeat(900_000) } }), "too-large", "limits"),
];

export const BAD_ENVELOPES: readonly Case[] = cases("bundle", ENVELOPES);
