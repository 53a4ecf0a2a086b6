import { digestOf } from "../../src/reference/index.ts";
import type { Digest } from "../../src/reference/index.ts";
import type { LegacyCandidate, SignatureResult } from "../../src/signature/index.ts";
import { signWith } from "./keys.ts";
import type { Scheme, SigningKey } from "./keys.ts";

export const SUBJECT = digestOf(Buffer.from("the image manifest"));
export const OTHER = digestOf(Buffer.from("another image manifest"));
export const IN_TOTO = "application/vnd.in-toto+json";
export const SIGN_V1 = "https://sigstore.dev/cosign/sign/v1";
export const BUNDLE_V03 = "application/vnd.dev.sigstore.bundle.v0.3+json";

type Json = Readonly<Record<string, unknown>>;

/** "verified", or why not. */
export function outcome(result: SignatureResult): string {
  return result.verified ? "verified" : result.reason;
}

/** A simple-signing payload, byte for byte as cosign writes it. */
export function payloadFor(digest: string, critical: Json = {}, others: Json = { optional: null }): string {
  return JSON.stringify({
    critical: {
      identity: { "docker-reference": "ghcr.io/acme/web" },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature",
      ...critical,
    },
    ...others,
  });
}

export function legacyCandidate(key: SigningKey, payload: string | Uint8Array, scheme: Scheme = {}): LegacyCandidate {
  const bytes = Buffer.from(payload);
  return { payload: bytes, signature: signWith(key, bytes, scheme).toString("base64") };
}

/** The statement of `cosign sign`, with members replaced or added. */
export function statementFor(digest: Digest, members: Json = {}): string {
  const subject = [{ digest: { [digest.split(":", 1).join()]: digest.slice(digest.indexOf(":") + 1) } }];
  const usual = { _type: "https://in-toto.io/Statement/v1", subject, predicateType: SIGN_V1, predicate: {} };
  return JSON.stringify({ ...usual, ...members });
}

/** DSSE 1.0: PAE(type, body). */
export function preAuth(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

export interface BundleOptions extends Scheme {
  readonly statement?: string | Uint8Array;
  readonly payloadType?: string;
}

export interface BundleObject {
  readonly mediaType: string;
  readonly verificationMaterial: Json;
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

/** A key bundle as cosign 3 writes it, signed over whatever statement is asked for. */
export function bundleObject(key: SigningKey, options: BundleOptions = {}): BundleObject {
  const { statement = statementFor(SUBJECT), payloadType = IN_TOTO, ...scheme } = options;
  const payload = Buffer.from(statement);
  const sig = signWith(key, preAuth(payloadType, payload), scheme).toString("base64");
  return {
    mediaType: BUNDLE_V03,
    verificationMaterial: { publicKey: { hint: key.trusted.fingerprint } },
    dsseEnvelope: { payload: payload.toString("base64"), payloadType, signatures: [{ sig }] },
  };
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function bundle(key: SigningKey, options: BundleOptions = {}): Buffer {
  return bytesOf(bundleObject(key, options));
}

/** Makes values until one fits: signatures are random, and some tests need one whose base64 looks a certain way. */
export function until<T>(make: () => T, fits: (value: T) => boolean): T {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const value = make();
    if (fits(value)) return value;
  }
  throw new Error("none of a thousand values fits");
}
