import type { SignatureResult } from "../../src/signature/index.ts";
import { entryOf, plus, SIGNED_AT, stampOf } from "../fixtures/sigstore/keyless.ts";
import { INSTANCE, judgeLegacy, makeBundle2, makeLegacy } from "./keyless.ts";
import type { Json } from "./keyless.ts";

/** A good bundle with Rekor 2 and a timestamp. */
export const FIRST = makeBundle2().bundle;

export type Path = readonly (string | number)[];

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, step) => (node as Readonly<Record<string | number, unknown>>)[step], value);
}

export function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

export const ENTRY = ["verificationMaterial", "tlogEntries", 0] as const;
export const STAMP = ["verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0, "signedTimestamp"];
export const CERTIFICATE = ["verificationMaterial", "certificate", "rawBytes"];

/** A legacy layer with its annotations opened. */
export interface Layer {
  readonly payload: string;
  readonly signature: string;
  readonly certificate: string;
  readonly log: { readonly SignedEntryTimestamp: string; readonly Payload: Json };
  readonly stamp: string;
}

const PREFIX = "dev.sigstore.cosign/";

export function layer(seconds: number): Layer {
  const { candidate } = makeLegacy({
    entries: (made) => [entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1", plus(SIGNED_AT, seconds))],
    stamps: (made) => [stampOf(made, INSTANCE.tsa, plus(SIGNED_AT, seconds + 1))],
  });
  const text = (name: string) => candidate.annotations[`${PREFIX}${name}`] ?? "";
  const { SignedRFC3161Timestamp: stamp } = JSON.parse(text("rfc3161timestamp")) as { SignedRFC3161Timestamp: string };
  const { payload, signature } = candidate;
  const log = JSON.parse(text("bundle")) as Layer["log"];
  return { payload: Buffer.from(payload).toString(), signature, certificate: text("certificate"), log, stamp };
}

export function judgeLayer({ payload, signature, certificate, log, stamp }: Layer): SignatureResult {
  const annotations = {
    [`${PREFIX}certificate`]: certificate,
    [`${PREFIX}bundle`]: JSON.stringify(log),
    [`${PREFIX}rfc3161timestamp`]: JSON.stringify({ SignedRFC3161Timestamp: stamp }),
  };
  return judgeLegacy({ payload: Buffer.from(payload), signature, annotations });
}
