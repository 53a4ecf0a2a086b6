import { createHash, type KeyObject } from "node:crypto";
import { withoutCommands } from "../../reference/index.ts";
import { identityOf } from "./certificate-identity.ts";
import type { CertificateIdentity } from "./certificate-identity.ts";
import { readSigningCertificate } from "./certificate-leaf.ts";
import type { SignedContent } from "./content.ts";
import { isSignatureBy } from "./key-signature.ts";
import type { VerificationMaterial } from "./material.ts";
import { SignatureRejected, UntrustedIdentity, mostTelling } from "./reasons.ts";
import { lackOf } from "./signed-claims.ts";
import type { KeylessSigner, SignatureFormat, VerifiedSigner } from "./signer.ts";
import type { TrustedRoot } from "./trusted-root.ts";
import { verifyAgainstRoot } from "./verify-certificate.ts";
import type { CertificateQuestion } from "./verify-certificate.ts";

/** How many of the signers that differ a message names. */
const NAMED_SIGNERS = 3;

/**
 * Finds the first signer whose identity stands in the certificate, verified against one of that signer's roots.
 * @throws SignatureRejected
 */
export function findKeylessSigner(
  content: SignedContent,
  leaf: Buffer,
  material: VerificationMaterial,
  signers: readonly KeylessSigner[],
  { now, format }: { readonly now: Date; readonly format: SignatureFormat },
): VerifiedSigner {
  const certificate = readSigningCertificate(leaf);
  const identity = identityOf(certificate);
  if (!isSignatureBy(certificate.key, content.bytes, content.signature))
    throw new SignatureRejected(
      "other-signature",
      "a signature was found, but its certificate's key did not make it over these bytes",
    );
  const judge = oncePerRoot({ content, certificate, material, now });
  const failures: SignatureRejected[] = [];
  const differences: string[] = [];
  const lacks: SignatureRejected[] = [];
  for (const signer of signers) {
    const times = attempt(signer, judge, failures);
    if (times === undefined) continue;
    const difference = signer.mismatch(identity);
    if (difference !== undefined) {
      differences.push(difference);
      continue;
    }
    const lack = lackOf(signer.requires, content.claims, nameOf(identity));
    if (lack === undefined) return verifiedSigner(signer.name, { identity, key: certificate.key }, times, format);
    lacks.push(lack);
  }
  if (lacks[0] !== undefined) throw lacks[0];
  throw differences.length > 0 ? untrusted(identity, differences) : mostTelling(failures, NO_ROOT);
}

const NO_ROOT = new SignatureRejected(
  "no-trusted-root",
  "a signature by a certificate was found, but no trusted root was given to verify it with",
);

type Judge = (root: TrustedRoot, thresholds: CertificateQuestion["thresholds"]) => readonly Date[] | SignatureRejected;

/**
 * Whether a root vouches for the signature depends on no signer but by its thresholds, and costs milliseconds: whoever may add
 * signatures to an image must not make them cost that for every signer of the rule.
 */
function oncePerRoot(question: Omit<CertificateQuestion, "thresholds">): Judge {
  const judged = new Map<TrustedRoot, Map<string, readonly Date[] | SignatureRejected>>();
  return (root, thresholds) => {
    const known = judged.get(root) ?? new Map<string, readonly Date[] | SignatureRejected>();
    const asked = JSON.stringify(thresholds ?? {});
    const answer = known.get(asked) ?? judgeRoot({ ...question, thresholds }, root);
    judged.set(root, known.set(asked, answer));
    return answer;
  };
}

function judgeRoot(question: CertificateQuestion, root: TrustedRoot): readonly Date[] | SignatureRejected {
  try {
    const times = verifyAgainstRoot(question, root);
    const { issuer } = identityOf(question.certificate);
    if (issuer !== "" || root.kind === "own-ca") return times;
    const message = "a signature was found, but its certificate names no issuer";
    return new SignatureRejected("unsuitable-identity", message);
  } catch (error) {
    if (error instanceof SignatureRejected) return error;
    throw error;
  }
}

/** Every root on its own (never merged); the verified times of the first that vouches for the signature. */
function attempt(
  { roots, thresholds }: KeylessSigner,
  judge: Judge,
  failures: SignatureRejected[],
): readonly Date[] | undefined {
  for (const root of roots) {
    const answer = judge(root, thresholds);
    if (!(answer instanceof SignatureRejected)) return answer;
    failures.push(answer);
  }
  return undefined;
}

function verifiedSigner(
  signer: string,
  { identity: certificate, key }: { readonly identity: CertificateIdentity; readonly key: KeyObject },
  times: readonly Date[],
  format: SignatureFormat,
): VerifiedSigner {
  const identity = nameOf(certificate);
  return { signer, system: "cosign", identity, format, certificate, key: fingerprintOf(key), times };
}

function fingerprintOf(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64");
}

/** All of it is printable ASCII, or `identityOf` had refused it; but whoever signs chooses much of it. */
function nameOf({ subject, issuer }: CertificateIdentity): string {
  return withoutCommands(issuer === "" ? subject.value : `${subject.value} (issuer ${issuer})`);
}

function untrusted(identity: CertificateIdentity, differences: readonly string[]): UntrustedIdentity {
  const named = [...new Set(differences)];
  const more = named.length > NAMED_SIGNERS ? `; and ${named.length - NAMED_SIGNERS} more signers differ` : "";
  return new UntrustedIdentity(
    `signed by ${nameOf(identity)}, but ${named.slice(0, NAMED_SIGNERS).join("; ")}${more}`,
    identity,
  );
}
