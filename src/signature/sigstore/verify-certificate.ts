import type { SignedEntity, TrustMaterial } from "@sigstore/verify";
import type { X509Certificate } from "@sigstore/core";
import type { SigningCertificate } from "./certificate-leaf.ts";
import { contentFor } from "./content.ts";
import type { SignedContent } from "./content.ts";
import { checkLogValidity } from "./log-check.ts";
import type { VerificationMaterial } from "./material.ts";
import { authoritiesOf } from "./own-chain.ts";
import { UnlistedCertificate } from "./unlisted-certificate.ts";
import { thresholdsOf } from "./thresholds.ts";
import type { Thresholds } from "./thresholds.ts";
import type { TrustedRoot } from "./trusted-root.ts";
import { verifyEntity } from "./verify-entity.ts";
import { entityWitnesses, readWitnesses } from "./witnesses.ts";

export interface CertificateQuestion {
  readonly content: SignedContent;
  readonly certificate: SigningCertificate;
  readonly material: VerificationMaterial;
  readonly thresholds: Partial<Thresholds> | undefined;
  readonly now: Date;
}

/**
 * Verifies a certificate's signature against one root.
 * @returns when it was made, as the root's logs and authorities vouch for
 * @throws SignatureRejected
 */
export function verifyAgainstRoot(question: CertificateQuestion, root: TrustedRoot): readonly Date[] {
  const { content, certificate, material, now } = question;
  const thresholds = thresholdsOf(root, question.thresholds);
  const signed = { content, by: { label: "CERTIFICATE" as const, der: certificate.der } };
  const witnesses = readWitnesses(material, root, signed, thresholds, now);
  const vouchers = entityWitnesses(witnesses, content);
  const isUndated = witnesses.times.length === 0 && thresholds.times === 0;
  verifyEntity(
    {
      signature: contentFor(content),
      key: { $case: "certificate", certificate: listedCertificate(certificate, root) },
      ...vouchers,
      ...(isUndated ? { timestamps: [datedNow(now)] } : {}),
    },
    trustMaterial(root, material),
    {
      ctlogThreshold: thresholds.certificateLogs,
      // Distinct logs were counted before; the library counts entries, and none of an adapted kind.
      tlogThreshold: thresholds.transparencyLogs === 0 ? 0 : vouchers.tlogEntries.length,
      timestampThreshold: Math.max(thresholds.times, 1),
    },
  );
  checkLogValidity(witnesses.entries, root.material.tlogs, isUndated ? [now] : witnesses.times);
  return witnesses.times;
}

/**
 * A root without certificate logs knows nobody who could have listed the certificate, so what it says about that (SCTs, RFC
 * 6962 §3.3) is passed over; a signer who asks for a listing all the same gets none. Where the root has logs, all that the
 * certificate says has to be true.
 */
function listedCertificate({ parsed }: SigningCertificate, { material }: TrustedRoot): X509Certificate {
  return material.ctlogs.length === 0 ? new UnlistedCertificate(parsed.root) : parsed;
}

/** A CA of one's own brings no intermediate certificates of its own accord; those of a signature are verified first. */
function trustMaterial({ kind, material }: TrustedRoot, { chain }: VerificationMaterial): TrustMaterial {
  if (kind === "sigstore") return material;
  const certificateAuthorities = material.certificateAuthorities.map((authority) => ({
    ...authority,
    certChain: [...authoritiesOf(authority.certChain, chain())],
  }));
  return { ...material, certificateAuthorities };
}

/**
 * Where nobody is asked for the time, the certificate has to be valid now. The library checks no chain without a time, and
 * takes a promised one as it is: so now stands in its place.
 */
function datedNow(now: Date): SignedEntity["timestamps"][number] {
  const nothing = Buffer.alloc(0);
  const tlogEntry = {
    logIndex: "0",
    logId: { keyId: nothing },
    kindVersion: { kind: "", version: "" },
    integratedTime: String(Math.floor(now.getTime() / 1000)),
    inclusionPromise: { signedEntryTimestamp: nothing },
    inclusionProof: undefined,
    canonicalizedBody: nothing,
  };
  return { $case: "transparency-log", tlogEntry };
}
