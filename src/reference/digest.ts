import { createHash } from "node:crypto";
import { InvalidImageReference } from "./errors.ts";
import { printable } from "./printable.ts";

declare const brand: unique symbol;
export type DigestAlgorithm = "sha256" | "sha512";

/** `<algorithm>:<hex>` in lower case (image-spec, descriptor.md). Only `parseDigest` and `digestOf` make one. */
export type Digest = string & { readonly [brand]: "Digest" };

const HEX_LENGTH: Readonly<Record<DigestAlgorithm, number>> = { sha256: 64, sha512: 128 };

/** Parses a digest. Upper-case hex is refused although some parsers take it: image-spec does not, and runtimes disagree. */
export function parseDigest(text: string): Digest {
  const colon = text.indexOf(":");
  const [algorithm, hex] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (colon < 1) throw invalid("invalid-digest", text, "is no digest; write sha256: and 64 hex digits");
  if (algorithm !== "sha256" && algorithm !== "sha512") {
    throw invalid(
      "unsupported-algorithm",
      text,
      "is a digest of an algorithm that cannot be verified; use sha256 or sha512",
    );
  }
  if (/^[0-9a-fA-F]+$/.test(hex) && /[A-F]/.test(hex)) {
    throw invalid("upper-case-digest", text, "is written in upper case; digests are lower case");
  }
  if (!/^[0-9a-f]+$/.test(hex))
    throw invalid("invalid-digest", text, "is no digest; after the colon stand hex digits only");
  if (hex.length !== HEX_LENGTH[algorithm]) {
    const lengths = `${hex.length} hex digits where ${algorithm} has ${HEX_LENGTH[algorithm]}`;
    throw invalid("digest-length", text, `has ${lengths}; was it cut off?`);
  }
  return text as Digest;
}

/** The digest of these bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = "sha256"): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}` as Digest;
}

export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(":") + 1);
}

function invalid(
  reason: "invalid-digest" | "upper-case-digest" | "digest-length" | "unsupported-algorithm",
  text: string,
  why: string,
) {
  return new InvalidImageReference(reason, `"${printable(text)}" ${why}.`);
}
