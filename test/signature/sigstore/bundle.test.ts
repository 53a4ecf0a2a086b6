import { describe, expect, it } from "@jest/globals";
import { verifyBundle } from "../../../src/signature/index.ts";
import {
  BUNDLE_V03,
  IN_TOTO,
  OTHER,
  SUBJECT,
  bundle,
  bundleObject,
  bytesOf,
  outcome,
  statementFor,
  until,
} from "../candidates.ts";
import { keySigner, pemOf, signWith, signingKey } from "../keys.ts";

const KEY = signingKey();
const SIGNERS = [keySigner("release", KEY.trusted)];
const GOOD = bundleObject(KEY);
const ENVELOPE = GOOD.dsseEnvelope;
const [SIGNATURE = { sig: "" }] = ENVELOPE.signatures;
const TEXT = JSON.stringify(GOOD);
const CERTIFICATE = { certificate: { rawBytes: Buffer.from("a certificate").toString("base64") } };
const MESSAGE = { messageDigest: { algorithm: "SHA2_256", digest: SUBJECT.slice(7) }, signature: SIGNATURE.sig };

function judge(bytes: Uint8Array): string {
  return outcome(verifyBundle(bytes, SUBJECT, SIGNERS));
}

/** The good bundle with members replaced; `undefined` removes one. */
function altered(members: object): Buffer {
  return bytesOf({ ...GOOD, ...members });
}

function withEnvelope(members: object): Buffer {
  return altered({ dsseEnvelope: { ...ENVELOPE, ...members } });
}

describe("bundles that are accepted", () => {
  it("names the signer and the key that made it", () => {
    expect(verifyBundle(bytesOf(GOOD), SUBJECT, SIGNERS)).toEqual({
      verified: true,
      signer: { signer: "release", system: "cosign", identity: `key ${KEY.trusted.fingerprint}`, format: "bundle" },
    });
  });

  it.each([
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    BUNDLE_V03,
  ])("takes the media type %s", (mediaType) => {
    expect(judge(altered({ mediaType }))).toBe("verified");
  });

  it.each([
    ["no hint", { publicKey: {} }],
    [
      "the hint of another key, because the hint chooses nothing",
      { publicKey: { hint: signingKey().trusted.fingerprint } },
    ],
    [
      "log entries, which nobody asked for",
      { publicKey: {}, tlogEntries: [{ logIndex: "1", logId: { keyId: "AAAA" }, canonicalizedBody: "AAAA" }] },
    ],
    ["log entries that are nonsense", { publicKey: {}, tlogEntries: [42], timestampVerificationData: "x" }],
  ])("takes a bundle with %s", (_, verificationMaterial) => {
    expect(judge(altered({ verificationMaterial }))).toBe("verified");
  });

  it("takes a bundle with white space, and with the key's name in the envelope", () => {
    expect(judge(Buffer.from(`${JSON.stringify(GOOD, null, 2)}\n`))).toBe("verified");
    expect(judge(withEnvelope({ signatures: [{ ...SIGNATURE, keyid: "release" }] }))).toBe("verified");
  });
});

describe("bundles of another form", () => {
  it.each([
    ["v9.9", "application/vnd.dev.sigstore.bundle.v9.9+json"],
    ["version 0.33 (the library compares a prefix)", "application/vnd.dev.sigstore.bundle+json;version=0.33"],
    ["garbage behind it", `${BUNDLE_V03}XYZ`],
    ["a blank behind it", `${BUNDLE_V03} `],
    ["upper case", BUNDLE_V03.toUpperCase()],
    ["a parameter", `${BUNDLE_V03};charset=utf-8`],
    ["nothing", ""],
  ])("refuses a media type with %s", (_, mediaType) => {
    expect(judge(altered({ mediaType }))).toBe("unsupported-media-type");
  });

  it.each([
    ["no media type", altered({ mediaType: undefined })],
    ["a media type that is no text", altered({ mediaType: [BUNDLE_V03] })],
    ["an unknown member", altered({ extra: 1 })],
    ["a member in other letter case", altered({ DsseEnvelope: ENVELOPE })],
    [
      "the protocol buffer's own names",
      bytesOf({ media_type: BUNDLE_V03, verification_material: {}, dsse_envelope: ENVELOPE }),
    ],
    ["the envelope twice", Buffer.from(TEXT.replace(/\}$/, `,"dsseEnvelope":${JSON.stringify(ENVELOPE)}}`))],
    ["the payload twice", Buffer.from(TEXT.replace('"payload":', '"payload":"","payload":'))],
    ["bytes behind it", Buffer.from(`${TEXT}{}`)],
    ["a byte order mark", Buffer.from(`\uFEFF${TEXT}`)],
    ["no JSON", Buffer.from("<html></html>")],
    ["compressed bytes", Buffer.from("1f8b08000000000000ff", "hex")],
    ["nothing", Buffer.alloc(0)],
    ["null", bytesOf(null)],
    ["a list", bytesOf([GOOD])],
    ["no content", altered({ dsseEnvelope: undefined })],
    ["both contents (the library prefers one silently)", altered({ messageSignature: MESSAGE })],
    ["both contents, one of them null", altered({ messageSignature: null })],
    ["an envelope that is null", altered({ dsseEnvelope: null })],
    ["no material", altered({ verificationMaterial: undefined })],
    ["empty material", altered({ verificationMaterial: {} })],
    ["a key and a certificate", altered({ verificationMaterial: { publicKey: {}, ...CERTIFICATE } })],
    ["a key that is null", altered({ verificationMaterial: { publicKey: null } })],
    ["an unknown member of the material", altered({ verificationMaterial: { publicKey: {}, rawKey: "x" } })],
    ["a hint that is no text", altered({ verificationMaterial: { publicKey: { hint: 1 } } })],
    ["a key inside the key", altered({ verificationMaterial: { publicKey: { rawBytes: "AAAA" } } })],
    ["no signature in the envelope", withEnvelope({ signatures: [] })],
    ["two signatures in the envelope", withEnvelope({ signatures: [SIGNATURE, SIGNATURE] })],
    ["a bogus signature before the good one", withEnvelope({ signatures: [{ sig: "AAAA" }, SIGNATURE] })],
    ["signatures that are no list", withEnvelope({ signatures: SIGNATURE })],
    ["a signature that is null", withEnvelope({ signatures: [null] })],
    ["an unknown member of the signature", withEnvelope({ signatures: [{ ...SIGNATURE, cert: "x" }] })],
    ["a key name that is no text", withEnvelope({ signatures: [{ ...SIGNATURE, keyid: 1 }] })],
    ["an unknown member of the envelope", withEnvelope({ extra: 1 })],
    ["no payload", withEnvelope({ payload: undefined })],
    ["a payload that is no text", withEnvelope({ payload: {} })],
    ["no payload type", withEnvelope({ payloadType: undefined })],
  ])("refuses a bundle with %s", (_, bytes) => {
    expect(judge(bytes)).toBe("malformed-bundle");
  });

  it("refuses a bundle larger than any signature needs", () => {
    expect(judge(Buffer.from(TEXT + " ".repeat(1024 * 1024)))).toBe("too-large");
  });

  it("refuses a message signature, with a right or a wrong message digest, and says what is missing", () => {
    const messageSignature = { ...MESSAGE, messageDigest: { algorithm: "SHA2_512", digest: "AAAA" } };
    expect(judge(altered({ dsseEnvelope: undefined, messageSignature: MESSAGE }))).toBe("unsupported-content");
    expect(judge(altered({ dsseEnvelope: undefined, messageSignature }))).toBe("unsupported-content");
  });
});

