import { sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { InvalidTrustedRoot, parseTrustedRoots } from "../../../src/signature/index.ts";
import { bitString, oid, sequence } from "../../fixtures/sigstore/der.ts";
import { toBeSigned } from "../../fixtures/sigstore/certificate.ts";
import { trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { entryOf, leaf, plus, SIGNED_AT, signed, stampOf } from "../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../fixtures/sigstore/log-body.ts";
import { IN_TOTO, SUBJECT, preAuth, statementFor } from "../candidates.ts";
import { expectNoMore } from "../expect-no-more.ts";
import { INSTANCE, ROOT, judgeBundle, judgeLegacy, keyless, makeBundle, makeBundle2, makeLegacy } from "../keyless.ts";
import { breakDer, breakJson, breakage } from "../mutations.ts";
import type { Breakage } from "../mutations.ts";

const RUNS = { numRuns: 150 };
const FIRST = makeBundle({ stamps: (made) => [stampOf(made, INSTANCE.tsa)] }).bundle;
const SECOND = makeBundle2().bundle;
const LEGACY = makeLegacy({ stamps: (made) => [stampOf(made, INSTANCE.tsa)] }).candidate;

describe.each([
  ["Rekor 1 and a timestamp", FIRST],
  ["Rekor 2 and a timestamp", SECOND],
])("a keyless bundle, %s", (_, good) => {
  const original = judgeBundle(good);
  const bytes = Buffer.from(JSON.stringify(good));

  it("is accepted as it is", () => {
    expect(original.verified).toBe(true);
  });

  it("with one changed bit says the same or nothing", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        expectNoMore(judgeBundle(changed), original);
      }),
      { numRuns: 200 },
    );
  });

  it("with one broken member says the same or nothing", () => {
    fc.assert(
      fc.property(breakage, (how) => {
        expectNoMore(judgeBundle(breakJson(good, how)), original);
      }),
      { numRuns: 200 },
    );
  });
});

it("a legacy signature with one broken annotation says the same or nothing", () => {
  const original = judgeLegacy(LEGACY);
  expect(original.verified).toBe(true);
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(LEGACY.annotations)), breakage, (key, how) => {
      const text = LEGACY.annotations[key] ?? "";
      const document = text.startsWith("{")
        ? JSON.stringify(breakJson(JSON.parse(text), how))
        : JSON.stringify(how.value);
      expectNoMore(judgeLegacy({ ...LEGACY, annotations: { ...LEGACY.annotations, [key]: document } }), original);
    }),
    RUNS,
  );
});

it("a certificate that is broken before its CA signs it is judged, and stands for nobody else", () => {
  const signers = [keyless([ROOT], { thresholds: { certificateLogs: 0 } })];
  const good = leaf(INSTANCE, { certificateLog: null });
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const tbs = toBeSigned(good, good.serial);
  fc.assert(
    fc.property(breakage, (how) => {
      const broken = breakDer(tbs, how);
      const signature = sign("sha256", broken, INSTANCE.fulcio.key.privateKey);
      const der = sequence(broken, algorithm, bitString(signature));
      const payload = Buffer.from(statementFor(SUBJECT));
      const made = signed(preAuth(IN_TOTO, payload), { certificate: { ...good, der } }, { payload });
      const bundle = {
        ...FIRST,
        verificationMaterial: {
          certificate: { rawBytes: der.toString("base64") },
          tlogEntries: [entryOf(made, INSTANCE.rekor1, "dsse/0.0.1")],
        },
        dsseEnvelope: {
          payload: payload.toString("base64"),
          payloadType: IN_TOTO,
          signatures: [{ sig: made.logged.signature.toString("base64") }],
        },
      };
      const result = judgeBundle(bundle, signers);
      if (!result.verified) expect(result.reason).not.toBe("verifier-error");
      else expect(result.signer.certificate?.subject.value).toMatch(/^https:\/\/github\.com\/acme\/web\//);
    }),
    { numRuns: 200 },
  );
});

it("a timestamp that is broken says the same or nothing", () => {
  const { signed: made, bundle } = makeBundle2();
  const original = judgeBundle(bundle);
  const der = Buffer.from(stampOf(made, INSTANCE.tsa).signedTimestamp, "base64");
  const stamped = (bytes: Buffer) => ({
    ...bundle,
    verificationMaterial: {
      ...bundle.verificationMaterial,
      timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: bytes.toString("base64") }] },
    },
  });
  fc.assert(
    fc.property(breakage, (how) => {
      expectNoMore(judgeBundle(stamped(breakDer(der, how))), original);
    }),
    { numRuns: 200 },
  );
});

it("a log entry whose body is broken before the log takes it in says the same or nothing", () => {
  const kinds = [
    "hashedrekord/0.0.1",
    "hashedrekord/0.0.2",
    "dsse/0.0.1",
    "dsse/0.0.2",
    "intoto/0.0.1",
    "intoto/0.0.2",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...(kinds as (keyof typeof LOG_BODIES)[])), breakage, (kind, how) => {
      const { bundle } = makeBundle({
        entries: (made) => {
          const body = breakJson(LOG_BODIES[kind](made.logged), how) as object;
          const entry = INSTANCE.rekor1.add(body, plus(SIGNED_AT, 10));
          const [name = "", version = ""] = kind.split("/");
          return [{ ...entry, kindVersion: { kind: name, version } }];
        },
      });
      const result = judgeBundle(bundle);
      if (!result.verified) expect(result.reason).not.toBe("verifier-error");
    }),
    RUNS,
  );
});

it("a trusted root with one broken member is read or refused, and nothing else is thrown", () => {
  const good = trustedRootJson(INSTANCE);
  fc.assert(
    fc.property(breakage, (how) => {
      try {
        parseTrustedRoots(Buffer.from(JSON.stringify(breakJson(good, how))), "root.json");
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidTrustedRoot);
      }
    }),
    { numRuns: 200 },
  );
});

it("a trusted root with one broken certificate is read or refused, and nothing else is thrown", () => {
  const good = trustedRootJson(INSTANCE);
  const read = (how: Breakage) => {
    const rawBytes = breakDer(INSTANCE.root.der, how).toString("base64");
    const certificateAuthorities = [{ ...good.certificateAuthorities[0], certChain: { certificates: [{ rawBytes }] } }];
    try {
      parseTrustedRoots(Buffer.from(JSON.stringify({ ...good, certificateAuthorities })), "root.json");
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidTrustedRoot);
    }
  };
  fc.assert(fc.property(breakage, read), { numRuns: 200 });
  // An extension whose criticality is no boolean, wherever it stands.
  for (let place = 0; place < 80; place++) read({ place, how: "replace", value: "", bytes: Uint8Array.from([1]) });
});
