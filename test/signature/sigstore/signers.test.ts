import { describe, expect, it } from "@jest/globals";
import {
  MAX_KEYS_PER_SIGNER,
  parsePublicKey,
  verifyBundle,
  verifyLegacySignature,
} from "../../../src/signature/index.ts";
import type { KeySigner, SignatureScheme, TrustedKey } from "../../../src/signature/index.ts";
import { SUBJECT, bundle, bundleObject, bytesOf, legacyCandidate, outcome, payloadFor } from "../candidates.ts";
import { ed25519ph, keySigner, pemOf, signingKey, trustedKey } from "../keys.ts";
import type { KeyKind, Scheme, SigningKey } from "../keys.ts";

const KEY = signingKey();
const STRANGER = signingKey();

/** Both formats, signed by one key in one way, judged by some signers. */
function judgeBoth(key: SigningKey, signers: readonly KeySigner[], scheme: Scheme = {}): string[] {
  return [
    outcome(verifyLegacySignature(legacyCandidate(key, payloadFor(SUBJECT), scheme), SUBJECT, signers)),
    outcome(verifyBundle(bundle(key, scheme), SUBJECT, signers)),
  ];
}

function signerOf(...keys: readonly TrustedKey[]): KeySigner[] {
  return [keySigner("release", ...keys)];
}

function both(expected: string): string[] {
  return [expected, expected];
}

describe("what a key may sign with", () => {
  it.each<[KeyKind, string, Scheme, string]>([
    ["P-256", "SHA-256", {}, "verified"],
    ["P-256", "SHA-384, which nobody writes", { hash: "sha384" }, "untrusted-key"],
    ["P-256", "P1363 instead of DER", { dsaEncoding: "ieee-p1363" }, "untrusted-key"],
    ["P-384", "SHA-384, as cosign 3", {}, "verified"],
    ["P-384", "SHA-256, as older versions", { hash: "sha256" }, "verified"],
    ["P-384", "SHA-512", { hash: "sha512" }, "untrusted-key"],
    ["P-384", "SHA-1", { hash: "sha1" }, "untrusted-key"],
    ["P-521", "SHA-512, as cosign 3", {}, "verified"],
    ["P-521", "SHA-256, as older versions", { hash: "sha256" }, "verified"],
    ["P-521", "SHA-384", { hash: "sha384" }, "untrusted-key"],
    ["RSA 2048", "PKCS #1 v1.5 with SHA-256", {}, "verified"],
    ["RSA 3072", "PKCS #1 v1.5 with SHA-256", {}, "verified"],
    ["RSA 2048", "PKCS #1 v1.5 with SHA-1", { hash: "sha1" }, "untrusted-key"],
    ["RSA 2048", "PKCS #1 v1.5 with SHA-512", { hash: "sha512" }, "untrusted-key"],
    ["RSA 2048", "PSS", { pss: true }, "untrusted-key"],
    ["Ed25519", "pure Ed25519", {}, "verified"],
  ])("%s, %s", (kind, _, scheme, expected) => {
    const key = signingKey(kind);
    expect(judgeBoth(key, signerOf(parsePublicKey(pemOf(key.publicKey))), scheme)).toEqual(both(expected));
  });

  it("Ed25519, Ed25519ph, as cosign 3 makes it and cannot verify it itself", () => {
    const key = signingKey("Ed25519");
    const payload = Buffer.from(payloadFor(SUBJECT));
    const prehashed = (bytes: Uint8Array) => ({ payload, signature: ed25519ph(key, bytes).toString("base64") });
    expect(outcome(verifyLegacySignature(prehashed(payload), SUBJECT, signerOf(key.trusted)))).toBe("verified");
    const other = prehashed(Buffer.from("other bytes"));
    expect(outcome(verifyLegacySignature(other, SUBJECT, signerOf(key.trusted)))).toBe("untrusted-key");
    expect(outcome(verifyLegacySignature(prehashed(payload), SUBJECT, signerOf(signingKey("Ed25519").trusted)))).toBe(
      "untrusted-key",
    );
    const noPoint = { payload, signature: Buffer.alloc(64, 0xff).toString("base64") };
    expect(outcome(verifyLegacySignature(noPoint, SUBJECT, signerOf(key.trusted)))).toBe("untrusted-key");
  });

  it.each<[SignatureScheme, string]>([
    ["rsa-pss-sha256", "sha256"],
    ["rsa-pss-sha384", "sha384"],
    ["rsa-pss-sha512", "sha512"],
  ])("RSA, %s only where the policy says so, and no other scheme then", (scheme, hash) => {
    const key = signingKey("RSA 2048");
    const pss = signerOf(parsePublicKey(pemOf(key.publicKey), { scheme }));
    expect(judgeBoth(key, pss, { pss: true, hash })).toEqual(both("verified"));
    expect(judgeBoth(key, signerOf(key.trusted), { pss: true, hash })).toEqual(both("untrusted-key"));
    expect(judgeBoth(key, pss, { hash })).toEqual(both("untrusted-key"));
    expect(judgeBoth(key, pss, { pss: true, hash: hash === "sha256" ? "sha512" : "sha256" })).toEqual(
      both("untrusted-key"),
    );
  });

  it("refuses a scheme of RSA for another key", () => {
    expect(() => parsePublicKey(pemOf(KEY.publicKey), { scheme: "rsa-pss-sha256" })).toThrow(
      expect.objectContaining({ reason: "other-scheme" }),
    );
  });

  it.each<[KeyKind, KeyKind]>([
    ["P-256", "RSA 2048"],
    ["RSA 2048", "P-256"],
    ["Ed25519", "P-256"],
    ["P-256", "Ed25519"],
    ["P-384", "P-256"],
    ["P-256", "P-521"],
  ])("a signature by %s is refused cleanly where %s is trusted", (made, trusted) => {
    const key = signingKey(made);
    expect(judgeBoth(key, signerOf(signingKey(trusted).trusted))).toEqual(both("untrusted-key"));
  });

  it.each<[KeyKind]>([["RSA 1024"], ["secp256k1"], ["Ed448"]])(
    "%s verifies nothing, even if it came past the parser (the library would use it)",
    (kind) => {
      const key = signingKey(kind);
      const scheme = kind === "Ed448" ? { hash: null } : {};
      expect(judgeBoth(key, signerOf(key.trusted), scheme)).toEqual(both("verifier-error"));
    },
  );
});

