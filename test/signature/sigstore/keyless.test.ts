import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { ownCertificateAuthority, publicGoodRoot, verifyBundle } from "../../../src/signature/index.ts";
import type { CosignSigner, KeySigner, KeylessSigner } from "../../../src/signature/index.ts";
import {
  authority,
  basicConstraints,
  certSign,
  extendedKeyUsage,
  pem,
  SERVER_AUTH,
} from "../../fixtures/sigstore/certificate.ts";
import type { Issued } from "../../fixtures/sigstore/certificate.ts";
import { logJson, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import {
  entryOf,
  ISSUER,
  leaf,
  legacyAnnotations,
  NOW,
  plus,
  SIGNED_AT,
  signed,
  stampOf,
  WORKFLOW,
} from "../../fixtures/sigstore/keyless.ts";
import { BUNDLE_V03, SUBJECT, bytesOf, outcome, payloadFor } from "../candidates.ts";
import {
  INSTANCE,
  ROOT,
  STRANGER,
  isWorkflow,
  judgeBundle,
  judgeLegacy,
  keyless,
  makeBundle,
  makeBundle2,
  makeLegacy,
  rootOf,
} from "../keyless.ts";
import type { MakeOptions } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

const STRANGERS_ROOT = rootOf(trustedRootJson(STRANGER));
const KEY = signingKey();

describe("keyless signatures that are accepted", () => {
  it("names who signed, and when", () => {
    expect(judgeBundle(makeBundle().bundle)).toEqual({
      verified: true,
      signer: {
        signer: "ci",
        system: "cosign",
        identity: `${WORKFLOW} (issuer ${ISSUER})`,
        format: "bundle",
        certificate: {
          issuer: ISSUER,
          subject: { kind: "uri", value: WORKFLOW },
          claims: {
            buildSignerUri: WORKFLOW,
            runnerEnvironment: "github-hosted",
            sourceRepositoryUri: "https://github.com/acme/web",
            sourceRepositoryRef: "refs/heads/main",
          },
        },
        key: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        times: [plus(SIGNED_AT, 10)],
      },
    });
  });

  it("is dated by a timestamp where the log promises no time, and by both where it does", () => {
    const times = [plus(SIGNED_AT, 11)];
    expect(judgeBundle(makeBundle2().bundle)).toMatchObject({ verified: true, signer: { times } });
    const both = makeBundle({ stamps: (made) => [stampOf(made, INSTANCE.tsa)] });
    expect(judgeBundle(both.bundle)).toMatchObject({ signer: { times: [plus(SIGNED_AT, 10), plus(SIGNED_AT, 11)] } });
  });

  it("reads what cosign writes beside a legacy signature, with the chain that it used to add", () => {
    const { candidate } = makeLegacy({ stamps: (made) => [stampOf(made, INSTANCE.tsa)] });
    expect(judgeLegacy(candidate)).toMatchObject({ verified: true, signer: { format: "legacy" } });
    const chain = pem("CERTIFICATE", INSTANCE.fulcio.der) + pem("CERTIFICATE", INSTANCE.root.der);
    const annotations = { ...candidate.annotations, "dev.sigstore.cosign/chain": chain };
    expect(judgeLegacy({ ...candidate, annotations })).toMatchObject({ verified: true });
  });
});

describe("a signature that many signers are asked about", () => {
  const { bundle } = makeBundle();
  const many = (root = ROOT, more: Partial<KeylessSigner> = {}) =>
    Array.from({ length: 50 }, (_, index) =>
      keyless([STRANGERS_ROOT, root], { name: `s${index}`, mismatch: () => `it differs from ${index}`, ...more }),
    );
  function readsOf(signers: readonly KeylessSigner[]): number {
    let reads = 0;
    const counted = { ...ROOT.material };
    Object.defineProperty(counted, "certificateAuthorities", {
      get: () => ((reads += 1), ROOT.material.certificateAuthorities),
      enumerable: true,
    });
    const root = { ...ROOT, material: counted };
    judgeBundle(
      bundle,
      signers.map((one) => ({ ...one, roots: one.roots.map((of) => (of === ROOT ? root : of)) })),
    );
    return reads;
  }

  it("is verified once against each root, as every one of them costs milliseconds", () => {
    expect(readsOf(many())).toBe(readsOf(many().slice(0, 1)));
  });

  it("is held to each signer's own identity, roots and thresholds all the same", () => {
    expect(judgeBundle(bundle, many())).toMatchObject({ verified: false, reason: "untrusted-identity" });
    expect(judgeBundle(bundle, [...many(), keyless([STRANGERS_ROOT], { name: "other root" })])).toMatchObject({
      reason: "untrusted-identity",
    });
    const thresholds = { transparencyLogs: 2 };
    expect(judgeBundle(bundle, [...many(), keyless([ROOT], { name: "two logs", thresholds })])).toMatchObject({
      verified: false,
    });
    expect(judgeBundle(bundle, [keyless([ROOT], { name: "two logs", thresholds }), keyless()])).toMatchObject({
      signer: { signer: "ci" },
    });
  });
});

describe("legacy annotations that are not what cosign writes", () => {
  const { candidate } = makeLegacy();
  const log = candidate.annotations["dev.sigstore.cosign/bundle"] ?? "";
  it.each([
    ["no JSON as log entry", { bundle: "x" }, "malformed-bundle"],
    ["an unknown member", { bundle: log.replace("{", '{"x":1,') }, "malformed-bundle"],
    ["a log ID in base64", { bundle: log.replace(/"logID":"[^"]*"/, '"logID":"AAAA"') }, "malformed-bundle"],
    [
      "a log ID in upper case",
      { bundle: log.replace(/"logID":"[^"]*"/, (id) => `"logID":"${id.slice(9, -1).toUpperCase()}"`) },
      "malformed-bundle",
    ],
    ["a body that is no JSON", { bundle: log.replace(/"body":"[^"]*"/, '"body":"AAAA"') }, "malformed-bundle"],
    [
      "another promise",
      { bundle: log.replace(/"SignedEntryTimestamp":"[^"]*"/, '"SignedEntryTimestamp":"AAAA"') },
      "untrusted-log-entry",
    ],
    ["an annotation of 65 kB", { bundle: log + " ".repeat(65 * 1024) }, "too-large"],
    [
      "two certificates",
      { certificate: (candidate.annotations["dev.sigstore.cosign/certificate"] ?? "").repeat(2) },
      "malformed-certificate",
    ],
    ["no PEM as timestamp", { rfc3161timestamp: '{"SignedRFC3161Timestamp":"AAAA"}' }, "malformed-timestamp"],
  ])("refuses %s", (_, change, expected) => {
    const changed = Object.entries(change).map(([name, text]) => [`dev.sigstore.cosign/${name}`, text]);
    const annotations = { ...candidate.annotations, ...(Object.fromEntries(changed) as Record<string, string>) };
    expect(outcome(judgeLegacy({ ...candidate, annotations }))).toBe(expected);
  });
});

describe("who is trusted", () => {
  it("says who did sign, verified, where the policy trusts somebody else", () => {
    const signers = [keyless([ROOT], { mismatch: () => "the source repository is not https://github.com/acme/api" })];
    expect(judgeBundle(makeBundle().bundle, signers)).toEqual({
      verified: false,
      reason: "untrusted-identity",
      message: `signed by ${WORKFLOW} (issuer ${ISSUER}), but the source repository is not https://github.com/acme/api`,
      signedBy: expect.objectContaining({ issuer: ISSUER }),
    });
  });

  it("says so for a few of several signers, each difference once", () => {
    const differing = (...texts: readonly string[]) => texts.map((text) => keyless([ROOT], { mismatch: () => text }));
    const result = judgeBundle(makeBundle().bundle, differing("a", "a", "b", "c", "d"));
    expect(result).toMatchObject({ message: expect.stringMatching(/, but a; b; c; and 1 more signers differ$/) });
  });

  it("names nobody whose certificate no trusted root vouches for", () => {
    const result = judgeBundle(makeBundle({ instance: STRANGER }).bundle);
    expect(result).toMatchObject({ verified: false, message: expect.not.stringContaining("acme") });
    expect(result).not.toHaveProperty("signedBy");
  });

  it("tries every signer, and every root on its own", () => {
    const { bundle } = makeBundle();
    const other: KeylessSigner = keyless([ROOT], { name: "other", mismatch: () => "no" });
    expect(judgeBundle(bundle, [other, keyless()])).toMatchObject({ signer: { signer: "ci" } });
    expect(judgeBundle(bundle, [keyless([STRANGERS_ROOT, ROOT])])).toMatchObject({ verified: true });
    expect(judgeBundle(bundle, [keyless([publicGoodRoot()])])).toMatchObject({ verified: false });
    expect(outcome(judgeBundle(bundle, [keyless([])]))).toBe("no-trusted-root");
  });

  it("never merges roots: a trusted CA with another instance's log is nobody's signature", () => {
    const mixed = makeBundle({ entries: (made) => [entryOf(made, STRANGER.rekor1, "dsse/0.0.1")] });
    expect(outcome(judgeBundle(mixed.bundle, [keyless([ROOT, STRANGERS_ROOT])]))).toBe("untrusted-log-entry");
  });

  it("tells of the root that got furthest", () => {
    const late = makeBundle2({ stamps: () => [] });
    expect(outcome(judgeBundle(late.bundle, [keyless([STRANGERS_ROOT, ROOT])]))).toBe("no-verified-time");
  });

  it("rejects where the policy's own comparison fails (law 3)", () => {
    const failing = () => {
      throw new Error("out of luck");
    };
    expect(outcome(judgeBundle(makeBundle().bundle, [keyless([ROOT], { mismatch: failing })]))).toBe("verifier-error");
  });

  it("takes this machine's clock where no time is given", () => {
    expect(verifyBundle(bytesOf(makeBundle().bundle), SUBJECT, [keyless()])).toMatchObject({ verified: true });
  });

  it("refuses a bundle over the manifest where the manifest is not at hand", () => {
    const made = signed(Buffer.from("the image manifest"), { certificate: leaf(INSTANCE) });
    const messageDigest = { algorithm: "SHA2_256", digest: Buffer.from(SUBJECT.slice(7), "hex").toString("base64") };
    const messageSignature = { messageDigest, signature: made.logged.signature.toString("base64") };
    const bundle = {
      mediaType: BUNDLE_V03,
      verificationMaterial: makeBundle().bundle.verificationMaterial,
      messageSignature,
    };
    expect(outcome(judgeBundle(bundle))).toBe("unsupported-content");
    expect(outcome(judgeBundle(bundle, undefined, { manifest: Buffer.from("another manifest") }))).toBe("other-digest");
    const hash = createHash("sha256").update("another manifest").digest("base64");
    const other = { ...messageSignature, messageDigest: { algorithm: "SHA2_256", digest: hash } };
    const copied = judgeBundle({ ...bundle, messageSignature: other }, undefined, {
      manifest: Buffer.from("another manifest"),
    });
    expect(copied).toMatchObject({ reason: "other-digest" });
  });
});

describe("keys and identities together", () => {
  const signers: readonly CosignSigner[] = [keySigner("release", KEY.trusted), keyless()];

  it("a legacy signature by a trusted key is one, whatever certificate somebody put beside it", () => {
    const made = signed(Buffer.from(payloadFor(SUBJECT)), { key: KEY });
    const other = makeLegacy().candidate.annotations;
    const candidate = { payload: made.logged.bytes, signature: made.logged.signature.toString("base64") };
    expect(judgeLegacy({ ...candidate, annotations: other }, signers)).toMatchObject({ signer: { signer: "release" } });
    expect(outcome(judgeLegacy({ ...candidate, annotations: other }, [keyless()]))).toBe("other-signature");
  });

  it("a legacy signature by a certificate is judged by the identities", () => {
    expect(judgeLegacy(makeLegacy().candidate, signers)).toMatchObject({ signer: { signer: "ci" } });
    expect(outcome(judgeLegacy(makeLegacy().candidate, [keySigner("release", KEY.trusted)]))).toBe("untrusted-key");
  });

  it("a bundle by a certificate is nobody's key signature, though the trusted key be in it", () => {
    const { bundle, signed: made } = makeBundle();
    const key = { ...KEY.trusted, key: made.key.publicKey };
    expect(outcome(judgeBundle(bundle, [keySigner("release", key)]))).toBe("not-a-key-signature");
    expect(judgeBundle(bundle, signers)).toMatchObject({ signer: { signer: "ci" } });
  });
});

describe("keys whose signatures have to be logged", () => {
  const required: KeySigner = { ...keySigner("release", KEY.trusted), transparencyLog: "required", roots: [ROOT] };
  const made = signed(Buffer.from(payloadFor(SUBJECT)), { key: KEY });
  const other = signed(Buffer.from(payloadFor(SUBJECT)), { key: KEY });
  const stranger = signed(Buffer.from(payloadFor(SUBJECT)), { certificate: leaf(INSTANCE) });
  const judge = (parts: Parameters<typeof legacyAnnotations>[1], signer: KeySigner = required, now: Date = NOW) =>
    judgeLegacy(
      {
        payload: made.logged.bytes,
        signature: made.logged.signature.toString("base64"),
        annotations: legacyAnnotations(made, parts),
      },
      [signer],
      now,
    );
  const entry = entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1");

  it("accepts an entry about this signature by this key, and tells the time", () => {
    expect(judge({ entry })).toMatchObject({ verified: true, signer: { times: [plus(SIGNED_AT, 10)] } });
  });

  it.each([
    ["no entry", {}, "no-log-entry"],
    [
      "the entry of another signature by the key",
      { entry: entryOf(other, INSTANCE.rekor1, "hashedrekord/0.0.1") },
      "other-log-entry",
    ],
    [
      "the entry of another signer",
      { entry: entryOf(stranger, INSTANCE.rekor1, "hashedrekord/0.0.1") },
      "other-log-entry",
    ],
    [
      "an entry under another key (CVE-2026-22703)",
      {
        entry: entryOf(
          {
            ...made,
            logged: {
              ...made.logged,
              signer: {
                label: "PUBLIC KEY" as const,
                der: signingKey().publicKey.export({ type: "spki", format: "der" }),
              },
            },
          },
          INSTANCE.rekor1,
          "hashedrekord/0.0.1",
        ),
      },
      "other-log-entry",
    ],
    [
      "an entry of an unknown log",
      { entry: entryOf(made, STRANGER.rekor1, "hashedrekord/0.0.1") },
      "untrusted-log-entry",
    ],
    [
      "an entry that nobody promised",
      { entry: { ...entry, inclusionPromise: { signedEntryTimestamp: "AAAA" } } },
      "untrusted-log-entry",
    ],
    [
      "an entry that lies ahead",
      { entry: entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1", plus(NOW, 301)) },
      "future-time",
    ],
  ])("refuses %s", (_, parts, expected) => {
    expect(outcome(judge(parts))).toBe(expected);
  });

  it("needs a root, and takes the public-good instance where none is given", () => {
    expect(outcome(judge({ entry }, { ...required, roots: [] }))).toBe("no-trusted-root");
    const unrooted = { ...keySigner("release", KEY.trusted), transparencyLog: "required" } as const;
    expect(outcome(judge({ entry }, unrooted))).toBe("untrusted-log-entry");
  });

  it("dates a key that may sign for a while only by the log, or by a timestamp", () => {
    const until = (notAfter: Date): KeySigner => ({ ...required, keys: [{ ...KEY.trusted, validity: { notAfter } }] });
    const stamp = stampOf(made, INSTANCE.tsa, plus(SIGNED_AT, 20));
    expect(outcome(judge({ entry }, until(plus(SIGNED_AT, 10))))).toBe("verified");
    expect(outcome(judge({ entry }, until(plus(SIGNED_AT, 9))))).toBe("key-not-valid");
    expect(outcome(judge({ entry, stamp }, until(plus(SIGNED_AT, 19))))).toBe("key-not-valid");
    expect(outcome(judge({ entry, stamp }, until(plus(SIGNED_AT, 20))))).toBe("verified");
    const unlogged = { ...until(plus(SIGNED_AT, 10)), transparencyLog: "not-required" as const };
    expect(outcome(judge({ entry }, unlogged))).toBe("key-not-valid");
  });

  it("does not take an undated entry of a log that is not trusted any more", () => {
    const { bundle, signed: keyed } = makeKeyBundle();
    const material = { publicKey: {}, tlogEntries: [entryOf(keyed, INSTANCE.rekor2, "dsse/0.0.2")] };
    const tlogs = [logJson(INSTANCE.rekor2, { start: "2025-01-01T00:00:00Z", end: "2026-05-01T00:00:00Z" })];
    const retired = { ...required, roots: [rootOf({ ...trustedRootJson(INSTANCE), tlogs })] };
    expect(outcome(judgeBundle({ ...bundle, verificationMaterial: material }, [retired]))).toBe("log-not-valid");
  });

  it("accepts Rekor 2 in a bundle, dated or not", () => {
    const { bundle, signed: keyed } = makeKeyBundle();
    const material = { publicKey: {}, tlogEntries: [entryOf(keyed, INSTANCE.rekor2, "dsse/0.0.2")] };
    expect(outcome(judgeBundle({ ...bundle, verificationMaterial: material }, [required]))).toBe("verified");
    const stamps = { rfc3161Timestamps: [stampOf(keyed, INSTANCE.tsa)] };
    const dated = { ...material, timestampVerificationData: stamps };
    expect(judgeBundle({ ...bundle, verificationMaterial: dated }, [required])).toMatchObject({
      signer: { times: [plus(SIGNED_AT, 11)] },
    });
  });

  function makeKeyBundle() {
    const { bundle, signed: keyless } = makeBundle();
    const keyed = signed(keyless.logged.bytes, { key: KEY }, { payload: keyless.logged.payload });
    const signatures = [{ sig: keyed.logged.signature.toString("base64") }];
    return {
      signed: keyed,
      bundle: { ...bundle, dsseEnvelope: { ...(bundle["dsseEnvelope"] as object), signatures } },
    };
  }
});

describe("a root without logs, where the signer says so", () => {
  const root = rootOf({ ...trustedRootJson(INSTANCE), tlogs: [], ctlogs: [] }, { logs: "optional" });
  const make = (options: MakeOptions = {}) =>
    makeBundle({
      certificate: { certificateLog: null },
      entries: () => [],
      stamps: (made) => [stampOf(made, INSTANCE.tsa)],
      ...options,
    });

  it("takes a timestamp for the time, as GitHub does for private repositories", () => {
    expect(judgeBundle(make().bundle, [keyless([root])])).toMatchObject({ verified: true });
    expect(outcome(judgeBundle(make({ stamps: () => [] }).bundle, [keyless([root])]))).toBe("no-verified-time");
  });

  it("does not lower what a root with logs asks for", () => {
    expect(outcome(judgeBundle(make().bundle, [keyless([root, ROOT])]))).toBe("verified");
    expect(outcome(judgeBundle(make().bundle, [keyless([ROOT])]))).toBe("no-log-entry");
  });
});

describe("a CA of one's own", () => {
  const root = authority("own root");
  const intermediate = authority("own intermediate", { parent: root });
  const text = (...certificates: readonly Issued[]) => certificates.map(({ der }) => pem("CERTIFICATE", der)).join("");
  const own = ownCertificateAuthority(text(root), "ca.pem");
  const logged = ownCertificateAuthority(text(root), "ca.pem", ROOT);
  const signer = keyless([own], { mismatch: ({ subject }) => (subject.value === WORKFLOW ? undefined : "other") });
  const during = plus(SIGNED_AT, 60);
  const make = (chain: readonly Issued[] = [intermediate], options: MakeOptions = {}, by = intermediate) => {
    const made = makeBundle({
      entries: () => [],
      ...options,
      certificate: { authority: by, certificateLog: null, issuer: [], ...options.certificate },
    });
    const certificates = [made.signed.logged.signer, ...chain].map(({ der }) => ({ rawBytes: der.toString("base64") }));
    const material = { ...made.bundle.verificationMaterial, certificate: undefined };
    return { ...made.bundle, verificationMaterial: { ...material, x509CertificateChain: { certificates } } };
  };
  const judge = (bundle: object, now = during, one: CosignSigner = signer) =>
    outcome(judgeBundle(bundle, [one], { now }));

  it("takes intermediates from the signature, and a certificate that is valid now where nobody tells the time", () => {
    expect(judgeBundle(make(), [signer], { now: during })).toMatchObject({
      verified: true,
      signer: { identity: WORKFLOW },
    });
    expect(judge(make(), plus(SIGNED_AT, 601))).toBe("untrusted-certificate");
    expect(judge(make(), plus(SIGNED_AT, -1))).toBe("untrusted-certificate");
  });

  it("takes a verified time where an instance tells it", () => {
    const dated = make(undefined, {
      stamps: (made) => [stampOf(made, INSTANCE.tsa)],
      entries: (made) => [entryOf(made, INSTANCE.rekor1, "dsse/0.0.1")],
    });
    const timed = { ...signer, roots: [logged] };
    expect(judge(dated, NOW, timed)).toBe("verified");
    expect(judge(make(), NOW, timed)).toBe("no-log-entry");
  });

  it("takes the chain from the annotations of a legacy signature", () => {
    const made = signed(Buffer.from(payloadFor(SUBJECT)), {
      certificate: leaf(INSTANCE, { authority: intermediate, certificateLog: null }),
    });
    const candidate = { payload: made.logged.bytes, signature: made.logged.signature.toString("base64") };
    const judgeWith = (chain: readonly Issued[]) =>
      outcome(judgeLegacy({ ...candidate, annotations: legacyAnnotations(made, { chain }) }, [signer], during));
    expect(judgeWith([intermediate])).toBe("verified");
    expect(judgeWith([])).toBe("untrusted-certificate");
    const evil = authority(root.subject);
    const evilBelow = authority("evil intermediate", { parent: evil });
    const forged = signed(Buffer.from(payloadFor(SUBJECT)), {
      certificate: leaf(INSTANCE, { authority: evilBelow, certificateLog: null }),
    });
    const annotations = legacyAnnotations(forged, { chain: [evilBelow, evil] });
    const forgery = {
      payload: forged.logged.bytes,
      signature: forged.logged.signature.toString("base64"),
      annotations,
    };
    expect(outcome(judgeLegacy(forgery, [signer], during))).toBe("untrusted-certificate");
    const nonsense = { ...legacyAnnotations(made, {}), "dev.sigstore.cosign/chain": "x" };
    expect(outcome(judgeLegacy({ ...candidate, annotations: nonsense }, [signer], during))).toBe(
      "malformed-certificate",
    );
  });

  it("is not led in circles by authorities that certify each other, as on a change of their keys (RFC 4210 §4.4)", () => {
    const old = authority("acme root");
    const renewed = authority("acme root");
    const newWithOld = authority("acme root", { parent: old, key: renewed.key });
    const oldWithNew = authority("acme root", { parent: renewed, key: old.key });
    const both = [newWithOld, oldWithNew];
    const judgeWith = (held: readonly Issued[], brought: readonly Issued[]) => {
      const made = signed(Buffer.from(payloadFor(SUBJECT)), {
        certificate: leaf(INSTANCE, { authority: renewed, certificateLog: null, issuer: [] }),
      });
      const candidate = { payload: made.logged.bytes, signature: made.logged.signature.toString("base64") };
      const annotations = legacyAnnotations(made, { chain: [...brought] });
      const one = { ...signer, roots: [ownCertificateAuthority(text(...held), "ca.pem")] };
      return outcome(judgeLegacy({ ...candidate, annotations }, [one], during));
    };
    const started = performance.now();
    expect(judgeWith([old, renewed, ...both], [])).toBe("verified");
    expect(judgeWith([...both, old], [])).toBe("verified");
    expect(judgeWith([old, renewed], both)).toBe("verified");
    expect(judgeWith([old], both)).toBe("verified");
    expect(judgeWith([authority("acme root")], both)).toBe("untrusted-certificate");
    // Each of them took ten seconds when the library walked in the circle until its stack was full.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  const evil = authority("evil root");
  const evilIntermediate = authority("own intermediate", { parent: evil });
  it.each<[string, () => object, string]>([
    ["the missing intermediate", () => make([]), "untrusted-certificate"],
    ["an intermediate of another root", () => make([evilIntermediate], {}, evilIntermediate), "untrusted-certificate"],
    [
      "a root that the attacker brings along",
      () => make([evilIntermediate, { ...evil, der: evil.der }], {}, evilIntermediate),
      "malformed-bundle",
    ],
    [
      "an intermediate that is no CA",
      () => {
        const bad = authority("bad", { parent: root, extensions: [certSign()] });
        return make([bad], {}, bad);
      },
      "unsuitable-certificate",
    ],
    [
      "an intermediate for servers",
      () => {
        const bad = authority("bad", {
          parent: root,
          extensions: [certSign(), basicConstraints(true), extendedKeyUsage(SERVER_AUTH)],
        });
        return make([bad], {}, bad);
      },
      "unsuitable-certificate",
    ],
    [
      "an intermediate that has expired (CVE-2026-24122)",
      () => {
        const bad = authority("bad", { parent: root, notAfter: SIGNED_AT });
        return make([bad], {}, bad);
      },
      "untrusted-certificate",
    ],
    [
      "an intermediate that is not valid yet",
      () => {
        const bad = authority("bad", { parent: root, notBefore: plus(SIGNED_AT, 120) });
        return make([bad], {}, bad);
      },
      "untrusted-certificate",
    ],
    [
      "a path that is too long",
      () => {
        const short = authority("short", { parent: root, extensions: [certSign(), basicConstraints(true, 0)] });
        const below = authority("below", { parent: short });
        return make([below, short], {}, below);
      },
      "untrusted-certificate",
    ],
    [
      "a certificate for servers",
      () => make(undefined, { certificate: { purposes: extendedKeyUsage(SERVER_AUTH) } }),
      "unsuitable-certificate",
    ],
    ["nonsense in the chain", () => make([{ ...intermediate, der: Buffer.from("x") }]), "malformed-certificate"],
    ["nine certificates", () => make(Array<Issued>(9).fill(intermediate)), "malformed-bundle"],
  ])("refuses %s", (_, bundle, expected) => {
    expect(judge(bundle())).toBe(expected);
  });

  it("does not vouch for signers of an instance", () => {
    expect(judge(make(), during, keyless([ROOT]))).toBe("unexpected-chain");
    expect(
      judge(
        make(undefined, { certificate: { certificateLog: null } }),
        during,
        keyless([ROOT, own], { mismatch: isWorkflow }),
      ),
    ).toBe("untrusted-identity");
  });
});
