import { describe, expect, it } from "@jest/globals";
import { readLogEntries } from "../../../src/signature/sigstore/log-entry.ts";
import { findSigner, judge } from "../../../src/signature/sigstore/verify-signature.ts";
import { pem } from "../../fixtures/sigstore/certificate.ts";
import { trustedRootJson, logJson } from "../../fixtures/sigstore/instance.ts";
import { entryOf, leaf, NOW, plus, SIGNED_AT, signed } from "../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../fixtures/sigstore/log-body.ts";
import type { Logged } from "../../fixtures/sigstore/log-body.ts";
import type { EntryJson } from "../../fixtures/sigstore/transparency-log.ts";
import { IN_TOTO, SUBJECT, outcome, preAuth, statementFor } from "../candidates.ts";
import { INSTANCE, ROOT, STRANGER, keyless, rootOf } from "../keyless.ts";

const PAYLOAD = Buffer.from(statementFor(SUBJECT));
const BARE = signed(preAuth(IN_TOTO, PAYLOAD), { certificate: leaf(INSTANCE) }, { payload: PAYLOAD });
const ENVELOPE = Buffer.from(
  JSON.stringify({
    payloadType: IN_TOTO,
    payload: PAYLOAD.toString("base64"),
    signatures: [{ keyid: "", sig: BARE.logged.signature.toString("base64") }],
  }),
);
const SIGNED = { ...BARE, logged: { ...BARE.logged, claims: { annotations: new Map() }, envelope: ENVELOPE } };
const KIND = "intoto/0.0.1";
const body = (logged: Logged = SIGNED.logged) => LOG_BODIES[KIND](logged);
const promised = (content: object, at = plus(SIGNED_AT, 10)) => INSTANCE.rekor1.add(content, at);

function judgeEntries(entries: readonly EntryJson[], envelope: Buffer = ENVELOPE, root = ROOT): string {
  const { bytes, payload, signature, signer } = SIGNED.logged;
  const content = { bytes, payload, signature, envelope, claims: { annotations: new Map() } };
  const material = {
    certificate: () => signer.der,
    chain: () => [],
    entries: () => readLogEntries(entries, "promise"),
    timestamps: () => [],
  };
  return outcome(judge(() => findSigner({ content, material, format: "legacy" }, [keyless([root])], { now: NOW })));
}

describe("an entry of the kind intoto/0.0.1, as SLSA generators logged until 2023 (the library knows none)", () => {
  it("is accepted where the log promised it, and tells the time", () => {
    expect(judgeEntries([entryOf(SIGNED, INSTANCE.rekor1, KIND)])).toBe("verified");
  });

  const entry = entryOf(SIGNED, INSTANCE.rekor1, KIND);
  const other = pem("CERTIFICATE", leaf(INSTANCE).der);
  it.each<[string, () => string, string]>([
    [
      "another time",
      () => judgeEntries([{ ...entry, integratedTime: String(Number(entry.integratedTime) + 1) }]),
      "untrusted-log-entry",
    ],
    ["another index", () => judgeEntries([{ ...entry, logIndex: "1" }]), "untrusted-log-entry"],
    [
      "a promise by nobody",
      () => judgeEntries([{ ...entry, inclusionPromise: { signedEntryTimestamp: "AAAA" } }]),
      "untrusted-log-entry",
    ],
    ["an unknown log", () => judgeEntries([entryOf(SIGNED, STRANGER.rekor1, KIND)]), "untrusted-log-entry"],
    [
      "an unknown log under a known name",
      () => judgeEntries([{ ...entryOf(SIGNED, STRANGER.rekor1, KIND), logId: entry.logId }]),
      "untrusted-log-entry",
    ],
    [
      "another certificate",
      () =>
        judgeEntries([
          promised({ ...body(), spec: { ...body().spec, publicKey: Buffer.from(other).toString("base64") } }),
        ]),
      "other-log-entry",
    ],
    [
      "another payload",
      () => judgeEntries([promised(body({ ...SIGNED.logged, payload: Buffer.from("x") }))]),
      "other-log-entry",
    ],
    [
      "another envelope: a signature that is not logged",
      () => judgeEntries([promised(body({ ...SIGNED.logged, envelope: Buffer.from("x") }))]),
      "other-log-entry",
    ],
    ["no envelope to compare it with", () => judgeEntries([entry], Buffer.alloc(0)), "other-log-entry"],
    [
      "a time outside the certificate's validity",
      () => judgeEntries([promised(body(), plus(SIGNED_AT, 601))]),
      "untrusted-certificate",
    ],
    ["one twice", () => judgeEntries([entry, entry]), "untrusted-log-entry"],
    [
      "a log that was not trusted then",
      () =>
        judgeEntries(
          [entry],
          ENVELOPE,
          rootOf({
            ...trustedRootJson(INSTANCE),
            tlogs: [logJson(INSTANCE.rekor1, { start: "2026-03-01T12:00:11Z" })],
          }),
        ),
      "untrusted-log-entry",
    ],
  ])("is refused: %s", (_, judgeIt, expected) => {
    expect(judgeIt()).toBe(expected);
  });

  it("stands beside an entry that the library verifies", () => {
    const both = [
      entryOf(SIGNED, INSTANCE.rekor1, KIND),
      entryOf(SIGNED, INSTANCE.rekor1, "dsse/0.0.1", plus(SIGNED_AT, 20)),
    ];
    expect(judgeEntries(both)).toBe("verified");
    expect(
      judgeEntries([
        both[0] ?? entry,
        { ...(both[1] ?? entry), integratedTime: String(SIGNED_AT.getTime() / 1000 + 21) },
      ]),
    ).toBe("untrusted-log-entry");
  });
});
