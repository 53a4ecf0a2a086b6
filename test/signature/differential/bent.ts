import {
  generateKeyPair,
  legacySignature,
  pushReferrer,
  sha256Of,
  signatureBundle,
  signWithBundle,
  type Alter,
  type JsonObject,
  type KeyPair,
  type LegacySignatureOptions,
  type ReferrerOptions,
  type SignatureBundleOptions,
} from "../../fixtures/index.ts";
import { verdicts, type Case, type Verdicts } from "./case.ts";
import { trustKey, type Format, type Trust } from "./trust.ts";
import { writeKey, type Place, type World } from "./world.ts";

export const OTHER = sha256Of(Buffer.from("another image"));
let keys = 0;

/** A signature of the fixtures by this key, bent. */
export type Make = (place: Place, keyPair: KeyPair) => void;
export interface Row {
  readonly what: string;
  readonly make: Make;
  readonly verdicts: Verdicts;
  readonly point?: string;
  readonly trust?: (trust: Trust) => Trust;
  readonly judged?: (place: Place) => string;
}

/** Bad in everybody's eyes. */
export const refused = (what: string, make: Make, ours: string, trust?: Row["trust"]): Row => ({
  ...{ what, make, verdicts: verdicts("refuses", "refuses", ours) },
  ...(trust && { trust }),
});

/** Good enough for both versions of cosign. */
export const stricter = (what: string, make: Make, ours: string, point: string, trust?: Row["trust"]): Row => ({
  ...{ what, make, point, verdicts: verdicts("accepts", "accepts", ours) },
  ...(trust && { trust }),
});

/** Unusual, and good in everybody's eyes. */
export const accepted = (what: string, make: Make): Row => ({
  ...{ what, make, verdicts: verdicts("accepts", "accepts", "accepted") },
});

/** Each with a key of its own. */
export function cases(format: Format, rows: readonly Row[]): readonly Case[] {
  return rows.map(({ what, make, trust = (usual) => usual, ...rest }) => ({
    what: `${format}: ${what}`,
    format,
    make: (world: World, place: Place) => {
      const keyPair = generateKeyPair();
      make(place, keyPair);
      return trust(trustKey(writeKey(world, `bad-${++keys}`, keyPair)));
    },
    ...rest,
  }));
}

export const legacy =
  (options: Partial<LegacySignatureOptions> | ((place: Place) => Partial<LegacySignatureOptions>)): Make =>
  (place, keyPair) => {
    const { registry, repository, image } = place;
    const more = typeof options === "function" ? options(place) : options;
    legacySignature(registry, repository, image.digest, { keyPair, ...more });
  };

/** Replaces text in the payload before it is signed. */
export const written = (from: string | RegExp, to: string): Make =>
  legacy({ alterPayloadBytes: (bytes) => Buffer.from(bytes.toString().replace(from, to)) });

export const critical =
  (change: (critical: JsonObject) => object): Alter =>
  (payload) => ({ ...payload, critical: change(payload["critical"] as JsonObject) });

export const bundle =
  (options: Partial<SignatureBundleOptions> | ((place: Place) => Partial<SignatureBundleOptions>)): Make =>
  (place, keyPair) => {
    const { registry, repository, image } = place;
    signWithBundle(registry, repository, image, {
      keyPair,
      ...(typeof options === "function" ? options(place) : options),
    });
  };

export const stated = (from: string | RegExp, to: string): Make =>
  bundle({ alterStatementBytes: (bytes) => Buffer.from(bytes.toString().replace(from, to)) });

export const subject =
  (change: (subject: JsonObject) => readonly unknown[]): Alter =>
  (statement) => ({ ...statement, subject: change((statement["subject"] as JsonObject[])[0] ?? {}) });

/** A good bundle that is stored in another way than cosign stores it. */
export const stored =
  (options: (place: Place, keyPair: KeyPair) => Partial<ReferrerOptions>): Make =>
  (place, keyPair) => {
    const { registry, repository, image } = place;
    const { digest, mediaType, size } = image;
    const bytes = signatureBundle({ digest, keyPair });
    pushReferrer(registry, repository, {
      subject: { digest, mediaType, size },
      bundle: bytes,
      ...options(place, keyPair),
    });
  };
