import type { X509Certificate } from "@sigstore/core";
import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { MAX_CHAIN_CERTIFICATES } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";
import { authorityProblem } from "./trusted-root-own-ca.ts";

/**
 * What may stand between a leaf and a root of a CA of one's own: the CA's own certificates and those that a signature brings,
 * each signed by one that stands above it. The library takes everything beside a leaf for trusted, an attacker's root among
 * it, so nothing else may be put there; and it follows every way up, so none may lead in a circle, as it would where
 * authorities certify each other on a change of their keys (RFC 4210 §4.4): a key stands where it is nearest to a root.
 * @throws SignatureRejected "unsuitable-certificate", "malformed-certificate"
 */
export function authoritiesOf(own: readonly X509Certificate[], brought: readonly Buffer[]): readonly X509Certificate[] {
  const added = brought.slice(0, MAX_CHAIN_CERTIFICATES).map((der) => readIntermediate(der).parsed);
  const others = [...own, ...added].filter((one, index, all) => all.findIndex((other) => other.equals(one)) === index);
  const found = own.filter(isRoot);
  const levels = new Map(found.map((root) => [keyOf(root), 0]));
  for (let level = 1, before = 0; before < found.length; level += 1) {
    const above = found.slice();
    before = above.length;
    const below = others.filter(
      (one) => (levels.get(keyOf(one)) ?? level) === level && above.some((issuer) => isIssuedBy(one, issuer)),
    );
    below.forEach((one) => levels.set(keyOf(one), level));
    found.push(...below);
  }
  return found;
}

function isRoot(certificate: X509Certificate): boolean {
  return certificate.issuer.equals(certificate.subject) && certificate.verify();
}

const keyOf = ({ publicKey }: X509Certificate): string => publicKey.toString("base64");

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
