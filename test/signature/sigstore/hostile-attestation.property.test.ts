import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { digestHex } from "../../../src/reference/index.ts";
import type { AttestationCandidate, AttestationResult } from "../../../src/signature/index.ts";
import { attest, attestationOf, judgeAttestation, logged, SLSA, stamped, VULN } from "../attestations.ts";
import type { AttestOptions } from "../attestations.ts";
import { SIGN_V1, SUBJECT } from "../candidates.ts";
import { keyless } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";
import { breakJson, breakage } from "../mutations.ts";

const KEY = signingKey();
const SIGNERS = [keySigner("release", KEY.trusted), keyless()];
const RUNS = { numRuns: 200 };
const judge = (candidate: AttestationCandidate) => judgeAttestation(candidate, { signers: SIGNERS });
const storedOf = (candidate: AttestationCandidate) =>
  Buffer.from(candidate.kind === "bundle" ? candidate.bundle : candidate.envelope);

function storing(candidate: AttestationCandidate, bytes: Buffer): AttestationCandidate {
  return candidate.kind === "bundle" ? { ...candidate, bundle: bytes } : { ...candidate, envelope: bytes };
}

/** Nothing is a verifier's error; who is accepted says what was signed, by who signed it, with no more witnesses than before. */
function expectNoMore(result: AttestationResult, original: AttestationResult): void {
  if (!result.verified) {
    expect(result.reason).not.toBe("verifier-error");
    return;
  }
  if (!original.verified) throw new Error("the original is not accepted");
  const { times = [], ...signer } = result.signer;
  const { times: originalTimes = [], ...originalSigner } = original.signer;
  expect({ ...result, signer }).toEqual({ ...original, signer: originalSigner });
  expect(originalTimes).toEqual(expect.arrayContaining([...times]));
}

describe.each<[string, AttestationCandidate]>([
  ["a bundle by key", attest("bundle", { key: KEY, ...logged("dsse/0.0.1") })],
  ["a keyless bundle", attest("bundle", { ...logged("dsse/0.0.2"), ...stamped })],
  ["an envelope by key", attest("envelope", { key: KEY, ...logged("intoto/0.0.1") })],
  ["a keyless envelope", attest("envelope", { ...logged("intoto/0.0.1"), ...stamped })],
  ["a keyless envelope, intoto/0.0.2", attest("envelope", logged("intoto/0.0.2"))],
])("%s", (_, candidate) => {
  const original = judge(candidate);
  const stored = storedOf(candidate);

  it("is accepted as it is", () => {
    expect(original.verified).toBe(true);
  });

  it("with one broken member says the same or nothing", () => {
    fc.assert(
      fc.property(breakage, (how) => {
        const broken = Buffer.from(JSON.stringify(breakJson(JSON.parse(stored.toString()), how)));
        expectNoMore(judge(storing(candidate, broken)), original);
      }),
      RUNS,
    );
  });

  it("with one changed bit says the same or nothing", () => {
    fc.assert(
      fc.property(fc.nat(stored.length - 1), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(stored);
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        expectNoMore(judge(storing(candidate, changed)), original);
      }),
      RUNS,
    );
  });

  it("with one broken annotation says the same or nothing", () => {
    if (candidate.kind !== "envelope") return;
    const { annotations } = candidate;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(annotations)), breakage, (key, how) => {
        const text = annotations[key] ?? "";
        const broken = text.startsWith("{")
          ? JSON.stringify(breakJson(JSON.parse(text), how))
          : JSON.stringify(how.value);
        expectNoMore(judge({ ...candidate, annotations: { ...annotations, [key]: broken } }), original);
      }),
      RUNS,
    );
  });
});

describe("a statement that the trusted key signs, however it is broken, is accepted only as what was asked for", () => {
  const statement = JSON.parse(attestationOf(SUBJECT)) as Record<string, unknown>;
  const signs = (text: string, storage: AttestationCandidate["kind"], more: AttestOptions = {}) =>
    judge(attest(storage, { key: KEY, statement: text, entries: () => [], ...more }));

  /** As the loosest reader would say it: last of equal members, whatever else is there. */
  function expectRight(result: AttestationResult, text: string): void {
    if (!result.verified) {
      expect(result.reason).not.toBe("verifier-error");
      return;
    }
    const read = JSON.parse(text) as { predicateType: string; predicate: unknown; subject: readonly unknown[] };
    expect(result).toMatchObject({ predicateType: SLSA, predicate: read.predicate });
    expect(read.predicateType).toBe(SLSA);
    if (typeof read.predicate !== "string") expect(read.predicate).toEqual(expect.objectContaining({}));
    expect(JSON.stringify(read.subject)).toContain(`"sha256":"${digestHex(SUBJECT)}"`);
  }

  it("one member", () => {
    fc.assert(
      fc.property(breakage, fc.constantFrom("bundle" as const, "envelope" as const), (how, storage) => {
        const text = JSON.stringify(breakJson(statement, how));
        expectRight(signs(text, storage), text);
      }),
      RUNS,
    );
  });

  it("members that are there twice, in any order, letter case and spelling", () => {
    const name = fc.constantFrom("_type", "subject", "predicateType", "predicate", "PredicateType", "Subject");
    const value = fc.constantFrom<unknown>(SLSA, VULN, SIGN_V1, [], {}, null, statement["subject"]);
    const escaped = (key: string) => key.replace("t", "\\u0074");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value, fc.boolean(), fc.boolean()), { maxLength: 3 }), (more) => {
        const member = ([key, content, isEscaped]: readonly [string, unknown, boolean, boolean]) =>
          `"${isEscaped ? escaped(key) : key}":${JSON.stringify(content)}`;
        const before = more.filter(([, , , isBefore]) => isBefore).map(member);
        const after = more.filter(([, , , isBefore]) => !isBefore).map(member);
        const text = `{${[...before, JSON.stringify(statement).slice(1, -1), ...after].join(",")}}`;
        const result = signs(text, "bundle");
        expect(result.verified).toBe(more.length === 0);
        expectRight(result, text);
      }),
      RUNS,
    );
  });
});
