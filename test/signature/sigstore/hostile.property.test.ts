import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SIGNATURE_REASONS, verifyBundle, verifyLegacySignature } from "../../../src/signature/index.ts";
import type { SignatureResult } from "../../../src/signature/index.ts";
import { SUBJECT, bundleObject, bytesOf, legacyCandidate, payloadFor } from "../candidates.ts";
import { keySigner, signingKey } from "../keys.ts";

const KEYS = [signingKey("P-256"), signingKey("Ed25519"), signingKey("RSA 2048")] as const;
const SIGNERS = [keySigner("release", ...KEYS.map((key) => key.trusted))];
const BITS = [1, 2, 4, 8, 16, 32, 64, 128];

function flipped(bytes: Uint8Array, position: number, bits: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[position] = (copy[position] ?? 0) ^ bits;
  return copy;
}

function* flips(bytes: Uint8Array): Generator<Buffer> {
  for (const position of bytes.keys()) for (const bit of BITS) yield flipped(bytes, position, bit);
}

/** The one part of a bundle that is neither signed nor compared: a hint that chooses nothing. */
function hintRange(bytes: Buffer): readonly [start: number, end: number] {
  const start = bytes.indexOf('"hint":"') + '"hint":"'.length;
  return [start, bytes.indexOf('"', start)];
}

function expectJudged(result: SignatureResult): void {
  if (!result.verified) expect(Object.keys(SIGNATURE_REASONS)).toContain(result.reason);
}

describe.each(KEYS.map((key) => [key.trusted.type, key] as const))("one changed bit, signed by %s", (_, key) => {
  const legacy = legacyCandidate(key, payloadFor(SUBJECT));
  const bytes = bytesOf(bundleObject(key));

  it("is accepted as long as nothing is changed", () => {
    expect(verifyLegacySignature(legacy, SUBJECT, SIGNERS).verified).toBe(true);
    expect(verifyBundle(bytes, SUBJECT, SIGNERS).verified).toBe(true);
  });

  it("is never accepted in a payload", () => {
    const accepted = [...flips(legacy.payload)].filter(
      (payload) => verifyLegacySignature({ ...legacy, payload }, SUBJECT, SIGNERS).verified,
    );
    expect(accepted).toEqual([]);
  });

  it("is never accepted in a signature", () => {
    const accepted = [...flips(Buffer.from(legacy.signature))]
      .map((text) => text.toString("latin1"))
      .filter((signature) => verifyLegacySignature({ ...legacy, signature }, SUBJECT, SIGNERS).verified);
    expect(accepted).toEqual([]);
  });

  it("is never accepted in a bundle, outside the hint", () => {
    const [start, end] = hintRange(bytes);
    const accepted = [...flips(bytes)].filter((changed) => verifyBundle(changed, SUBJECT, SIGNERS).verified);
    const outside = accepted.filter((changed) => {
      const position = changed.findIndex((byte, index) => byte !== bytes[index]);
      return position < start || position >= end;
    });
    expect(outside.map(String)).toEqual([]);
  });
});

describe("hostile input", () => {
  const key = KEYS[0];
  const good = bundleObject(key);
  const bytes = bytesOf(good);
  const legacy = legacyCandidate(key, payloadFor(SUBJECT));

  it("any other byte in any place is not accepted, outside the hint", () => {
    const [start, end] = hintRange(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (position, bits) => {
        fc.pre(position < start || position >= end);
        expect(verifyBundle(flipped(bytes, position, bits), SUBJECT, SIGNERS).verified).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("a cut or a doubled piece of a candidate is not accepted", () => {
    const piece = fc
      .tuple(fc.nat(bytes.length), fc.nat(bytes.length))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(piece, fc.boolean(), ([from, to], doubled) => {
        const [start, end] = hintRange(bytes);
        fc.pre(from !== to && (from < start || to > end));
        const middle = doubled ? [bytes.subarray(from, to), bytes.subarray(from, to)] : [];
        const changed = Buffer.concat([bytes.subarray(0, from), ...middle, bytes.subarray(to)]);
        expect(verifyBundle(changed, SUBJECT, SIGNERS).verified).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("random bytes and random JSON are judged, never thrown on, never accepted", () => {
    const input = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(input, fc.string(), (random, text) => {
        const results = [
          verifyBundle(random, SUBJECT, SIGNERS),
          verifyLegacySignature({ payload: random, signature: legacy.signature }, SUBJECT, SIGNERS),
          verifyLegacySignature({ payload: legacy.payload, signature: text }, SUBJECT, SIGNERS),
        ];
        for (const result of results) {
          expectJudged(result);
          expect(result).toMatchObject({ verified: false, reason: expect.not.stringMatching("verifier-error") });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("any value in any member's place is judged without a failure of the verifier, and changes nothing that is signed", () => {
    const paths: readonly (readonly (string | number)[])[] = [
      ["mediaType"],
      ["verificationMaterial"],
      ["verificationMaterial", "publicKey"],
      ["verificationMaterial", "tlogEntries"],
      ["dsseEnvelope"],
      ["dsseEnvelope", "payload"],
      ["dsseEnvelope", "payloadType"],
      ["dsseEnvelope", "signatures"],
      ["dsseEnvelope", "signatures", 0],
      ["dsseEnvelope", "signatures", 0, "sig"],
      ["messageSignature"],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const changed = replaced(good, path, value);
        const result = verifyBundle(bytesOf(changed), SUBJECT, SIGNERS);
        expectJudged(result);
        expect(result).not.toMatchObject({ reason: "verifier-error" });
        if (result.verified) expect(changed).toMatchObject({ dsseEnvelope: good.dsseEnvelope });
      }),
      { numRuns: 2000 },
    );
  });
});

function replaced(value: unknown, [step, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}