describe("whose key it was", () => {
  it("refuses another key's signature that carries the trusted key's hint", () => {
    const forged = {
      ...bundleObject(STRANGER),
      verificationMaterial: { publicKey: { hint: KEY.trusted.fingerprint } },
    };
    expect(outcome(verifyBundle(bytesOf(forged), SUBJECT, signerOf(KEY.trusted)))).toBe("untrusted-key");
  });

  it("tries every key of every signer and names the one that made it", () => {
    const signers = [
      keySigner("old", signingKey("P-384").trusted, signingKey("RSA 2048").trusted),
      keySigner("none"),
      keySigner("new", STRANGER.trusted, KEY.trusted),
    ];
    const result = verifyBundle(bundle(KEY), SUBJECT, signers);
    expect(result).toMatchObject({ signer: { signer: "new", identity: `key ${KEY.trusted.fingerprint}` } });
    expect(judgeBoth(KEY, signers)).toEqual(both("verified"));
  });

  it("keeps keys apart that were used before", () => {
    for (let round = 0; round < 2; round++) {
      expect(judgeBoth(KEY, signerOf(KEY.trusted))).toEqual(both("verified"));
      expect(judgeBoth(KEY, signerOf(STRANGER.trusted))).toEqual(both("untrusted-key"));
    }
  });

  it("names the keys that were tried", () => {
    const result = verifyBundle(bundle(STRANGER), SUBJECT, signerOf(parsePublicKey(pemOf(KEY.publicKey))));
    expect(result).toMatchObject({ message: expect.stringContaining(`ECDSA P-256 ${KEY.trusted.fingerprint}`) });
  });

  it("refuses where nobody is trusted (law 3)", () => {
    expect(judgeBoth(KEY, [])).toEqual(both("no-trusted-key"));
    expect(judgeBoth(KEY, signerOf())).toEqual(both("no-trusted-key"));
  });

  it("tries as many keys as are allowed, and refuses a signer with more instead of trying some", () => {
    const others = Array.from({ length: MAX_KEYS_PER_SIGNER - 1 }, () => signingKey().trusted);
    expect(judgeBoth(KEY, signerOf(...others, KEY.trusted))).toEqual(both("verified"));
    expect(judgeBoth(KEY, signerOf(KEY.trusted, ...others, STRANGER.trusted))).toEqual(both("too-many-keys"));
  });
});

describe("a verifier that fails (law 3)", () => {
  const failing = {
    ...KEY.trusted,
    get key(): never {
      throw new Error("out of luck\u001b[2J");
    },
  };
  it.each<[string, readonly KeySigner[]]>([
    ["a key that cannot be read", signerOf(failing)],
    ["a failing key before the right one", signerOf(failing, KEY.trusted)],
    ["a private key", signerOf(trustedKey(KEY.publicKey, "P-256"), { ...STRANGER.trusted, key: STRANGER.privateKey })],
    ["no signers at all", null as unknown as KeySigner[]],
    [
      "something thrown that is no error",
      [
        {
          kind: "key",
          name: "x",
          transparencyLog: "not-required",
          get keys(): never {
            throw "text" as unknown as Error;
          },
        },
      ],
    ],
  ])("refuses: %s", (what, signers) => {
    const key = what === "a private key" ? STRANGER : KEY;
    expect(judgeBoth(key, signers)).toEqual(both("verifier-error"));
  });

  it("escapes what the failure said (law 10)", () => {
    const result = verifyBundle(bundle(KEY), SUBJECT, signerOf(failing));
    expect(result).toMatchObject({ message: "the verifier failed: out of luck\\u{1b}[2J" });
  });

  it.each([null, undefined, 42, {}])("refuses %p as a candidate", (candidate) => {
    expect(outcome(verifyBundle(candidate as Uint8Array, SUBJECT, signerOf(KEY.trusted)))).not.toBe("verified");
    const legacy = candidate as { payload: Uint8Array; signature: string };
    expect(outcome(verifyLegacySignature(legacy, SUBJECT, signerOf(KEY.trusted)))).not.toBe("verified");
  });
});
