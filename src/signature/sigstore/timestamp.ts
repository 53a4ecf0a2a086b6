import { RFC3161Timestamp } from "@sigstore/core";
import { MAX_TIMESTAMPS, MAX_TIMESTAMP_BYTES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { shapeReader } from "./shape.ts";

/** What a timestamp authority says about a signature, read strictly and not yet verified. */
export interface Timestamp {
  readonly stamp: RFC3161Timestamp;
  readonly time: Date;
  /** The authority's certificate, as the stamp names it: issuer and serial number. */
  readonly authority: string;
}

const shape = shapeReader("malformed-timestamp", "a timestamp", "a timestamp authority");

/** The member `timestampVerificationData` of a bundle. */
export function readTimestamps(value: unknown): readonly Timestamp[] {
  if (value === undefined) return [];
  const { rfc3161Timestamps = [] } = shape.closedObject(value, "timestampVerificationData", ["rfc3161Timestamps"]);
  const stamps = shape.list(rfc3161Timestamps, "rfc3161Timestamps");
  if (stamps.length > MAX_TIMESTAMPS)
    throw new SignatureRejected("too-large", `the bundle that was found has more than ${MAX_TIMESTAMPS} timestamps`);
  return stamps.map((stamp, index) => {
    const where = `rfc3161Timestamps[${index}]`;
    const { signedTimestamp } = shape.closedObject(stamp, where, ["signedTimestamp"]);
    return readTimestamp(shape.bytes(signedTimestamp, `${where}.signedTimestamp`));
  });
}

/** A TimeStampResp (RFC 3161 §2.4.2), all of it read, because the library reads later and trips over what is missing. */
export function readTimestamp(der: Buffer): Timestamp {
  if (der.length > MAX_TIMESTAMP_BYTES)
    throw new SignatureRejected("too-large", `a timestamp that was found has more than ${MAX_TIMESTAMP_BYTES} bytes`);
  const read = decode(der);
  if (read === undefined) throw shape.fail("it is not a TimeStampResp in DER");
  if (!read.granted) throw shape.fail("its authority did not grant it");
  return read;
}

/** PKIStatus granted and grantedWithMods. */
const GRANTED: readonly bigint[] = [0n, 1n];

function decode(der: Buffer): (Timestamp & { granted: boolean }) | undefined {
  try {
    const stamp = RFC3161Timestamp.parse(Buffer.from(der));
    const time = stamp.signingTime;
    if (!stamp.root.toDER().equals(der) || Number.isNaN(time.getTime())) return undefined;
    const authority = authorityName(stamp.signerIssuer, stamp.signerSerialNumber);
    return { stamp, time, authority, granted: GRANTED.includes(stamp.status) };
  } catch {
    return undefined;
  }
}

/** A certificate's issuer and serial number, in one text to compare. */
export function authorityName(issuer: Buffer, serialNumber: Buffer): string {
  return `${issuer.toString("hex")} ${serialNumber.toString("hex")}`;
}
