import { describe, expect, it } from "@jest/globals";
import { parsePublicKey } from "../../../../src/signature/index.ts";
import type { SignatureResult } from "../../../../src/signature/index.ts";
import { ecPair, pem } from "../../../fixtures/sigstore/certificate.ts";
import { NOW, plus, signed } from "../../../fixtures/sigstore/keyless.ts";
import { SUBJECT, legacyCandidate, payloadFor, preAuth, statementFor } from "../../candidates.ts";
import { judgeBundle, judgeLegacy } from "../../keyless.ts";
import type { Json } from "../../keyless.ts";
import { keySigner, pemOf, rsaPublicKey, signingKey, signWith } from "../../keys.ts";
import type { KeyKind, Scheme } from "../../keys.ts";
import { KEY, GOOD, acceptsAll, base64, refusesAll } from "./judging.ts";
import type { Row } from "./judging.ts";

const KEYS: readonly Row[] = [
  [
    67,
    "another key's signature with the trusted key's hint",
    "untrusted-key",
    () => {
      const made = signed(preAuth("application/vnd.in-toto+json", Buffer.from(statementFor(SUBJECT))), {
        key: ecPair(),
      });
      return judgeBundle(
        {
          ...GOOD.bundle,
          verificationMaterial: { publicKey: { hint: KEY.trusted.fingerprint } },
          dsseEnvelope: {
            ...(GOOD.bundle["dsseEnvelope"] as Json),
            signatures: [{ sig: base64(made.logged.signature) }],
          },
        },
        [keySigner("k", KEY.trusted)],
      );
    },
  ],
  [
    68,
    "a signature by RSA where ECDSA is trusted",
    "untrusted-key",
    () => {
      const rsa = signingKey("RSA 2048");
      const payload = Buffer.from(payloadFor(SUBJECT));
      return judgeLegacy({ payload, signature: base64(signWith(rsa, payload)) }, [keySigner("k", KEY.trusted)]);
    },
  ],
  [
    72,
    "a key that may not sign any more",
    "key-not-valid",
    () => {
      const payload = Buffer.from(payloadFor(SUBJECT));
      const expired = { ...KEY.trusted, validity: { notAfter: plus(NOW, -1) } };
      return judgeLegacy({ payload, signature: base64(signWith(KEY, payload)) }, [keySigner("k", expired)]);
    },
  ],
  [
    72,
    "a key that may not sign yet",
    "key-not-valid",
    () => {
      const payload = Buffer.from(payloadFor(SUBJECT));
      const early = { ...KEY.trusted, validity: { notBefore: plus(NOW, 1) } };
      return judgeLegacy({ payload, signature: base64(signWith(KEY, payload)) }, [keySigner("k", early)]);
    },
  ],
];

refusesAll("keys", KEYS);

const keyPem = (kind: KeyKind) => pemOf(signingKey(kind).publicKey);
const P256 = keyPem("P-256");

describe("keys that no policy may name", () => {
  it.each([
    [69, "RSA of 1024 bits", pemOf(rsaPublicKey(1024)), "rsa-too-small"],
    [69, "secp256k1", keyPem("secp256k1"), "unsupported-curve"],
    [69, "P-192", pemOf(ecPair("prime192v1").publicKey), "unsupported-curve"],
    [70, "a private key", KEY.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "private-key"],
    [70, "a certificate", pem("CERTIFICATE", GOOD.signed.logged.signer.der), "certificate"],
    [70, "two keys", P256 + keyPem("P-256"), "several-blocks"],
  ])("row %d: %s is an error of the policy", (_row, _what, text, reason) => {
    expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ reason }));
  });
});

const byKey = (kind: KeyKind, scheme: Scheme): SignatureResult => {
  const key = signingKey(kind);
  return judgeLegacy(legacyCandidate(key, payloadFor(SUBJECT), scheme), [
    keySigner("k", parsePublicKey(pemOf(key.publicKey))),
  ]);
};

acceptsAll([
  [71, "P-384 over SHA-384, as cosign 2.6 and 3 sign", () => byKey("P-384", { hash: "sha384" })],
  [71, "P-384 over SHA-256, as older versions signed", () => byKey("P-384", { hash: "sha256" })],
]);

refusesAll("and other hashes", [
  [71, "P-384 over SHA-512", "untrusted-key", () => byKey("P-384", { hash: "sha512" })],
  [68, "two numbers instead of DER", "untrusted-key", () => byKey("P-256", { dsaEncoding: "ieee-p1363" })],
]);