describe("bundles that are signed by a certificate", () => {
  const spki = Buffer.from(pemOf(KEY.publicKey)).toString("base64");
  it.each([
    ["a certificate", CERTIFICATE],
    ["a certificate chain", { x509CertificateChain: { certificates: [CERTIFICATE.certificate] } }],
    ["the trusted key in the place of a certificate (GHSA-fx35-mq7g-6g98)", { certificate: { rawBytes: spki } }],
  ])("refuses %s, though the trusted key made the signature", (_, verificationMaterial) => {
    expect(judge(altered({ verificationMaterial }))).toBe("not-a-key-signature");
  });

  it("says that it is an attestation, or for another digest, before it says that it is keyless", () => {
    const other = { ...bundleObject(KEY, { statement: statementFor(OTHER) }), verificationMaterial: CERTIFICATE };
    expect(judge(bytesOf(other))).toBe("other-digest");
    const provenance = statementFor(SUBJECT, { predicateType: "https://slsa.dev/provenance/v1" });
    expect(judge(bytesOf({ ...bundleObject(KEY, { statement: provenance }), verificationMaterial: CERTIFICATE }))).toBe(
      "not-a-signature",
    );
  });
});

describe("the envelope's encoding", () => {
  const long = until(
    () => bundleObject(KEY),
    ({ dsseEnvelope }) => /[+/].*[^=]=$/.test(dsseEnvelope.signatures[0]?.sig ?? ""),
  );
  const sig = long.dsseEnvelope.signatures[0]?.sig ?? "";
  const withSig = (text: unknown) =>
    bytesOf({ ...long, dsseEnvelope: { ...long.dsseEnvelope, signatures: [{ sig: text }] } });
  it.each([
    ["URL-safe", sig.replaceAll("+", "-").replaceAll("/", "_")],
    ["unpadded", sig.replaceAll("=", "")],
    ["with junk, which the library skips", `${sig.slice(0, 4)}*${sig.slice(4)}`],
    ["with a line end", `${sig}\n`],
    ["empty", ""],
    ["null", null],
    ["missing", undefined],
  ])("refuses a signature that is %s", (_, text) => {
    expect(judge(withSig(text))).toBe("malformed-signature");
  });

  it.each([
    ["with junk, which the library skips", `*${ENVELOPE.payload}`],
    ["with a line end", `${ENVELOPE.payload}\n`],
    ["with more behind the padding", `${ENVELOPE.payload.replaceAll("=", "")}====AAAA`],
  ])("refuses a payload in base64 %s", (_, payload) => {
    expect(judge(withEnvelope({ payload }))).toBe("malformed-bundle");
  });

  it.each([["text/plain"], [""], [`${IN_TOTO} `], [IN_TOTO.toUpperCase()], ["application/vnd.in-toto.cosign+dsse"]])(
    "refuses the payload type %j, though it is signed with it (the library takes any)",
    (payloadType) => {
      expect(judge(bundle(KEY, { payloadType }))).toBe("not-a-signature");
    },
  );

  it("refuses a signature over the bare statement: DSSE signs the type with it", () => {
    const sigOverPayload = signWith(KEY, Buffer.from(ENVELOPE.payload, "base64")).toString("base64");
    expect(judge(withEnvelope({ signatures: [{ sig: sigOverPayload }] }))).toBe("untrusted-key");
  });
});
