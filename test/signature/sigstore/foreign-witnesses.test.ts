import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KeySigner, SignatureResult } from "../../../src/signature/index.ts";
import {
  leaf,
  entryOf,
  legacyAnnotations,
  NOW,
  plus,
  SIGNED_AT,
  signed,
  stampOf,
} from "../../fixtures/sigstore/keyless.ts";
import type { Signed } from "../../fixtures/sigstore/keyless.ts";
import type { EntryJson } from "../../fixtures/sigstore/transparency-log.ts";
import { SUBJECT, outcome, payloadFor } from "../candidates.ts";
import { INSTANCE, ROOT, STRANGER, judgeBundle, judgeLegacy, keyless, makeBundle, makeBundle2 } from "../keyless.ts";
import type { MakeOptions } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

type Entry = (made: Signed) => EntryJson;
type Stamp = (made: Signed) => { signedTimestamp: string };

const OTHER = signed(Buffer.from("other bytes"), { certificate: leaf(INSTANCE) });
const known: Entry = (made) => entryOf(made, INSTANCE.rekor1, "dsse/0.0.1");
const undated: Entry = (made) => entryOf(made, INSTANCE.rekor2, "dsse/0.0.2");
const foreign: Entry = (made) => entryOf(made, STRANGER.rekor1, "dsse/0.0.1", plus(SIGNED_AT, 20));
const knownStamp: Stamp = (made) => stampOf(made, INSTANCE.tsa);
const foreignStamp: Stamp = (made) => stampOf(made, STRANGER.tsa, plus(SIGNED_AT, 30));

const withWitnesses = (entries: readonly Entry[], stamps: readonly Stamp[] = []): MakeOptions => ({
  entries: (made) => entries.map((one) => one(made)),
  stamps: (made) => stamps.map((one) => one(made)),
});
const judge = (entries: readonly Entry[], stamps: readonly Stamp[] = [], thresholds = {}): SignatureResult =>
  judgeBundle(makeBundle(withWitnesses(entries, stamps)).bundle, [keyless([ROOT], { thresholds })]);
const flipped = (text: string): string => {
  const bytes = Buffer.from(text, "base64");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString("base64");
};

describe("a witness whom the root does not know stands in no signature's way (junk never hides a valid signature)", () => {
  const seconds = (...offsets: readonly number[]) => ({
    verified: true,
    signer: { times: offsets.map((offset) => plus(SIGNED_AT, offset)) },
  });
  it.each<[string, readonly Entry[], readonly Stamp[], object]>([
    ["an entry behind", [known, foreign], [], seconds(10)],
    ["an entry before", [foreign, known], [], seconds(10)],
    ["two entries, one of them twice", [foreign, foreign, known], [], seconds(10)],
    ["a stamp", [known], [foreignStamp], seconds(10)],
    ["a stamp beside a known one", [undated], [foreignStamp, knownStamp], seconds(11)],
    ["an entry and a stamp", [foreign, undated], [knownStamp, foreignStamp], seconds(11)],
    ["an entry about another signature", [known, () => foreign(OTHER)], [], seconds(10)],
    ["a stamp over other bytes", [known], [() => foreignStamp(OTHER)], seconds(10)],
    [
      "an entry that lies ahead",
      [known, (made) => entryOf(made, STRANGER.rekor1, "dsse/0.0.1", plus(NOW, 9999))],
      [],
      seconds(10),
    ],
    ["a stamp that lies ahead", [known], [(made) => stampOf(made, STRANGER.tsa, plus(NOW, 9999))], seconds(10)],
    [
      "an entry of a kind that nobody reads",
      [known, () => STRANGER.rekor1.add({ kind: "rekord", apiVersion: "0.0.1", spec: {} }, SIGNED_AT)],
      [],
      seconds(10),
    ],
    ["seven entries", [...Array<Entry>(7).fill(foreign), known], [], seconds(10)],
  ])("%s", (_, entries, stamps, expected) => {
    expect(judge(entries, stamps)).toMatchObject(expected);
  });
});

describe("a witness whom the root does not know vouches for nothing (rows 43, 46 and 48)", () => {
  it.each<[string, readonly Entry[], readonly Stamp[], object, string]>([
    ["an entry alone", [foreign], [], {}, "untrusted-log-entry"],
    ["several alone", [foreign, (made) => entryOf(made, STRANGER.rekor2, "dsse/0.0.2")], [], {}, "untrusted-log-entry"],
    ["an entry alone, with a known stamp", [foreign], [knownStamp], {}, "untrusted-log-entry"],
    ["its entry dates nothing", [foreign, undated], [], {}, "no-verified-time"],
    ["its stamp dates nothing", [undated], [foreignStamp], {}, "untrusted-timestamp"],
    ["two logs are asked for", [known, foreign], [], { transparencyLogs: 2 }, "no-log-entry"],
    ["an authority is asked for", [known], [foreignStamp], { timestampAuthorities: 1 }, "untrusted-timestamp"],
    [
      "two authorities are asked for",
      [undated],
      [knownStamp, foreignStamp],
      { timestampAuthorities: 2 },
      "no-verified-time",
    ],
    ["two times are asked for", [known, foreign], [foreignStamp], { times: 2 }, "no-verified-time"],
    ["no log is asked for, and a time is", [foreign], [], { transparencyLogs: 0 }, "no-verified-time"],
    ["nine entries, eight of them foreign", [...Array<Entry>(8).fill(foreign), known], [], {}, "too-large"],
    [
      "nine stamps, eight of them foreign",
      [known],
      [...Array<Stamp>(8).fill(foreignStamp), knownStamp],
      {},
      "too-large",
    ],
  ])("%s", (_, entries, stamps, thresholds, expected) => {
    expect(outcome(judge(entries, stamps, thresholds))).toBe(expected);
  });
});

