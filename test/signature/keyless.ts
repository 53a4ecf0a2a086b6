import { parseTrustedRoots, verifyBundle, verifyLegacySignature } from "../../src/signature/index.ts";
import type {
  CertificateIdentity,
  CosignSigner,
  KeylessSigner,
  LegacyCandidate,
  SignatureResult,
  TrustedRoot,
  TrustedRootOptions,
} from "../../src/signature/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import type { Instance } from "../fixtures/sigstore/instance.ts";
import {
  entryOf,
  ISSUER,
  leaf,
  legacyAnnotations,
  NOW,
  signed,
  stampOf,
  WORKFLOW,
} from "../fixtures/sigstore/keyless.ts";
import type { LeafOptions, Signed } from "../fixtures/sigstore/keyless.ts";
import type { EntryJson } from "../fixtures/sigstore/transparency-log.ts";
import { BUNDLE_V03, IN_TOTO, SUBJECT, payloadFor, preAuth, statementFor } from "./candidates.ts";

/** The instance whose root the tests trust, and one that nobody does. */
export const INSTANCE = openInstance("test");
export const STRANGER = openInstance("stranger");

export function rootOf(json: unknown, options?: TrustedRootOptions): TrustedRoot {
  const [root] = parseTrustedRoots(Buffer.from(JSON.stringify(json)), "root.json", options);
  if (root === undefined) throw new Error("no root");
  return root;
}

export const ROOT = rootOf(trustedRootJson(INSTANCE));

/** Trusts exactly one issuer and subject, as the policy does. */
export function isWorkflow({ issuer, subject }: CertificateIdentity): string | undefined {
  if (issuer !== ISSUER) return `the issuer is not ${ISSUER}`;
  return subject.value === WORKFLOW ? undefined : `the subject is not ${WORKFLOW}`;
}

export function keyless(roots: readonly TrustedRoot[] = [ROOT], more: Partial<KeylessSigner> = {}): KeylessSigner {
  return { kind: "keyless", name: "ci", roots, mismatch: isWorkflow, ...more };
}

export type Json = Readonly<Record<string, unknown>>;

/** A bundle in JSON, every part of which may be replaced. */
export interface KeylessBundle extends Json {
  readonly mediaType: string;
  readonly verificationMaterial: Json & {
    readonly tlogEntries: readonly EntryJson[];
    readonly timestampVerificationData: { readonly rfc3161Timestamps: readonly { signedTimestamp: string }[] };
  };
}

export interface MakeOptions {
  readonly instance?: Instance;
  readonly certificate?: LeafOptions;
  readonly statement?: string;
  readonly payloadType?: string;
  /** Whatever else is to stand in the place of the usual entry and stamp. */
  readonly entries?: (made: Signed) => readonly EntryJson[];
  readonly stamps?: (made: Signed) => readonly { signedTimestamp: string }[];
}

export interface Made {
  readonly signed: Signed;
  readonly bundle: KeylessBundle;
}

/** `cosign sign` without keys, in the format of bundles: Rekor 1's entry, no timestamp. */
export function makeBundle(options: MakeOptions = {}): Made {
  const { instance = INSTANCE, statement = statementFor(SUBJECT), payloadType = IN_TOTO } = options;
  const payload = Buffer.from(statement);
  const certificate = leaf(instance, options.certificate);
  const made = signed(preAuth(payloadType, payload), { certificate }, { payload });
  const { entries = (one: Signed) => [entryOf(one, instance.rekor1, "dsse/0.0.1")], stamps = () => [] } = options;
  const bundle = {
    mediaType: BUNDLE_V03,
    verificationMaterial: {
      certificate: { rawBytes: certificate.der.toString("base64") },
      tlogEntries: entries(made),
      timestampVerificationData: { rfc3161Timestamps: stamps(made) },
    },
    dsseEnvelope: {
      payload: payload.toString("base64"),
      payloadType,
      signatures: [{ sig: made.logged.signature.toString("base64") }],
    },
  };
  return { signed: made, bundle };
}

/** Rekor 2's entry and a timestamp. */
export function makeBundle2(options: MakeOptions = {}): Made {
  const { instance = INSTANCE } = options;
  return makeBundle({
    entries: (made) => [entryOf(made, instance.rekor2, "dsse/0.0.2")],
    stamps: (made) => [stampOf(made, instance.tsa)],
    ...options,
  });
}

export interface MadeLegacy {
  readonly signed: Signed;
  readonly candidate: LegacyCandidate & { readonly annotations: Record<string, string> };
}

export function makeLegacy(options: MakeOptions & { readonly payload?: string } = {}): MadeLegacy {
  const { instance = INSTANCE, payload = payloadFor(SUBJECT) } = options;
  const made = signed(Buffer.from(payload), { certificate: leaf(instance, options.certificate) });
  const [entry] = options.entries?.(made) ?? [entryOf(made, instance.rekor1, "hashedrekord/0.0.1")];
  const [stamp] = options.stamps?.(made) ?? [];
  const annotations = legacyAnnotations(made, { ...(entry && { entry }), ...(stamp && { stamp }) });
  const signature = made.logged.signature.toString("base64");
  return { signed: made, candidate: { payload: Buffer.from(payload), signature, annotations } };
}

const SIGNERS: readonly CosignSigner[] = [keyless()];

export function judgeBundle(
  bundle: unknown,
  signers: readonly CosignSigner[] = SIGNERS,
  context: { readonly now?: Date; readonly manifest?: Uint8Array } = {},
): SignatureResult {
  const bytes = Buffer.isBuffer(bundle) ? bundle : Buffer.from(JSON.stringify(bundle));
  return verifyBundle(bytes, SUBJECT, signers, { now: NOW, ...context });
}

export function judgeLegacy(
  candidate: LegacyCandidate,
  signers: readonly CosignSigner[] = SIGNERS,
  now: Date = NOW,
): SignatureResult {
  return verifyLegacySignature(candidate, SUBJECT, signers, { now });
}
