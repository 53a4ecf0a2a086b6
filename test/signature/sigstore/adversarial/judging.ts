import { describe, expect, it } from "@jest/globals";
import { digestHex } from "../../../../src/reference/index.ts";
import type { SignatureResult } from "../../../../src/signature/index.ts";
import { alternativeNames } from "../../../fixtures/sigstore/certificate.ts";
import { trustedRootJson } from "../../../fixtures/sigstore/instance.ts";
import { entryOf, leaf, plus, SIGNED_AT, signed } from "../../../fixtures/sigstore/keyless.ts";
import type { LeafOptions, Signed } from "../../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../../fixtures/sigstore/log-body.ts";
import type { EntryJson } from "../../../fixtures/sigstore/transparency-log.ts";
import { BUNDLE_V03, SUBJECT, outcome } from "../../candidates.ts";
import { INSTANCE, judgeBundle, judgeLegacy, keyless, makeBundle, makeBundle2, rootOf } from "../../keyless.ts";
import type { Json, KeylessBundle, MakeOptions } from "../../keyless.ts";
import { keySigner, signingKey } from "../../keys.ts";

/** The rows of the adversarial table that this room answers, by number; the other rooms' rows are tested there. */
export type Row = readonly [row: number, what: string, expected: string, judge: () => SignatureResult];

export const HEX = digestHex(SUBJECT);
export const MANIFEST = Buffer.from("the image manifest");
export const KEY = signingKey();
export const ROOT_JSON = trustedRootJson(INSTANCE);
export const GOOD = makeBundle();

export const bundle = (options: MakeOptions) => judgeBundle(makeBundle(options).bundle);
export const bundle2 = (options: MakeOptions) => judgeBundle(makeBundle2(options).bundle);
export const certified = (certificate: LeafOptions) => bundle({ certificate });
export const named = (...names: readonly Uint8Array[]) => certified({ names: alternativeNames(...names) });
export const stated = (statement: string) => bundle({ statement });
export const paid = (payload: string | Buffer) => {
  const made = signed(Buffer.from(payload), { certificate: leaf(INSTANCE) });
  return judgeLegacy({ payload: made.logged.bytes, signature: made.logged.signature.toString("base64") }, [
    keySigner("k", { ...KEY.trusted, key: made.key.publicKey }),
  ]);
};

/** The good bundle with members replaced; `undefined` removes one. */
export const altered = (members: Json, good: KeylessBundle = GOOD.bundle) => judgeBundle({ ...good, ...members });
export const material = (members: Json, good: KeylessBundle = GOOD.bundle) =>
  altered({ verificationMaterial: { ...good.verificationMaterial, ...members } }, good);

/** A good bundle whose first entry is replaced by another. */
export const entry = (change: (good: EntryJson, made: Signed) => Json, make = makeBundle) => {
  const made = make();
  const [good] = made.bundle.verificationMaterial.tlogEntries;
  if (good === undefined) throw new Error("no entry");
  return material({ tlogEntries: [change(good, made.signed)] }, made.bundle);
};

/** A good entry about this signature whose recorded body says something else. */
export const recorded = (change: (spec: ReturnType<(typeof LOG_BODIES)["dsse/0.0.1"]>["spec"]) => Json) =>
  bundle({
    entries: (made) => {
      const body = LOG_BODIES["dsse/0.0.1"](made.logged);
      return [INSTANCE.rekor1.add({ ...body, spec: change(body.spec) }, plus(SIGNED_AT, 10))];
    },
  });

export const withRoot = (change: Json, made = makeBundle().bundle) =>
  judgeBundle(made, [keyless([rootOf({ ...ROOT_JSON, ...change })])]);
export const proof = (change: (good: EntryJson["inclusionProof"]) => Json) =>
  entry((good) => ({ ...good, inclusionProof: { ...good.inclusionProof, ...change(good.inclusionProof) } }));
export const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");

export const SOMEBODY = makeBundle();

/** A bundle that signs the manifest itself. */
export function message(hash: Json, manifest: Buffer = MANIFEST): SignatureResult {
  const made = signed(MANIFEST, { certificate: leaf(INSTANCE) });
  const messageDigest = { algorithm: "SHA2_256", digest: base64(Buffer.from(HEX, "hex")), ...hash };
  return judgeBundle(
    {
      mediaType: BUNDLE_V03,
      verificationMaterial: {
        certificate: { rawBytes: base64(made.logged.signer.der) },
        tlogEntries: [entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1")],
      },
      messageSignature: { messageDigest, signature: base64(made.logged.signature) },
    },
    undefined,
    { manifest },
  );
}

/** Each row is refused, for the reason that it names. */
export function refusesAll(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    it.each(rows)("row %d refuses %s: %s", (_row, _what, expected, judge) => {
      expect(outcome(judge())).toBe(expected);
    });
  });
}

/** What stands beside a row and is none of its attack. */
export type Good = readonly [row: number, what: string, judge: () => SignatureResult];

export function acceptsAll(rows: readonly Good[]): void {
  describe("and what stands beside it is accepted", () => {
    it.each(rows)("row %d: %s", (_row, _what, judge) => {
      expect(outcome(judge())).toBe("verified");
    });
  });
}