describe("a witness that claims to be known has to verify, whoever stands beside it", () => {
  const forged: Entry = (made) => ({ ...foreign(made), logId: known(made).logId });
  const tampered: Entry = (made) => ({ ...known(made), integratedTime: String(SIGNED_AT.getTime() / 1000 + 11) });
  const tamperedStamp: Stamp = (made) => ({ signedTimestamp: flipped(knownStamp(made).signedTimestamp) });
  it.each<[string, readonly Entry[], readonly Stamp[], string]>([
    ["an entry under a known log's name", [known, forged], [], "untrusted-log-entry"],
    [
      "a tampered entry",
      [(made) => entryOf(made, INSTANCE.rekor2, "dsse/0.0.2"), tampered],
      [knownStamp],
      "untrusted-log-entry",
    ],
    ["a tampered entry and an unknown one", [tampered, foreign], [], "untrusted-log-entry"],
    ["an entry about another signature", [known, () => known(OTHER)], [], "other-log-entry"],
    ["one entry twice", [foreign, known, known], [], "untrusted-log-entry"],
    ["a tampered stamp", [known], [tamperedStamp, foreignStamp], "untrusted-timestamp"],
    ["a stamp over other bytes", [known], [() => knownStamp(OTHER)], "untrusted-timestamp"],
    ["a stamp twice", [known], [knownStamp, knownStamp], "untrusted-timestamp"],
    [
      "an entry that lies ahead",
      [known, (made) => entryOf(made, INSTANCE.rekor1, "intoto/0.0.2", plus(NOW, 999))],
      [],
      "future-time",
    ],
    [
      "an unreadable entry of nobody",
      [known, (made) => ({ ...foreign(made), canonicalizedBody: "AAAA" })],
      [],
      "malformed-log-entry",
    ],
  ])("%s", (_, entries, stamps, expected) => {
    expect(outcome(judge(entries, stamps))).toBe(expected);
  });
});

it("with unknown witnesses anywhere among them a signature is judged as without them", () => {
  const entry = fc.constantFrom<(readonly [Entry, boolean])[]>([known, true], [undated, true], [foreign, false]);
  const stamp = fc.constantFrom<(readonly [Stamp, boolean])[]>([knownStamp, true], [foreignStamp, false]);
  const entries = fc.array(entry, { maxLength: 4 });
  const stamps = fc.array(stamp, { maxLength: 4 });
  const all = <T>(list: readonly (readonly [T, boolean])[]) => list.map(([one]) => one);
  const familiar = <T>(list: readonly (readonly [T, boolean])[]) => all(list.filter(([, isKnown]) => isKnown));
  fc.assert(
    fc.property(entries, stamps, (someEntries, someStamps) => {
      const whole = judge(all(someEntries), all(someStamps));
      const bare = judge(familiar(someEntries), familiar(someStamps));
      expect(whole.verified).toBe(bare.verified);
      if (whole.verified && bare.verified) expect(whole.signer.times).toEqual(bare.signer.times);
    }),
    { numRuns: 60 },
  );
});

describe("keys whose signatures have to be logged", () => {
  const key = signingKey();
  const made = signed(Buffer.from(payloadFor(SUBJECT)), { key });
  const signer = (notAfter?: Date): KeySigner => ({
    ...keySigner("release", { ...key.trusted, ...(notAfter && { validity: { notAfter } }) }),
    transparencyLog: "required",
    roots: [ROOT],
  });
  const judgeKey = (parts: Parameters<typeof legacyAnnotations>[1], one = signer()) =>
    judgeLegacy(
      {
        payload: made.logged.bytes,
        signature: made.logged.signature.toString("base64"),
        annotations: legacyAnnotations(made, parts),
      },
      [one],
    );
  const entry = entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1");

  it("a stamp of nobody's neither dates nor hides them", () => {
    const stamp = foreignStamp(made);
    expect(judgeKey({ entry, stamp })).toMatchObject({ verified: true, signer: { times: [plus(SIGNED_AT, 10)] } });
    expect(outcome(judgeKey({ entry, stamp }, signer(plus(SIGNED_AT, 10))))).toBe("verified");
    expect(outcome(judgeKey({ entry, stamp }, signer(plus(SIGNED_AT, 9))))).toBe("key-not-valid");
  });

  it("an entry of nobody's does not log them", () => {
    const foreignEntry = entryOf(made, STRANGER.rekor1, "hashedrekord/0.0.1");
    expect(outcome(judgeKey({ entry: foreignEntry }))).toBe("untrusted-log-entry");
  });
});

it("Rekor 2 of another instance beside Rekor 2 of this one is passed over", () => {
  const both = makeBundle2({
    entries: (made) => [entryOf(made, STRANGER.rekor2, "dsse/0.0.2"), entryOf(made, INSTANCE.rekor2, "dsse/0.0.2")],
  });
  expect(outcome(judgeBundle(both.bundle))).toBe("verified");
});
