import type { KeyObject } from "node:crypto";
import { RFC3161Timestamp } from "@sigstore/core";
import { SignatureRejected } from "./reasons.ts";
import { authorityName } from "./timestamp.ts";
import type { Timestamp } from "./timestamp.ts";
import type { CertificateAuthority } from "./trusted-root-authority.ts";

/** The stamps that name an authority of the root, by its own certificate as the library does: it stands first there. */
export function ofKnownAuthorities(
  timestamps: readonly Timestamp[],
  authorities: readonly CertificateAuthority[],
): readonly Timestamp[] {
  const known = new Set(
    authorities.flatMap(({ certChain: [leaf] }) => (leaf ? authorityName(leaf.issuer, leaf.serialNumber) : [])),
  );
  return timestamps.filter(({ authority }) => known.has(authority));
}

/**
 * @param timestamps those of known authorities
 * @param found all of them
 * @throws SignatureRejected "no-verified-time", or "untrusted-timestamp" where all are of authorities that nobody knows
 */
export function requireAuthorities(
  timestamps: readonly Timestamp[],
  found: readonly Timestamp[],
  wanted: number,
): void {
  const authorities = new Set(timestamps.map(({ authority }) => authority)).size;
  if (authorities >= wanted) return;
  if (authorities === 0 && found.length > 0) throw unknownAuthority();
  throw new SignatureRejected(
    "no-verified-time",
    `a signature was found, but it has timestamps of ${authorities} authorities, and ${wanted} are asked for`,
  );
}

/**
 * The library counts the times; where there is none, a stamp of somebody unknown is told as the reason.
 * @throws SignatureRejected "untrusted-timestamp"
 */
export function requireTimes(times: readonly Date[], found: readonly Timestamp[], wanted: number): void {
  if (times.length === 0 && wanted > 0 && found.length > 0) throw unknownAuthority();
}

function unknownAuthority(): SignatureRejected {
  return new SignatureRejected(
    "untrusted-timestamp",
    "a signature was found, but its timestamp is of an authority that is not trusted",
  );
}

/** As the library is to verify it. `envelope`: the whole of it as it was stored, where one is known. */
export function stampOver(stamp: RFC3161Timestamp, envelope: Buffer | undefined): RFC3161Timestamp {
  return envelope === undefined ? stamp : new EnvelopeTimestamp(stamp, envelope);
}

/**
 * cosign 2 had the whole envelope of an attestation stamped, cosign 3 the signature in it. Both prove that the signature was
 * there at the time; a signature outside of any envelope has only its own bytes.
 */
class EnvelopeTimestamp extends RFC3161Timestamp {
  readonly #envelope: Buffer;

  constructor({ root }: RFC3161Timestamp, envelope: Buffer) {
    super(root);
    this.#envelope = envelope;
  }

  override verify(signature: Buffer, key: KeyObject): void {
    try {
      super.verify(signature, key);
    } catch {
      super.verify(this.#envelope, key);
    }
  }
}
