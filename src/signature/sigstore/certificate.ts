import { X509Certificate as OpenSslCertificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { X509Certificate } from "@sigstore/core";
import { MAX_CERTIFICATE_BYTES } from "./limits.ts";

/** A certificate that two parsers read alike: the library's, which judges its chain, and OpenSSL. */
export interface Certificate {
  readonly der: Buffer;
  readonly parsed: X509Certificate;
  readonly key: KeyObject;
  /** May issue certificates. */
  readonly isCa: boolean;
  /** Says that it is a CA, be its key usage what it may. */
  readonly claimsCa: boolean;
  readonly selfIssued: boolean;
}

/** @throws MalformedCertificate */
export function parseCertificate(der: Buffer): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES)
    throw new MalformedCertificate(`has more than ${MAX_CERTIFICATE_BYTES} bytes`);
  try {
    return readAlike(der);
  } catch (error) {
    if (error instanceof MalformedCertificate) throw error;
    throw new MalformedCertificate("could not be decoded");
  }
}

/**
 * The library verifies signatures over what it encodes again from what it has read, so both must be the bytes that were
 * given; and the two readers must see the same key.
 */
function readAlike(der: Buffer): Certificate {
  const parsed = X509Certificate.parse(Buffer.from(der));
  const openSsl = new OpenSslCertificate(der);
  if (!parsed.root.toDER().equals(der) || !openSsl.raw.equals(der))
    throw new MalformedCertificate("is not encoded in DER");
  if (parsed.version !== "v3") throw new MalformedCertificate("is not of X.509 version 3");
  const key = openSsl.publicKey;
  if (!key.export({ type: "spki", format: "der" }).equals(parsed.publicKey))
    throw new MalformedCertificate("holds a key in an unusual encoding");
  encodeOnce(parsed.root, der);
  encodeOnce(parsed.tbsCertificate);
  const claimsCa = openSsl.ca || parsed.extBasicConstraints?.isCA === true;
  return { der, parsed, key, isCa: openSsl.ca, claimsCa, selfIssued: parsed.issuer.equals(parsed.subject) };
}

/**
 * The library encodes a certificate again for every comparison and every signature, which is half of its time. Nobody
 * changes what was read: where it takes a part out, it works on a copy that it has parsed anew.
 */
function encodeOnce(part: X509Certificate["root"], der: Buffer = part.toDER()): void {
  part.toDER = () => der;
}

/** What is wrong with a certificate's encoding, as the end of a sentence about it. */
export class MalformedCertificate extends Error {
  override readonly name = "MalformedCertificate";
}
