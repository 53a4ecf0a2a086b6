import { describe, expect, it } from "@jest/globals";
import { readTimestamp } from "../../../src/signature/sigstore/timestamp.ts";
import { readLogEntries } from "../../../src/signature/sigstore/log-entry.ts";
import { findSigner, judge } from "../../../src/signature/sigstore/verify-signature.ts";
import { entryOf, leaf, NOW, plus, SIGNED_AT, signed } from "../../fixtures/sigstore/keyless.ts";
import { IN_TOTO, SUBJECT, outcome, payloadFor, preAuth, statementFor } from "../candidates.ts";
import { INSTANCE, STRANGER, judgeBundle, judgeLegacy, keyless, makeBundle2, makeLegacy } from "../keyless.ts";

const PAYLOAD = Buffer.from(statementFor(SUBJECT));
const MADE = signed(preAuth(IN_TOTO, PAYLOAD), { certificate: leaf(INSTANCE) }, { payload: PAYLOAD });
const ENVELOPE = Buffer.from(
  JSON.stringify({
    payloadType: IN_TOTO,
    payload: PAYLOAD.toString("base64"),
    signatures: [{ sig: MADE.logged.signature.toString("base64") }],
  }),
);
const AT = plus(SIGNED_AT, 11);
const { bytes, payload, signature, signer } = MADE.logged;

/** A candidate that only its stamps date: Rekor 2 promises no time. */
function judgeStamp(stamp: Buffer, envelope?: Buffer): string {
  const content = { bytes, payload, signature, claims: { annotations: new Map() }, ...(envelope && { envelope }) };
  const material = {
    certificate: () => signer.der,
    chain: () => [],
    entries: () => readLogEntries([entryOf(MADE, INSTANCE.rekor2, "dsse/0.0.2")], "proof"),
    timestamps: () => [readTimestamp(stamp)],
  };
  return outcome(judge(() => findSigner({ content, material, format: "legacy" }, [keyless()], { now: NOW })));
}

const stampOver = (what: Uint8Array, tsa = INSTANCE.tsa, at = AT) => tsa.stamp(what, { at });

describe("a timestamp of an attestation's envelope (cosign 2 stamped all of it, cosign 3 the signature in it)", () => {
  it.each([
    ["the signature, where the envelope is known", signature, ENVELOPE, "verified"],
    ["the whole envelope", ENVELOPE, ENVELOPE, "verified"],
    ["the signature, where no envelope is known", signature, undefined, "verified"],
    ["an envelope that nobody has", ENVELOPE, undefined, "untrusted-timestamp"],
    ["another envelope", ENVELOPE, Buffer.concat([ENVELOPE, Buffer.from("\n")]), "untrusted-timestamp"],
    ["the payload", payload, ENVELOPE, "untrusted-timestamp"],
    ["what is signed", bytes, ENVELOPE, "untrusted-timestamp"],
    ["the signature in base64", Buffer.from(signature.toString("base64")), ENVELOPE, "untrusted-timestamp"],
  ])("over %s", (_, stamped, envelope, expected) => {
    expect(judgeStamp(stampOver(stamped), envelope)).toBe(expected);
  });

  it("is by a known authority, in its time and the certificate's", () => {
    expect(judgeStamp(stampOver(ENVELOPE, STRANGER.tsa), ENVELOPE)).toBe("untrusted-timestamp");
    expect(judgeStamp(stampOver(ENVELOPE, INSTANCE.tsa, plus(SIGNED_AT, 601)), ENVELOPE)).toBe("untrusted-certificate");
    const forged = stampOver(ENVELOPE);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(judgeStamp(forged, ENVELOPE)).toBe("untrusted-timestamp");
  });
});

describe("a timestamp of anything else is over the signature alone", () => {
  it("a legacy signature's is not over its payload", () => {
    const over = (what: (made: ReturnType<typeof makeLegacy>["signed"]) => Uint8Array) =>
      outcome(
        judgeLegacy(
          makeLegacy({ stamps: (made) => [{ signedTimestamp: stampOver(what(made)).toString("base64") }] }).candidate,
        ),
      );
    expect(over((made) => made.logged.signature)).toBe("verified");
    expect(over(() => Buffer.from(payloadFor(SUBJECT)))).toBe("untrusted-timestamp");
  });

  it("a bundle's is not over its envelope: a bundle does not keep the envelope's bytes", () => {
    const { bundle } = makeBundle2();
    const envelope = Buffer.from(JSON.stringify(bundle["dsseEnvelope"]));
    const material = {
      ...bundle.verificationMaterial,
      timestampVerificationData: {
        rfc3161Timestamps: [{ signedTimestamp: stampOver(envelope).toString("base64") }],
      },
    };
    expect(outcome(judgeBundle({ ...bundle, verificationMaterial: material }))).toBe("untrusted-timestamp");
  });
});
