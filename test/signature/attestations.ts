import { digestHex } from "../../src/reference/index.ts";
import type { Digest } from "../../src/reference/index.ts";
import { verifyAttestation } from "../../src/signature/index.ts";
import type {
  AttestationCandidate,
  AttestationResult,
  CosignSigner,
  KeySigner,
  TrustedRoot,
} from "../../src/signature/index.ts";
import { entryOf, leaf, legacyAnnotations, NOW, signed, stampOf } from "../fixtures/sigstore/keyless.ts";
import type { LeafOptions, Signed } from "../fixtures/sigstore/keyless.ts";
import type { Instance } from "../fixtures/sigstore/instance.ts";
import type { LogKind } from "../fixtures/sigstore/log-body.ts";
import type { EntryJson } from "../fixtures/sigstore/transparency-log.ts";
import { BUNDLE_V03, IN_TOTO, SUBJECT, preAuth, statementFor } from "./candidates.ts";
import { INSTANCE, ROOT, keyless } from "./keyless.ts";
import type { Json } from "./keyless.ts";
import { keySigner } from "./keys.ts";
import type { SigningKey } from "./keys.ts";

export const SLSA = "https://slsa.dev/provenance/v1";
export const VULN = "https://cosign.sigstore.dev/attestation/vuln/v1";
export const REPOSITORY = "ghcr.io/acme/web";
export const PREDICATE = {
  buildDefinition: { buildType: "https://actions.github.io/buildtypes/workflow/v1" },
  runDetails: { builder: { id: "https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main" } },
};

/** Names the image, as whoever attests does and `cosign sign` does not. */
export function attestationOf(digest: Digest, members: Json = {}): string {
  const subject = [{ name: REPOSITORY, digest: { sha256: digestHex(digest) } }];
  const usual = { _type: "https://in-toto.io/Statement/v0.1", subject, predicateType: SLSA, predicate: PREDICATE };
  return statementFor(digest, { ...usual, ...members });
}

/** Where an attestation is stored: a bundle, or a layer under the tag `.att`. */
export type Storage = AttestationCandidate["kind"];

interface Stamp {
  readonly signedTimestamp: string;
}

export interface AttestOptions {
  readonly instance?: Instance;
  /** With a key in the place of a certificate. */
  readonly key?: SigningKey;
  readonly certificate?: LeafOptions;
  readonly statement?: string | Uint8Array;
  readonly payloadType?: string;
  readonly entries?: (made: Signed) => readonly EntryJson[];
  readonly stamps?: (made: Signed) => readonly Stamp[];
  /** What is stored in the place of what was signed. */
  readonly alter?: (envelope: EnvelopeObject) => Json;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface EnvelopeObject extends Json {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** An attestation by a certificate of the instance, logged with Rekor 1, unless told otherwise. */
export function attest(storage: Storage, options: AttestOptions = {}): AttestationCandidate {
  const { instance = INSTANCE, alter = (one: EnvelopeObject) => one } = options;
  const { made, envelope } = signStatement(options, instance);
  const { entries = (one: Signed) => [entryOf(one, instance.rekor1, "dsse/0.0.1")], stamps = () => [] } = options;
  const witnesses = { entries: entries(made), stamps: stamps(made) };
  return storage === "bundle"
    ? asBundle(made, alter(envelope), witnesses, options)
    : asLayer(made, alter(envelope), witnesses, options);
}

function signStatement(options: AttestOptions, instance: Instance): { made: Signed; envelope: EnvelopeObject } {
  const { key, certificate, statement = attestationOf(SUBJECT), payloadType = IN_TOTO } = options;
  const payload = Buffer.from(statement);
  const signer = key === undefined ? { certificate: leaf(instance, certificate) } : { key };
  const bare = signed(preAuth(payloadType, payload), signer, { payload });
  const sig = bare.logged.signature.toString("base64");
  const envelope = { payloadType, payload: payload.toString("base64"), signatures: [{ keyid: "", sig }] };
  return { made: { ...bare, logged: { ...bare.logged, envelope: Buffer.from(JSON.stringify(envelope)) } }, envelope };
}

interface Witnesses {
  readonly entries: readonly EntryJson[];
  readonly stamps: readonly Stamp[];
}

function asBundle(made: Signed, dsseEnvelope: Json, { entries, stamps }: Witnesses, options: AttestOptions) {
  const { mediaType = BUNDLE_V03, key } = options;
  const by = key
    ? { publicKey: { hint: key.trusted.fingerprint } }
    : { certificate: { rawBytes: (made.certificate?.der ?? Buffer.alloc(0)).toString("base64") } };
  const bundle = {
    mediaType,
    verificationMaterial: {
      ...by,
      tlogEntries: entries,
      timestampVerificationData: { rfc3161Timestamps: stamps },
    },
    dsseEnvelope,
  };
  return { kind: "bundle", bundle: Buffer.from(JSON.stringify(bundle)) } as const;
}

function asLayer(made: Signed, envelope: Json, { entries, stamps }: Witnesses, { annotations = {} }: AttestOptions) {
  const [[entry], [stamp]] = [entries, stamps];
  return {
    kind: "envelope",
    envelope: Buffer.from(JSON.stringify(envelope)),
    annotations: {
      "dev.cosignproject.cosign/signature": "",
      ...legacyAnnotations(made, { ...(entry && { entry }), ...(stamp && { stamp }) }),
      ...annotations,
    },
  } as const;
}

/** An entry of one kind in the log that writes it. */
export function logged(kind: LogKind, instance: Instance = INSTANCE): Required<Pick<AttestOptions, "entries">> {
  const log = kind.endsWith("/0.0.2") && kind !== "intoto/0.0.2" ? instance.rekor2 : instance.rekor1;
  return { entries: (made) => [entryOf(made, log, kind)] };
}

export const stamped: Required<Pick<AttestOptions, "stamps">> = {
  stamps: (made) => [stampOf(made, INSTANCE.tsa)],
};

export function loggedKey(key: SigningKey, roots: readonly TrustedRoot[] = [ROOT]): KeySigner {
  return { ...keySigner("release", key.trusted), transparencyLog: "required", roots };
}

export interface JudgeOptions {
  readonly signers?: readonly CosignSigner[];
  readonly types?: readonly string[];
  readonly subject?: Digest;
}

export function judgeAttestation(candidate: AttestationCandidate, options: JudgeOptions = {}): AttestationResult {
  const { signers = [keyless()], types = [SLSA], subject = SUBJECT } = options;
  return verifyAttestation(candidate, subject, signers, types, { now: NOW });
}
