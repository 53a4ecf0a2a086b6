import type { TrustMaterial } from "@sigstore/verify";
import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import {
  CODE_SIGNING,
  TIME_STAMPING,
  extendedKeyUsages,
  extensionProblem,
  extensionsOf,
} from "./certificate-extensions.ts";
import { InvalidTrustedRoot } from "./invalid-trusted-root.ts";
import { readValidity } from "./trusted-root-validity.ts";
import type { AuthorityDocument } from "./trusted-root-schema.ts";

export type CertificateAuthority = TrustMaterial["certificateAuthorities"][number];

/** A CA of code-signing certificates: every certificate of its chain is a CA. */
export function readCertificateAuthority(document: AuthorityDocument, place: string): CertificateAuthority {
  return { certChain: readChain(document, place, CODE_SIGNING, 0), validFor: readValidity(document, place) };
}

/** A timestamp authority: its signing certificate comes first, because stamps are matched to it and to no embedded one. */
export function readTimestampAuthority(document: AuthorityDocument, place: string): CertificateAuthority {
  return { certChain: readChain(document, place, TIME_STAMPING, 1), validFor: readValidity(document, place) };
}

function readChain(
  { certChain }: AuthorityDocument,
  place: string,
  purpose: string,
  leaves: number,
): CertificateAuthority["certChain"] {
  const where = (index: number) => `${place}.certChain.certificates[${index}]`;
  const chain = certChain.certificates.map(({ rawBytes }, index) => readCertificate(rawBytes, where(index)));
  chain.forEach((certificate, index) => {
    checkUse(certificate, where(index), purpose, index < leaves);
  });
  if (!chain.some(({ selfIssued, isCa }) => selfIssued && isCa))
    throw new InvalidTrustedRoot("chain", `${place}.certChain`, "no certificate of the chain is a self-signed root");
  return chain.map(({ parsed }) => parsed);
}

function readCertificate(bytes: Buffer, place: string): Certificate {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (error instanceof MalformedCertificate)
      throw new InvalidTrustedRoot("certificate", place, `the certificate ${error.message}`);
    throw error;
  }
}

/** The library looks at neither purposes nor unknown extensions; a chain that needs them honoured is not trusted. */
function checkUse({ parsed, isCa }: Certificate, place: string, purpose: string, isLeaf: boolean): void {
  const { extensions, purposes } = readUses(parsed, place);
  const restricted = isLeaf ? (purposes ?? []) : (purposes ?? [purpose]);
  const problem =
    extensionProblem(extensions) ??
    (isCa === isLeaf ? `is ${isCa ? "a" : "no"} certificate authority` : undefined) ??
    (restricted.includes(purpose) ? undefined : `is not meant for ${PURPOSES[purpose] ?? purpose}`);
  if (problem !== undefined) throw new InvalidTrustedRoot("chain", place, `the certificate ${problem}`);
}

/** The library decodes what stands in an extension when it is asked for, and trips over it then. */
function readUses(parsed: Certificate["parsed"], place: string) {
  try {
    const extensions = extensionsOf(parsed);
    return { extensions, purposes: extendedKeyUsages(extensions) };
  } catch {
    throw new InvalidTrustedRoot("certificate", place, "the certificate has an extension that could not be decoded");
  }
}

const PURPOSES: Readonly<Record<string, string>> = {
  [CODE_SIGNING]: "code signing",
  [TIME_STAMPING]: "time stamping",
};
