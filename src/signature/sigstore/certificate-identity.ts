import type { SigningCertificate } from "./certificate-leaf.ts";
import { FULCIO_EXTENSIONS, SUBJECT_ALTERNATIVE_NAME, extensionOf, sequenceIn } from "./certificate-extensions.ts";
import type { Extension } from "./certificate-extensions.ts";
import { asText, isInOtherLetters, readUtf8String, unsuitable, utf8StringIn } from "./certificate-text.ts";
import { olderClaims } from "./older-claims.ts";

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
   * Fulcio extensions .9-.23 by their names in oid-info.md, four of them from .2-.6 where GitHub's certificates are older than
   * those; absent where the certificate has none, or where its text has letters
   * outside of ASCII, as a branch's or an environment's may: no condition holds of what is absent.
   */
  readonly claims: Readonly<Partial<Record<ClaimName, string>>>;
}

const FIRST_CLAIM = 9;
const ISSUER_V1 = `${FULCIO_EXTENSIONS}.1`;
const ISSUER_V2 = `${FULCIO_EXTENSIONS}.8`;
const OTHER_NAME = `${FULCIO_EXTENSIONS}.7`;

/** @throws SignatureRejected "unsuitable-identity" */
export function identityOf({ extensions }: SigningCertificate): CertificateIdentity {
  const claims: Partial<Record<ClaimName, string>> = {};
  CLAIM_NAMES.forEach((name, index) => {
    const claim = extensionOf(extensions, `${FULCIO_EXTENSIONS}.${index + FIRST_CLAIM}`);
    const bytes = claim && utf8StringIn(claim.value, name);
    if (bytes !== undefined && !isInOtherLetters(bytes)) claims[name] = asText(bytes, name);
  });
  const issuer = readIssuer(extensions);
  return { issuer, subject: readSubject(extensions), claims: { ...claims, ...olderClaims(extensions, issuer) } };
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
  const extension = extensionOf(extensions, SUBJECT_ALTERNATIVE_NAME);
  const names = extension === undefined ? [] : sequenceIn(extension);
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
