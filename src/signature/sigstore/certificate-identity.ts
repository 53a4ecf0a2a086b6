import { isAscii, isUtf8 } from "node:buffer";
import type { SigningCertificate } from "./certificate-leaf.ts";
import { SUBJECT_ALTERNATIVE_NAME, extensionOf } from "./certificate-extensions.ts";
import type { Extension } from "./certificate-extensions.ts";
import { MAX_IDENTITY_CHARACTERS } from "./limits.ts";
import { SignatureRejected } from "./reasons.ts";

/** Fulcio's extensions .9 to .23 (oid-info.md), in their order from 1.3.6.1.4.1.57264.1.9 on. */
export const CLAIM_NAMES = [
  "buildSignerUri",
  "buildSignerDigest",
  "runnerEnvironment",
  "sourceRepositoryUri",
  "sourceRepositoryDigest",
  "sourceRepositoryRef",
  "sourceRepositoryIdentifier",
  "sourceRepositoryOwnerUri",
  "sourceRepositoryOwnerIdentifier",
  "buildConfigUri",
  "buildConfigDigest",
  "buildTrigger",
  "runInvocationUri",
  "sourceRepositoryVisibility",
  "deploymentEnvironment",
] as const;

export type ClaimName = (typeof CLAIM_NAMES)[number];

/** What a verified certificate says about who signed (Fulcio, oid-info.md); every text is printable ASCII. */
export interface CertificateIdentity {
  /** Who vouched for the subject; "" only where a CA of one's own writes no issuer extension. */
  readonly issuer: string;
  readonly subject: { readonly kind: "uri" | "email" | "other-name"; readonly value: string };
  /**
   * Fulcio extensions .9-.23 by their names in oid-info.md; absent where the certificate has none, or where its text has letters
   * outside of ASCII, as a branch's or an environment's may: no condition holds of what is absent.
   */
  readonly claims: Readonly<Partial<Record<ClaimName, string>>>;
}

const FULCIO = "1.3.6.1.4.1.57264.1";
const FIRST_CLAIM = 9;
const ISSUER_V1 = `${FULCIO}.1`;
const ISSUER_V2 = `${FULCIO}.8`;
const OTHER_NAME = `${FULCIO}.7`;

/** @throws SignatureRejected "unsuitable-identity" */
export function identityOf({ extensions }: SigningCertificate): CertificateIdentity {
  const claims: Partial<Record<ClaimName, string>> = {};
  CLAIM_NAMES.forEach((name, index) => {
    const claim = extensionOf(extensions, `${FULCIO}.${index + FIRST_CLAIM}`);
    const bytes = claim && utf8StringIn(claim.value, name);
    if (bytes !== undefined && !isInOtherLetters(bytes)) claims[name] = asText(bytes, name);
  });
  return { issuer: readIssuer(extensions), subject: readSubject(extensions), claims };
}

/** The first form is the raw text, the second DER; whoever reads only one of them must not read something else. */
function readIssuer(extensions: readonly Extension[]): string {
  const raw = extensionOf(extensions, ISSUER_V1);
  const encoded = extensionOf(extensions, ISSUER_V2);
  const first = raw && asText(raw.value, "issuer");
  const second = encoded && readUtf8String(encoded.value, "issuer");
  if (first !== undefined && second !== undefined && first !== second)
    throw unsuitable("it names two different issuers");
  return second ?? first ?? "";
}

type SubjectKind = CertificateIdentity["subject"]["kind"];

/** GeneralName (RFC 5280 §4.2.1.6): the tags of rfc822Name and uniformResourceIdentifier; otherName is 0. */
const SUBJECT_KINDS: Readonly<Record<number, SubjectKind>> = { 0: "other-name", 1: "email", 6: "uri" };

/** Several names would let the certificate's owner choose by which of them it is trusted. */
function readSubject(extensions: readonly Extension[]): CertificateIdentity["subject"] {
  const names = extensionOf(extensions, SUBJECT_ALTERNATIVE_NAME)?.inner?.subs ?? [];
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw unsuitable(`it names ${names.length} subjects (subject alternative names), not exactly one`);
  const kind = name.tag.isContextSpecific() ? SUBJECT_KINDS[name.tag.number] : undefined;
  if (kind === undefined) throw unsuitable("its subject is no URI, no e-mail address and no name of Fulcio's");
  const value = kind === "other-name" ? readOtherName(name.subs) : asText(name.value, "subject");
  if (value.includes(" ")) throw unsuitable("its subject holds a blank");
  return { kind, value };
}

/** SEQUENCE { type-id, [0] EXPLICIT value }: Fulcio writes user names so, as a UTF8String. */
function readOtherName(parts: readonly Asn1[]): string {
  const [type, wrapped] = parts;
  const inner = wrapped?.subs[0];
  const isFulcios = parts.length === 2 && wrapped?.tag.isContextSpecific(0) === true && wrapped.subs.length === 1;
  if (!isFulcios || inner === undefined || oidOf(type) !== OTHER_NAME)
    throw unsuitable("its subject is no name of Fulcio's");
  return readUtf8String(inner.toDER(), "subject");
}

type Asn1 = NonNullable<Extension["inner"]>;

function oidOf(value: Asn1 | undefined): string | undefined {
  try {
    return value?.toOID();
  } catch {
    return undefined;
  }
}

const UTF8_STRING = 0x0c;

function readUtf8String(der: Buffer, what: string): string {
  return asText(utf8StringIn(der, what), what);
}

/** DER of a UTF8String and nothing else, so that raw text is never taken for it, nor its header for text. */
function utf8StringIn(der: Buffer, what: string): Buffer {
  const [tag, short = 0] = der;
  const lengthBytes = short < 0x80 ? 1 : short === 0x81 ? 2 : short === 0x82 ? 3 : 0;
  const isCut = lengthBytes === 0 || der.length <= lengthBytes;
  const length = isCut ? -1 : lengthBytes === 1 ? short : der.readUIntBE(2, lengthBytes - 1);
  const minimal = lengthBytes === 1 || length >= (lengthBytes === 2 ? 0x80 : 0x100);
  if (tag !== UTF8_STRING || !minimal || der.length !== 1 + lengthBytes + length)
    throw unsuitable(`its ${what} is not a UTF8String in DER`);
  return der.subarray(1 + lengthBytes);
}

/** Words of another language, and nothing that does not show. */
function isInOtherLetters(bytes: Buffer): boolean {
  const isShort = bytes.length <= MAX_IDENTITY_CHARACTERS;
  return isShort && !isAscii(bytes) && isUtf8(bytes) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(bytes.toString("utf8"));
}

/** Compared and printed as it stands, so it holds no control, no blank at its ends and nothing that looks like another letter. */
function asText(bytes: Buffer, what: string): string {
  if (bytes.length === 0) throw unsuitable(`its ${what} is empty`);
  if (bytes.length > MAX_IDENTITY_CHARACTERS)
    throw unsuitable(`its ${what} has more than ${MAX_IDENTITY_CHARACTERS} characters`);
  if (!bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) throw unsuitable(`its ${what} is not printable ASCII`);
  const text = bytes.toString("latin1");
  if (text.trim() !== text) throw unsuitable(`its ${what} has blanks around it`);
  return text;
}

function unsuitable(message: string): SignatureRejected {
  return new SignatureRejected(
    "unsuitable-identity",
    `a signature was found, but its certificate cannot be matched: ${message}`,
  );
}
