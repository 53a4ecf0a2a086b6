import { createHash } from "node:crypto";
import { InvalidDigest } from "./errors.ts";
import type { DigestReason, Refuse } from "./errors.ts";
import { quote, quotePart } from "./printable.ts";

/** `sha256:<64 hex digits>` or `sha512:<128 hex digits>`, lower-case: the OCI image specification's registered forms. */
export type Digest = string & { readonly __brand: "Digest" };

export type DigestAlgorithm = "sha256" | "sha512";

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map<DigestAlgorithm, number>([
  ["sha256", 64],
  ["sha512", 128],
]);

const DIGEST = new RegExp(
  `^(?:${Array.from(HEX_LENGTHS, ([name, length]) => `${name}:[0-9a-f]{${length}}`).join("|")})$`,
);

const ALGORITHM = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*$/;

/**
 * Reads a digest (OCI image specification, "Digests").
 *
 * @throws InvalidDigest where the text is anything else: upper-case digits and other algorithms included, because a
 * digest that two runtimes read differently, or that cannot be recomputed here, pins nothing.
 */
export function parseDigest(text: string): Digest {
  return readDigest(text, (reason, problem) => {
    throw new InvalidDigest(reason, `${quote(text)} is not a digest: ${problem}`);
  });
}

/** Whether `parseDigest` reads the text, told without the work of saying why not. */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

export function readDigest(text: string, refuse: Refuse<DigestReason>): Digest {
  if (text === "") refuse("digest-empty", "the digest is empty; write sha256: and 64 hex digits");
  const colon = text.indexOf(":");
  if (colon === -1) refuse("digest-syntax", `the digest ${quotePart(text)} has no algorithm; write sha256: before it`);
  const length = readAlgorithm(text.slice(0, colon), refuse);
  checkHex(text.slice(colon + 1), length, refuse);
  return text as Digest;
}

function readAlgorithm(algorithm: string, refuse: Refuse<DigestReason>): number {
  const length = HEX_LENGTHS.get(algorithm);
  if (length !== undefined) return length;
  if (HEX_LENGTHS.has(algorithm.toLowerCase())) {
    refuse("digest-uppercase", `the digest's algorithm ${quotePart(algorithm)} must be written in lower case`);
  }
  if (!ALGORITHM.test(algorithm)) {
    refuse("digest-syntax", `the digest's algorithm ${quotePart(algorithm)} is malformed; write sha256`);
  }
  refuse(
    "unsupported-algorithm",
    `the digest's algorithm ${quotePart(algorithm)} cannot be verified here; pin by sha256 or sha512`,
  );
}

function checkHex(encoded: string, length: number, refuse: Refuse<DigestReason>): void {
  const stray = /[^0-9A-Fa-f]/u.exec(encoded);
  if (stray !== null) {
    refuse(
      "digest-syntax",
      `the digest's character ${stray.index + 1} after the colon, ${quotePart(stray[0])}, is no hex digit (0-9, a-f)`,
    );
  }
  if (/[A-F]/.test(encoded)) {
    refuse("digest-uppercase", "the digest's hex digits must be written in lower case, as the registry hashes them");
  }
  if (encoded.length !== length) {
    refuse("digest-length", `the digest has ${encoded.length} hex digits instead of ${length}; copy it in full`);
  }
}

/** The digest of these bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = "sha256"): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}` as Digest;
}

export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith("sha512:") ? "sha512" : "sha256";
}

/** The hex digits of a digest, without its algorithm. */
export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(":") + 1);
}
