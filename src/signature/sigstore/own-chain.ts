import type { X509Certificate } from "@sigstore/core";
import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { MAX_CHAIN_CERTIFICATES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { authorityProblem } from "./trusted-root-own-ca.ts";

/**
 * The intermediate certificates that a signature brings, each signed by a trusted one or by another that is. The library
 * takes everything beside a leaf for trusted, an attacker's root among it, so nothing else may be put there.
 * @throws SignatureRejected "unsuitable-certificate", "malformed-certificate"
 */
export function intermediatesOf(
  chain: readonly Buffer[],
  trusted: readonly X509Certificate[],
): readonly X509Certificate[] {
  let open = chain.slice(0, MAX_CHAIN_CERTIFICATES).map(readIntermediate);
  const verified: X509Certificate[] = [];
  for (let found = true; found;) {
    const signed = open.filter((one) => [...trusted, ...verified].some((issuer) => isIssuedBy(one.parsed, issuer)));
    open = open.filter((one) => !signed.includes(one));
    verified.push(...signed.map(({ parsed }) => parsed));
    found = signed.length > 0;
  }
  return verified.filter((one) => !trusted.some((other) => other.equals(one)));
}

function readIntermediate(der: Buffer): Certificate {
  const certificate = decode(der);
  const problem = authorityProblem(certificate);
  if (problem !== undefined)
    throw new SignatureRejected("unsuitable-certificate", `a signature was found, but its intermediate ${problem}`);
  return certificate;
}

function decode(der: Buffer): Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (!(error instanceof MalformedCertificate)) throw error;
    throw new SignatureRejected("malformed-certificate", `a signature was found, but its chain ${error.message}`);
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.subject.equals(certificate.issuer) && certificate.verify(issuer);
}
