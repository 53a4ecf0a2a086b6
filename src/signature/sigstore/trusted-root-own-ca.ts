import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { CODE_SIGNING, extendedKeyUsages, extensionProblem, extensionsOf } from "./certificate-extensions.ts";
import { InvalidTrustedRoot } from "./invalid-trusted-root.ts";
import { MAX_CHAIN_CERTIFICATES, MAX_TRUSTED_ROOT_BYTES } from "./limits.ts";
import { readCertificateBlocks } from "./pem-certificate.ts";
import { noPublicKey } from "./trusted-root.ts";
import type { TrustedRoot } from "./trusted-root.ts";

/** A CA's own certificates say how long they are valid. */
const ALWAYS = { start: new Date(0), end: new Date(8_640_000_000_000_000) };

/**
 * A CA of one's own, for certificates that no Fulcio issued: PEM blocks CERTIFICATE, a self-signed root among them, and
 * intermediate certificates where signatures do not bring them.
 * @param times the instance whose transparency logs and timestamp authorities date signatures; without one, a certificate has
 *   to be valid now
 * @throws InvalidTrustedRoot
 */
export function ownCertificateAuthority(pem: string, name: string, times?: TrustedRoot): TrustedRoot {
  const chain = readAuthorities(pem, name);
  return {
    name,
    kind: "own-ca",
    ...(times?.date && { date: times.date }),
    material: {
      certificateAuthorities: [{ certChain: chain.map(({ parsed }) => parsed), validFor: ALWAYS }],
      timestampAuthorities: times?.material.timestampAuthorities ?? [],
      tlogs: times?.material.tlogs ?? [],
      ctlogs: [],
      publicKey: noPublicKey,
    },
  };
}

function readAuthorities(pem: string, name: string): readonly Certificate[] {
  if (pem.length > MAX_TRUSTED_ROOT_BYTES) throw new InvalidTrustedRoot("too-large", name, "is too large");
  const blocks = readCertificateBlocks(pem);
  if (blocks === undefined || blocks.length === 0 || blocks.length > MAX_CHAIN_CERTIFICATES)
    throw new InvalidTrustedRoot(
      "certificate",
      name,
      `holds not 1 to ${MAX_CHAIN_CERTIFICATES} PEM blocks CERTIFICATE`,
    );
  const chain = blocks.map((der, index) => readAuthority(der, `${name} certificate ${index + 1}`));
  if (!chain.some(({ selfIssued }) => selfIssued))
    throw new InvalidTrustedRoot("chain", name, "holds no self-signed root certificate");
  return chain;
}

function readAuthority(der: Buffer, place: string): Certificate {
  try {
    const certificate = parseCertificate(der);
    const problem = authorityProblem(certificate);
    if (problem !== undefined) throw new InvalidTrustedRoot("chain", place, `the certificate ${problem}`);
    return certificate;
  } catch (error) {
    if (error instanceof MalformedCertificate) throw new InvalidTrustedRoot("certificate", place, error.message);
    throw error;
  }
}

/** What keeps a certificate from standing between a leaf and its root, as the end of a sentence. */
export function authorityProblem({ parsed, isCa }: Certificate): string | undefined {
  if (!isCa || !parsed.isCA) return "is no certificate authority";
  const extensions = extensionsOf(parsed);
  const purposes = extendedKeyUsages(extensions) ?? [CODE_SIGNING];
  return (
    extensionProblem(extensions) ?? (purposes.includes(CODE_SIGNING) ? undefined : "is not meant for code signing")
  );
}
