import { MalformedCertificate, parseCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import {
  CODE_SIGNING,
  KEY_USAGE,
  bitsIn,
  extendedKeyUsages,
  extensionOf,
  extensionProblem,
  extensionsOf,
} from "./certificate-extensions.ts";
import type { Extension } from "./certificate-extensions.ts";
import { InvalidPublicKey } from "./invalid-public-key.ts";
import { keyTypeOf } from "./key-type.ts";
import { SignatureRejected } from "./reasons.ts";

/** The certificate of whoever signed, before anybody vouches for it. */
export interface SigningCertificate extends Certificate {
  readonly extensions: readonly Extension[];
}

/**
 * Reads a leaf and checks what the library does not: that it may sign code, that it is no CA, and that nothing in it that
 * it calls critical is passed over.
 * @throws SignatureRejected
 */
export function readSigningCertificate(der: Buffer): SigningCertificate {
  const { certificate, extensions } = decode(der);
  const problem =
    extensionProblem(extensions) ??
    (certificate.claimsCa ? "is one of a certificate authority" : undefined) ??
    purposeProblem(extensions) ??
    keyProblem(certificate);
  if (problem !== undefined)
    throw new SignatureRejected("unsuitable-certificate", `a signature was found, but its certificate ${problem}`);
  return { ...certificate, extensions };
}

function decode(der: Buffer): { certificate: Certificate; extensions: readonly Extension[] } {
  try {
    const certificate = parseCertificate(der);
    return { certificate, extensions: extensionsOf(certificate.parsed) };
  } catch (error) {
    const problem = error instanceof MalformedCertificate ? error.message : "has malformed extensions";
    throw new SignatureRejected("malformed-certificate", `a signature was found, but its certificate ${problem}`);
  }
}

/** RFC 5280 §4.2.1.3: bit 0 is digitalSignature, bit 5 keyCertSign. */
const DIGITAL_SIGNATURE = 0;
const KEY_CERT_SIGN = 5;

function purposeProblem(extensions: readonly Extension[]): string | undefined {
  const usages = keyUsages(extensions);
  if (usages[DIGITAL_SIGNATURE] !== 1) return "is not meant for signatures (key usage)";
  if (usages[KEY_CERT_SIGN] === 1) return "may sign certificates (key usage)";
  const purposes = safely(() => extendedKeyUsages(extensions)) ?? [];
  return purposes.includes(CODE_SIGNING) ? undefined : "is not meant for code signing (extended key usage)";
}

function keyUsages(extensions: readonly Extension[]): readonly number[] {
  const extension = extensionOf(extensions, KEY_USAGE);
  return safely(() => extension && bitsIn(extension)) ?? [];
}

/** What cannot be read grants nothing. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function keyProblem({ key }: Certificate): string | undefined {
  try {
    keyTypeOf(key);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidPublicKey) return `holds a key that is not trusted: ${error.message}`;
    throw error;
  }
}
