import type { X509Certificate } from "@sigstore/core";

type Asn1 = X509Certificate["root"];

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The octets of extnValue, as they were signed. */
  readonly value: Buffer;
  /** The same, where it is DER. */
  readonly inner: Asn1 | undefined;
}

/** RFC 5280 §4.1: SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }. */
export function extensionsOf(certificate: X509Certificate): readonly Extension[] {
  return certificate.extensions.map((extension) => {
    const [oid, ...rest] = extension.subs;
    const value = exactly(rest.at(-1), TAGS.octetString);
    if (oid === undefined || value === undefined || rest.length > 2) throw new Error("an extension is malformed");
    const critical = rest.length === 2 && rest[0]?.toBoolean() === true;
    const [inner, ...others] = value.subs;
    return { oid: oid.toOID(), critical, value: value.value, inner: others.length === 0 ? inner : undefined };
  });
}

/** The extension of that kind; RFC 5280 §4.2 allows one of each, and `checkExtensions` holds certificates to it. */
export function extensionOf(extensions: readonly Extension[], oid: string): Extension | undefined {
  return extensions.find((extension) => extension.oid === oid);
}

export const KEY_USAGE = "2.5.29.15";
export const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
export const BASIC_CONSTRAINTS = "2.5.29.19";
export const EXTENDED_KEY_USAGE = "2.5.29.37";

/** Critical extensions whose meaning is honoured here or by the library; any other would be ignored in silence. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  KEY_USAGE,
  SUBJECT_ALTERNATIVE_NAME,
  BASIC_CONSTRAINTS,
  EXTENDED_KEY_USAGE,
]);

/** What stands against the extensions of any certificate of a chain, as the end of a sentence; `undefined` where nothing does. */
export function extensionProblem(extensions: readonly Extension[]): string | undefined {
  const unknown = extensions.find(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
  if (unknown !== undefined) return `has the critical extension ${unknown.oid}, which is not understood`;
  const repeated = extensions.find(({ oid }, index) => extensions.findIndex((other) => other.oid === oid) !== index);
  return repeated === undefined ? undefined : `has the extension ${repeated.oid} twice`;
}

/** The purposes of RFC 5280 §4.2.1.12; `undefined` where the certificate does not restrict them. */
export function extendedKeyUsages(extensions: readonly Extension[]): readonly string[] | undefined {
  const extension = extensionOf(extensions, EXTENDED_KEY_USAGE);
  return extension && sequenceIn(extension).map((purpose) => purpose.toOID());
}

/** The bits of a BIT STRING. */
export function bitsIn({ inner }: Extension): readonly number[] {
  return exactly(inner, TAGS.bitString)?.toBitString() ?? [];
}

/** The members of a SEQUENCE. */
export function sequenceIn({ inner }: Extension): readonly Asn1[] {
  return exactly(inner, TAGS.sequence)?.subs ?? [];
}

const TAGS = { bitString: 0x03, octetString: 0x04, sequence: 0x30 } as const;

/** The library does not look at all of a tag: it takes a constructed OCTET STRING, and OpenSSL refuses it. */
function exactly(value: Asn1 | undefined, tag: number): Asn1 | undefined {
  return value?.tag.toDER() === tag ? value : undefined;
}

export const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
export const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

/** Fulcio's own extensions are numbered below it (oid-info.md). */
export const FULCIO_EXTENSIONS = "1.3.6.1.4.1.57264.1";
