import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { SignatureResult } from "../../../src/signature/index.ts";
import { entryOf, plus, SIGNED_AT, stampOf } from "../../fixtures/sigstore/keyless.ts";
import { expectNoMore } from "../expect-no-more.ts";
import { INSTANCE, judgeBundle, makeBundle2 } from "../keyless.ts";
import { CERTIFICATE, ENTRY, FIRST, STAMP, at, judgeLayer, layer, replaced } from "../parts.ts";
import type { Layer, Path } from "../parts.ts";
import { breakJson, breakage } from "../mutations.ts";

/** Like FIRST on the same image by the same identity: everything differs between them but what they claim. */
const SECOND = makeBundle2({
  entries: (made) => [entryOf(made, INSTANCE.rekor2, "dsse/0.0.2")],
  stamps: (made) => [stampOf(made, INSTANCE.tsa, plus(SIGNED_AT, 21))],
}).bundle;

/** Every way to take some of the parts from another signature. */
function* spliced(good: object, other: object, paths: readonly Path[]): Generator<object> {
  for (let choice = 0; choice < 2 ** paths.length; choice++) {
    const chosen = paths.filter((_, index) => (choice >> index) & 1);
    yield chosen.reduce<object>((whole, path) => replaced(whole, path, at(other, path)) as object, good);
  }
}

/** Accepted where it is one of the two, and nowhere else. */
function expectOnlyWhole(pieces: object, wholes: readonly object[], result: SignatureResult): void {
  const isWhole = wholes.some((whole) => JSON.stringify(whole) === JSON.stringify(pieces));
  expect({ pieces: isWhole ? {} : pieces, verified: result.verified }).toEqual({
    pieces: expect.anything(),
    verified: isWhole,
  });
}

it("of two bundles with Rekor 2 and timestamps no mixture is a signature", () => {
  const parts: readonly Path[] = [
    CERTIFICATE,
    STAMP,
    ["dsseEnvelope", "signatures", 0, "sig"],
    [...ENTRY, "canonicalizedBody"],
    [...ENTRY, "inclusionProof", "rootHash"],
    [...ENTRY, "inclusionProof", "hashes"],
    [...ENTRY, "inclusionProof", "checkpoint"],
  ];
  for (const pieces of spliced(FIRST, SECOND, parts)) expectOnlyWhole(pieces, [FIRST, SECOND], judgeBundle(pieces));
});

const LAYER = layer(10);

it("of two legacy layers no mixture is a signature", () => {
  const other = layer(20);
  const parts: readonly Path[] = [
    ["signature"],
    ["certificate"],
    ["stamp"],
    ["log", "SignedEntryTimestamp"],
    ["log", "Payload", "body"],
    ["log", "Payload", "integratedTime"],
  ];
  for (const pieces of spliced(LAYER, other, parts))
    expectOnlyWhole(pieces, [LAYER, other], judgeLayer(pieces as Layer));
});

const ORIGINAL = { bundle: judgeBundle(FIRST), layer: judgeLayer(LAYER) };

it("both are signatures as they are", () => {
  expect([ORIGINAL.bundle.verified, ORIGINAL.layer.verified]).toEqual([true, true]);
});

const JSON_TEXTS: readonly (readonly [string, Path])[] = [
  ["statement", ["dsseEnvelope", "payload"]],
  ["recorded body", [...ENTRY, "canonicalizedBody"]],
];
describe.each(JSON_TEXTS)("the %s inside of a bundle", (_, path) => {
  const inner = JSON.parse(Buffer.from(String(at(FIRST, path)), "base64").toString()) as object;
  const judgeWith = (text: string) => judgeBundle(replaced(FIRST, path, Buffer.from(text).toString("base64")));

  it("with one broken member is none", () => {
    fc.assert(
      fc.property(breakage, (how) => {
        const text = JSON.stringify(breakJson(inner, how));
        fc.pre(text !== JSON.stringify(inner));
        expect(judgeWith(text).verified).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["blanks", (text: string) => ` ${text}`],
    ["a member twice", (text: string) => text.replace("{", `{"kind":"dsse",`)],
    ["an escaped letter", (text: string) => text.replace('"', '"\\u0061')],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["a line's end", (text: string) => `${text}\n`],
  ])("with %s is none", (__, change) => {
    const text = JSON.stringify(inner);
    expect(change(text)).not.toBe(text);
    expect(judgeWith(change(text)).verified).toBe(false);
  });
});

it("a checkpoint with one changed character, or its lines in another order, proves nothing", () => {
  const path = [...ENTRY, "inclusionProof", "checkpoint", "envelope"];
  const note = String(at(FIRST, path));
  const judgeWith = (text: string) => judgeBundle(replaced(FIRST, path, text));
  const lines = note.split("\n");
  const orders = lines.flatMap((_, index) => [
    [...lines.slice(0, index), ...lines.slice(index + 1)],
    [...lines.slice(0, index), lines[index] ?? "", ...lines.slice(index)],
    [...lines.slice(index), ...lines.slice(0, index)],
  ]);
  for (const order of orders.map((one) => one.join("\n"))) expectNoMore(judgeWith(order), ORIGINAL.bundle);
  const signedPart = note.indexOf("\n\n");
  fc.assert(
    fc.property(fc.nat(signedPart), fc.string({ minLength: 1, maxLength: 1 }), (place, letter) => {
      const text = note.slice(0, place) + letter + note.slice(place + 1);
      fc.pre(text !== note);
      expect(judgeWith(text).verified).toBe(false);
    }),
    { numRuns: 150 },
  );
});
