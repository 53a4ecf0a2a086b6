import type { BoundSigner, PolicyDocument } from "../policy/index.ts";
import type { Digest } from "../reference/index.ts";
import type { Attestation, Candidate } from "../registry/index.ts";
import {
  claimedPredicateType,
  type AttestationCandidate,
  type AttestationResult,
  type CosignSigner,
  type SignatureResult,
} from "../signature/index.ts";
import type { Verifier } from "./verifier.ts";
import { whoSigned, type Signed } from "./who-signed.ts";

/** Under which of cosign's tags, or as what, a registry told of a candidate; `stored`: beside the lock file, where no registry is asked. */
export type Via = "referrer" | "sig-tag" | "att-tag" | "stored";

/** A candidate and where it was found. */
export interface Source {
  readonly via: Via;
  readonly item: Candidate | Attestation;
}

/** One candidate, looked at. */
export interface Examined extends Signed {
  readonly via: Via;
  /** `legacy`: a simple-signing payload; `bundle`: a sigstore bundle; `attestation`: a DSSE envelope by itself. */
  readonly format: Source["item"]["kind"];
  /** The manifest that holds it, and the layer in it. */
  readonly manifest: Digest;
  readonly layer: Digest;
  /** By the candidate's own word, unverified unless its maker is known. */
  readonly kind: "signature" | "attestation" | "other";
  /** Of an attestation, as the registry sent it: not safe to print. */
  readonly predicateType?: string;
  /** What a trusted attestation does not say although the rule asks for it, in printable words that follow "it". */
  readonly lacks?: readonly string[];
}

type Verified = Extract<AttestationResult, { verified: true }>;

export interface Question {
  readonly subject: Digest;
  /** Whom the rule trusts, for a signature or for an attestation of this type. */
  readonly asked: (predicateType?: string) => readonly BoundSigner[];
  /** What the rule misses in an attestation that somebody trusted made. */
  readonly lacksOf: (attestation: Verified) => readonly string[];
  readonly document: Pick<PolicyDocument, "signers">;
  /** The subject's own bytes, which some bundles sign. @throws RegistryError */
  readonly manifest: () => Promise<Uint8Array>;
}

/** The type of statement that says "this is signed", and nothing else. */
const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

/** @throws RegistryError where a bundle signs the image's manifest, and that cannot be read */
export async function examineCandidate(
  { via, item }: Source,
  verifier: Verifier,
  question: Question,
): Promise<Examined> {
  const { kind: format, manifest, layer } = item;
  const place = { via, format, manifest, layer };
  const { subject } = question;
  if (item.kind === "legacy") {
    return { ...place, ...signatureBy((signers) => verifier.legacy(item, subject, signers), question) };
  }
  const predicateType = claimedPredicateType(item.kind === "bundle" ? item.bundle : item.envelope);
  if (predicateType !== undefined && predicateType !== SIGNATURE_PREDICATE) {
    return { ...place, kind: "attestation", predicateType, ...attestationBy(item, verifier, predicateType, question) };
  }
  if (item.kind === "attestation") {
    return { ...place, kind: "other", ...unverified("malformed-payload", "its envelope holds no attestation") };
  }
  const image = await imageFor(item.bundle, verifier, question);
  return { ...place, ...signatureBy((signers) => verifier.bundle(item.bundle, subject, signers, image), question) };
}

type SignatureOf = Signed & Pick<Examined, "kind">;

function signatureBy(verify: (signers: readonly CosignSigner[]) => SignatureResult, question: Question): SignatureOf {
  const signed = whoSigned(verify, question.asked(), question.document);
  const { maker } = signed;
  const isOther = maker.kind === "nobody" && maker.reason === "not-a-signature";
  return { kind: isOther ? "other" : "signature", ...signed };
}

/** Fetched only where the bundle needs it. */
async function imageFor(bundle: Uint8Array, verifier: Verifier, { subject, manifest }: Question) {
  const result = verifier.bundle(bundle, subject, []);
  return !result.verified && result.reason === "unsupported-content" ? await manifest() : undefined;
}

function attestationBy(
  item: Exclude<Source["item"], { kind: "legacy" }>,
  { attestation }: Verifier,
  predicateType: string,
  question: Question,
): Signed & Pick<Examined, "lacks"> {
  const candidate: AttestationCandidate =
    item.kind === "bundle"
      ? { kind: "bundle", bundle: item.bundle }
      : { kind: "envelope", envelope: item.envelope, annotations: item.annotations };
  let verified: Verified | undefined;
  const verify = (signers: readonly CosignSigner[]) => {
    const result = attestation(candidate, question.subject, signers, [predicateType]);
    if (result.verified) verified = result;
    return result;
  };
  const signed = whoSigned(verify, question.asked(predicateType), question.document);
  const lacks = signed.maker.kind === "trusted" && verified !== undefined ? question.lacksOf(verified) : [];
  return { ...signed, ...(lacks.length > 0 && { lacks }) };
}

function unverified(reason: "malformed-payload", message: string): Signed {
  return { maker: { kind: "nobody", reason, message }, differences: [] };
}
