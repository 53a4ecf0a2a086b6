import { describe, expect, it } from "@jest/globals";
import { digestHex, digestOf } from "../../../src/reference/index.ts";
import type { SignatureResult } from "../../../src/signature/index.ts";
import {
  alternativeNames,
  authority,
  basicConstraints,
  bitStringUsage,
  claim,
  dnsName,
  ecPair,
  email,
  extendedKeyUsage,
  FULCIO,
  otherName,
  pem,
  rawClaim,
  SERVER_AUTH,
  spki,
  uri,
} from "../../fixtures/sigstore/certificate.ts";
import { certificateLog } from "../../fixtures/sigstore/certificate-log.ts";
import { octets, utf8 } from "../../fixtures/sigstore/der.ts";
import { authorityJson, logJson, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import {
  entryOf,
  ISSUER,
  leaf,
  NOW,
  plus,
  SIGNED_AT,
  signed,
  stampOf,
  WORKFLOW,
} from "../../fixtures/sigstore/keyless.ts";
import type { LeafOptions, Signed } from "../../fixtures/sigstore/keyless.ts";
import { LOG_BODIES } from "../../fixtures/sigstore/log-body.ts";
import { timestampAuthority } from "../../fixtures/sigstore/timestamp-authority.ts";
import { rekor1 } from "../../fixtures/sigstore/transparency-log.ts";
import type { EntryJson } from "../../fixtures/sigstore/transparency-log.ts";
import { BUNDLE_V03, OTHER, SUBJECT, outcome, payloadFor, preAuth, statementFor } from "../candidates.ts";
import {
  INSTANCE,
  ROOT,
  STRANGER,
  judgeBundle,
  judgeLegacy,
  keyless,
  makeBundle,
  makeBundle2,
  makeLegacy,
  rootOf,
} from "../keyless.ts";
import type { Json, KeylessBundle, MakeOptions } from "../keyless.ts";
import { keySigner, signingKey, signWith } from "../keys.ts";

/** The rows of the adversarial table that this room answers, by number; the other rooms' rows are tested there. */
type Row = readonly [row: number, what: string, expected: string, judge: () => SignatureResult];

const HEX = digestHex(SUBJECT);
const MANIFEST = Buffer.from("the image manifest");
const KEY = signingKey();
const ROOT_JSON = trustedRootJson(INSTANCE);
const GOOD = makeBundle();

const bundle = (options: MakeOptions) => judgeBundle(makeBundle(options).bundle);
const bundle2 = (options: MakeOptions) => judgeBundle(makeBundle2(options).bundle);
const certified = (certificate: LeafOptions) => bundle({ certificate });
const named = (...names: readonly Uint8Array[]) => certified({ names: alternativeNames(...names) });
const stated = (statement: string) => bundle({ statement });
const paid = (payload: string | Buffer) => {
  const made = signed(Buffer.from(payload), { certificate: leaf(INSTANCE) });
  return judgeLegacy({ payload: made.logged.bytes, signature: made.logged.signature.toString("base64") }, [
    keySigner("k", { ...KEY.trusted, key: made.key.publicKey }),
  ]);
};

/** The good bundle with members replaced; `undefined` removes one. */
const altered = (members: Json, good: KeylessBundle = GOOD.bundle) => judgeBundle({ ...good, ...members });
const material = (members: Json, good: KeylessBundle = GOOD.bundle) =>
  altered({ verificationMaterial: { ...good.verificationMaterial, ...members } }, good);

/** A good bundle whose first entry is replaced by another. */
const entry = (change: (good: EntryJson, made: Signed) => Json, make = makeBundle) => {
  const made = make();
  const [good] = made.bundle.verificationMaterial.tlogEntries;
  if (good === undefined) throw new Error("no entry");
  return material({ tlogEntries: [change(good, made.signed)] }, made.bundle);
};

/** A good entry about this signature whose recorded body says something else. */
const recorded = (change: (spec: ReturnType<(typeof LOG_BODIES)["dsse/0.0.1"]>["spec"]) => Json) =>
  bundle({
    entries: (made) => {
      const body = LOG_BODIES["dsse/0.0.1"](made.logged);
      return [INSTANCE.rekor1.add({ ...body, spec: change(body.spec) }, plus(SIGNED_AT, 10))];
    },
  });

const withRoot = (change: Json, made = makeBundle().bundle) =>
  judgeBundle(made, [keyless([rootOf({ ...ROOT_JSON, ...change })])]);
const proof = (change: (good: EntryJson["inclusionProof"]) => Json) =>
  entry((good) => ({ ...good, inclusionProof: { ...good.inclusionProof, ...change(good.inclusionProof) } }));
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");

const CLAIMS: readonly Row[] = [
  [1, "another digest in the payload", "other-digest", () => paid(payloadFor(OTHER))],
  [
    2,
    "the digest twice",
    "malformed-payload",
    () => paid(payloadFor(SUBJECT).replace('"docker-manifest-digest":', `"docker-manifest-digest":"${OTHER}",$&`)),
  ],
  [
    3,
    "the digest in other letter case",
    "malformed-payload",
    () => paid(payloadFor(SUBJECT, { image: { "Docker-Manifest-Digest": SUBJECT } })),
  ],
  [
    4,
    "two digests in two letter cases",
    "malformed-payload",
    () => paid(payloadFor(SUBJECT, { image: { "docker-manifest-digest": SUBJECT, "Docker-Manifest-Digest": OTHER } })),
  ],
  [5, "another type", "not-a-signature", () => paid(payloadFor(SUBJECT, { type: "atomic container signature" }))],
  [6, "trailing bytes", "malformed-payload", () => paid(`${payloadFor(SUBJECT)}{}`)],
  [6, "a NUL", "malformed-payload", () => paid(`${payloadFor(SUBJECT)}\0`)],
  [6, "a byte order mark", "malformed-payload", () => paid(`\uFEFF${payloadFor(SUBJECT)}`)],
  [6, "no UTF-8", "malformed-payload", () => paid(Buffer.concat([Buffer.from(payloadFor(SUBJECT)), Buffer.of(0xff)]))],
  [7, "an upper-case digest", "malformed-payload", () => paid(payloadFor(SUBJECT.toUpperCase()))],
  [7, "a digest without algorithm", "malformed-payload", () => paid(payloadFor(HEX))],
  [7, "a digest of another algorithm", "other-digest", () => paid(payloadFor(digestOf(MANIFEST, "sha512")))],
  [11, "a bundle of another image", "other-digest", () => stated(statementFor(OTHER))],
  [
    11,
    "a legacy signature of another image",
    "other-digest",
    () => judgeLegacy(makeLegacy({ payload: payloadFor(OTHER) }).candidate),
  ],
  [
    16,
    "a provenance as a signature",
    "not-a-signature",
    () => stated(statementFor(SUBJECT, { predicateType: "https://slsa.dev/provenance/v1" })),
  ],
  [19, "only a sha512 subject", "other-digest", () => stated(statementFor(digestOf(MANIFEST, "sha512")))],
  [
    20,
    "1025 subjects",
    "too-large",
    () => stated(statementFor(SUBJECT, { subject: Array<unknown>(1025).fill({ digest: { sha256: HEX } }) })),
  ],
  [
    21,
    "the digest as a weaker one",
    "other-digest",
    () => stated(statementFor(SUBJECT, { subject: [{ digest: { sha1: HEX, md5: HEX, gitCommit: HEX } }] })),
  ],
  [22, "no subject", "malformed-payload", () => stated(statementFor(SUBJECT, { subject: [] }))],
  [22, "a null subject", "malformed-payload", () => stated(statementFor(SUBJECT, { subject: [null] }))],
  [23, "plain text as payload type", "not-a-signature", () => bundle({ payloadType: "text/plain" })],
  [
    24,
    "two DSSE signatures",
    "malformed-bundle",
    () =>
      altered({
        dsseEnvelope: { ...(GOOD.bundle["dsseEnvelope"] as Json), signatures: [{ sig: "AAAA" }, { sig: "AAAA" }] },
      }),
  ],
  [
    25,
    "an unknown statement type",
    "not-a-signature",
    () => stated(statementFor(SUBJECT, { _type: "https://in-toto.io/Statement/v2" })),
  ],
  [
    26,
    "the predicate type with a slash",
    "not-a-signature",
    () => stated(statementFor(SUBJECT, { predicateType: "https://sigstore.dev/cosign/sign/v1/" })),
  ],
  [
    27,
    "the subject twice",
    "malformed-payload",
    () => stated(statementFor(SUBJECT).replace('"subject":', '"subject":[],"subject":')),
  ],
];

const BUNDLES: readonly Row[] = [
  [
    28,
    "media type v9.9",
    "unsupported-media-type",
    () => altered({ mediaType: "application/vnd.dev.sigstore.bundle.v9.9+json" }),
  ],
  [
    28,
    "version=0.33",
    "unsupported-media-type",
    () => altered({ mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.33" }),
  ],
  [28, "garbage behind the media type", "unsupported-media-type", () => altered({ mediaType: `${BUNDLE_V03}XYZ` })],
  [
    29,
    "both contents",
    "malformed-bundle",
    () =>
      altered({
        messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: base64(HEX) }, signature: "AAAA" },
      }),
  ],
  [30, "an unknown member", "malformed-bundle", () => altered({ extra: 1 })],
  [
    31,
    "a chain in version 0.3 where nobody has an own CA",
    "unexpected-chain",
    () =>
      material({
        certificate: undefined,
        x509CertificateChain: { certificates: [{ rawBytes: base64(GOOD.signed.logged.signer.der) }] },
      }),
  ],
  [
    31,
    "a chain with its root",
    "malformed-bundle",
    () =>
      judgeBundle({
        ...GOOD.bundle,
        mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
        verificationMaterial: {
          ...GOOD.bundle.verificationMaterial,
          certificate: undefined,
          x509CertificateChain: {
            certificates: [GOOD.signed.logged.signer.der, INSTANCE.root.der].map((der) => ({ rawBytes: base64(der) })),
          },
        },
      }),
  ],
  [
    32,
    "a key's bundle where identities are trusted",
    "not-a-certificate-signature",
    () => material({ certificate: undefined, publicKey: { hint: "x" } }),
  ],
  [
    32,
    "a bare public key as certificate (GHSA-fx35-mq7g-6g98)",
    "malformed-certificate",
    () => material({ certificate: { rawBytes: base64(spki(GOOD.signed.key)) } }),
  ],
  [
    32,
    "a bare public key as legacy certificate (GHSA-fx35-mq7g-6g98)",
    "malformed-certificate",
    () => {
      const { candidate, signed: made } = makeLegacy();
      return judgeLegacy({
        ...candidate,
        annotations: { ...candidate.annotations, "dev.sigstore.cosign/certificate": pem("PUBLIC KEY", spki(made.key)) },
      });
    },
  ],
  [
    33,
    "a message signature with another digest",
    "other-digest",
    () => message({ digest: base64(Buffer.from(digestHex(OTHER), "hex")) }),
  ],
  [34, "a message signature with another algorithm", "other-digest", () => message({ algorithm: "SHA2_512" })],
  [34, "a message signature with an unknown algorithm", "malformed-bundle", () => message({ algorithm: "SHA3_256" })],
  [
    35,
    "URL-safe base64 of the certificate",
    "malformed-bundle",
    () => material({ certificate: { rawBytes: `-_${base64(GOOD.signed.logged.signer.der).slice(2)}` } }),
  ],
  [
    35,
    "unpadded base64 of the certificate",
    "malformed-bundle",
    () =>
      material({
        certificate: {
          rawBytes: base64(
            Buffer.concat([
              GOOD.signed.logged.signer.der,
              Buffer.alloc(3 - (GOOD.signed.logged.signer.der.length % 3) + 1),
            ]),
          ).replaceAll("=", ""),
        },
      }),
  ],
  [37, "an upper-case media type", "unsupported-media-type", () => altered({ mediaType: BUNDLE_V03.toUpperCase() })],
  [
    37,
    "a media type with a parameter",
    "unsupported-media-type",
    () => altered({ mediaType: `${BUNDLE_V03};charset=utf-8` }),
  ],
];

/** A bundle that signs the manifest itself. */
function message(hash: Json, manifest: Buffer = MANIFEST): SignatureResult {
  const made = signed(MANIFEST, { certificate: leaf(INSTANCE) });
  const messageDigest = { algorithm: "SHA2_256", digest: base64(Buffer.from(HEX, "hex")), ...hash };
  return judgeBundle(
    {
      mediaType: BUNDLE_V03,
      verificationMaterial: {
        certificate: { rawBytes: base64(made.logged.signer.der) },
        tlogEntries: [entryOf(made, INSTANCE.rekor1, "hashedrekord/0.0.1")],
      },
      messageSignature: { messageDigest, signature: base64(made.logged.signature) },
    },
    undefined,
    { manifest },
  );
}

const SOMEBODY = makeBundle();

const LOGS: readonly Row[] = [
  [
    38,
    "the promise of another signature",
    "other-log-entry",
    () => bundle({ entries: () => SOMEBODY.bundle.verificationMaterial.tlogEntries }),
  ],
  [
    38,
    "an entry about another payload",
    "other-log-entry",
    () => recorded((spec) => ({ ...spec, payloadHash: { algorithm: "sha256", value: digestHex(OTHER) } })),
  ],
  [
    38,
    "an entry whose hash is weak",
    "other-log-entry",
    () => recorded((spec) => ({ ...spec, payloadHash: { algorithm: "sha1", value: "00" } })),
  ],
  [
    39,
    "an entry under another certificate (CVE-2026-22703)",
    "other-log-entry",
    () =>
      recorded((spec) => ({
        ...spec,
        signatures: [{ ...spec.signatures[0], verifier: base64(pem("CERTIFICATE", leaf(INSTANCE).der)) }],
      })),
  ],
  [
    39,
    "an entry under the certificate's bare key",
    "other-log-entry",
    () =>
      bundle({
        entries: (made) => [
          entryOf(
            { ...made, logged: { ...made.logged, signer: { label: "PUBLIC KEY", der: spki(made.key) } } },
            INSTANCE.rekor1,
            "dsse/0.0.1",
          ),
        ],
      }),
  ],
  ...(["hashedrekord/0.0.1", "hashedrekord/0.0.2", "dsse/0.0.2", "intoto/0.0.2"] as const).map((kind): Row => [
    39,
    `an entry ${kind} under another certificate`,
    "other-log-entry",
    () =>
      bundle({
        entries: (made) => [
          entryOf(
            { ...made, logged: { ...made.logged, signer: { label: "CERTIFICATE", der: leaf(INSTANCE).der } } },
            INSTANCE.rekor1,
            kind,
          ),
        ],
      }),
  ]),
  [
    39,
    "an entry that records two signatures",
    "malformed-log-entry",
    () => recorded((spec) => ({ ...spec, signatures: [...spec.signatures, ...spec.signatures] })),
  ],
  [
    40,
    "another integrated time",
    "untrusted-log-entry",
    () => entry((good) => ({ ...good, integratedTime: String(Number(good.integratedTime) + 1) })),
  ],
  [40, "another log index", "untrusted-log-entry", () => entry((good) => ({ ...good, logIndex: "4" }))],
  [
    40,
    "another body",
    "untrusted-log-entry",
    () =>
      entry((good) => ({
        ...good,
        canonicalizedBody: base64(`${Buffer.from(good.canonicalizedBody, "base64").toString()} `),
      })),
  ],
  [
    40,
    "a body of another kind than the entry says",
    "malformed-log-entry",
    () => entry((good) => ({ ...good, kindVersion: { kind: "intoto", version: "0.0.2" } })),
  ],
  [
    40,
    "another integrated time in a legacy signature",
    "untrusted-log-entry",
    () => {
      const { candidate } = makeLegacy();
      const key = "dev.sigstore.cosign/bundle";
      const text = (candidate.annotations[key] ?? "").replace(/("integratedTime":\d+)\d/, "$17");
      return judgeLegacy({ ...candidate, annotations: { ...candidate.annotations, [key]: text } });
    },
  ],
  [
    41,
    "a proof without promise, and a forged time",
    "no-verified-time",
    () => entry((good) => ({ ...good, inclusionPromise: undefined })),
  ],
  [41, "a promise at no time", "malformed-log-entry", () => entry((good) => ({ ...good, integratedTime: "0" }))],
  [42, "Rekor 2 without a timestamp", "no-verified-time", () => bundle2({ stamps: () => [] })],
  [
    43,
    "an unknown log",
    "untrusted-log-entry",
    () => bundle({ entries: (made) => [entryOf(made, STRANGER.rekor1, "dsse/0.0.1")] }),
  ],
  [
    43,
    "an unknown log that calls itself by a known log's name",
    "untrusted-log-entry",
    () => entry((good, made) => ({ ...entryOf(made, rekor1("rekor.test"), "dsse/0.0.1"), logId: good.logId })),
  ],
  [
    44,
    "an entry after the log's end",
    "untrusted-log-entry",
    () =>
      withRoot({ tlogs: [logJson(INSTANCE.rekor1, { start: "2025-01-01T00:00:00Z", end: "2026-03-01T12:00:09Z" })] }),
  ],
  [
    44,
    "an entry before the log's start",
    "untrusted-log-entry",
    () => withRoot({ tlogs: [logJson(INSTANCE.rekor1, { start: "2026-03-01T12:00:11Z" })] }),
  ],
  [
    44,
    "Rekor 2 after the log's end",
    "log-not-valid",
    () =>
      withRoot(
        { tlogs: [logJson(INSTANCE.rekor2, { start: "2025-01-01T00:00:00Z", end: "2026-03-01T12:00:10Z" })] },
        makeBundle2().bundle,
      ),
  ],
  [
    44,
    "Rekor 2 before the log's start",
    "log-not-valid",
    () => withRoot({ tlogs: [logJson(INSTANCE.rekor2, { start: "2026-03-01T12:00:12Z" })] }, makeBundle2().bundle),
  ],
  [
    45,
    "a checkpoint of another log",
    "untrusted-log-entry",
    () =>
      proof(({ checkpoint }) => ({
        checkpoint: { envelope: checkpoint.envelope.replace(/\u2014 \S+ \S{8}/, "\u2014 rekor.test AAAAAAAA") },
      })),
  ],
  [
    45,
    "a checkpoint that is not signed",
    "untrusted-log-entry",
    () => proof(({ checkpoint }) => ({ checkpoint: { envelope: checkpoint.envelope.replace(/\u2014[^]*/, "") } })),
  ],
  [
    45,
    "another root hash than the checkpoint's",
    "malformed-log-entry",
    () => proof(() => ({ rootHash: base64(Buffer.alloc(32)) })),
  ],
  [
    45,
    "another tree size than the checkpoint's",
    "malformed-log-entry",
    () => proof(({ treeSize }) => ({ treeSize: String(Number(treeSize) + 1) })),
  ],
  [
    45,
    "a wrong hash",
    "untrusted-log-entry",
    () => proof(({ hashes }) => ({ hashes: hashes.map(() => base64(Buffer.alloc(32))) })),
  ],
  [45, "a hash too few", "untrusted-log-entry", () => proof(({ hashes }) => ({ hashes: hashes.slice(1) }))],
  [
    45,
    "65 hashes",
    "malformed-log-entry",
    () => proof(() => ({ hashes: Array<string>(65).fill(base64(Buffer.alloc(32))) })),
  ],
  [45, "a short hash", "malformed-log-entry", () => proof(() => ({ hashes: ["AAAA"] }))],
  [45, "an index of 200 000 digits", "malformed-log-entry", () => proof(() => ({ logIndex: "1".repeat(200_000) }))],
  [
    45,
    "a checkpoint of 17 kB",
    "malformed-log-entry",
    () => proof(({ checkpoint }) => ({ checkpoint: { envelope: checkpoint.envelope + "x".repeat(17_000) } })),
  ],
  [
    45,
    "no proof in version 0.3",
    "malformed-log-entry",
    () => entry((good) => ({ ...good, inclusionProof: undefined })),
  ],
  [
    45,
    "no promise in version 0.1",
    "malformed-log-entry",
    () => {
      const { bundle: good } = makeBundle2();
      return judgeBundle({ ...good, mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1" });
    },
  ],
  [
    46,
    "one entry twice",
    "untrusted-log-entry",
    () =>
      bundle({
        entries: (made) => {
          const one = entryOf(made, INSTANCE.rekor1, "dsse/0.0.1");
          return [one, one];
        },
      }),
  ],
  [
    46,
    "two entries of one log where two logs are asked for",
    "no-log-entry",
    () => {
      const made = makeBundle({
        entries: (one) => [entryOf(one, INSTANCE.rekor1, "dsse/0.0.1"), entryOf(one, INSTANCE.rekor1, "intoto/0.0.2")],
      });
      return judgeBundle(made.bundle, [keyless([ROOT], { thresholds: { transparencyLogs: 2 } })]);
    },
  ],
  [
    46,
    "nine entries",
    "too-large",
    () => bundle({ entries: (made) => Array<EntryJson>(9).fill(entryOf(made, INSTANCE.rekor1, "dsse/0.0.1")) }),
  ],
  [
    47,
    "an entry of the kind rekord",
    "unsupported-log-entry",
    () =>
      bundle({
        entries: () => [INSTANCE.rekor1.add({ kind: "rekord", apiVersion: "0.0.1", spec: {} }, plus(SIGNED_AT, 10))],
      }),
  ],
  [
    47,
    "an entry of a kind that every object has",
    "unsupported-log-entry",
    () =>
      bundle({
        entries: () => [INSTANCE.rekor1.add({ kind: "toString", apiVersion: "", spec: {} }, plus(SIGNED_AT, 10))],
      }),
  ],
  [
    47,
    "intoto/0.0.1 about an envelope that nobody has",
    "other-log-entry",
    () => bundle({ entries: (made) => [entryOf(made, INSTANCE.rekor1, "intoto/0.0.1")] }),
  ],
  [
    48,
    "a stamp over other bytes",
    "untrusted-timestamp",
    () => bundle2({ stamps: () => [stampOf(SOMEBODY.signed, INSTANCE.tsa)] }),
  ],
  [
    48,
    "a stamp of an unknown authority that embeds its certificate",
    "untrusted-timestamp",
    () =>
      bundle2({
        stamps: (made) => [
          {
            signedTimestamp: base64(
              STRANGER.tsa.stamp(made.logged.signature, { at: plus(SIGNED_AT, 11), embedCertificate: true }),
            ),
          },
        ],
      }),
  ],
  [
    48,
    "a stamp outside the authority's validity",
    "untrusted-timestamp",
    () =>
      withRoot(
        { timestampAuthorities: [authorityJson(INSTANCE.tsa.chain, { start: "2026-03-01T12:00:12Z" })] },
        makeBundle2().bundle,
      ),
  ],
  [
    48,
    "a stamp outside its certificate's validity",
    "untrusted-timestamp",
    () => {
      const tsa = timestampAuthority("short", { notAfter: SIGNED_AT });
      const { bundle: good } = makeBundle2({ stamps: (made) => [stampOf(made, tsa)] });
      return withRoot({ timestampAuthorities: [authorityJson(tsa.chain)] }, good);
    },
  ],
  [
    48,
    "a stamp that lies ahead",
    "future-time",
    () => judgeBundle(makeBundle2().bundle, undefined, { now: plus(SIGNED_AT, 11 - 301) }),
  ],
  [
    48,
    "a stamp that its authority did not grant",
    "malformed-timestamp",
    () =>
      bundle2({
        stamps: (made) => [
          {
            signedTimestamp: base64(INSTANCE.tsa.stamp(made.logged.signature, { at: plus(SIGNED_AT, 11), status: 2 })),
          },
        ],
      }),
  ],
  [
    48,
    "a stamp that is none",
    "malformed-timestamp",
    () => bundle2({ stamps: () => [{ signedTimestamp: base64("stamp") }] }),
  ],
  [
    48,
    "a stamp with bytes behind it",
    "malformed-timestamp",
    () =>
      bundle2({
        stamps: (made) => [
          {
            signedTimestamp: base64(
              Buffer.concat([INSTANCE.tsa.stamp(made.logged.signature, { at: plus(SIGNED_AT, 11) }), Buffer.of(0)]),
            ),
          },
        ],
      }),
  ],
  [
    48,
    "one stamp twice",
    "untrusted-timestamp",
    () =>
      bundle2({
        stamps: (made) => {
          const one = stampOf(made, INSTANCE.tsa);
          return [one, one];
        },
      }),
  ],
  [
    48,
    "nine stamps",
    "too-large",
    () => bundle2({ stamps: (made) => Array<{ signedTimestamp: string }>(9).fill(stampOf(made, INSTANCE.tsa)) }),
  ],
  [
    48,
    "two stamps of one authority where two authorities are asked for",
    "no-verified-time",
    () => {
      const made = makeBundle2({
        stamps: (one) => [stampOf(one, INSTANCE.tsa), stampOf(one, INSTANCE.tsa, plus(SIGNED_AT, 12))],
      });
      return judgeBundle(made.bundle, [keyless([ROOT], { thresholds: { timestampAuthorities: 2 } })]);
    },
  ],
  [49, "no entry in a bundle", "no-log-entry", () => bundle({ entries: () => [] })],
  [49, "no entry but a timestamp", "no-log-entry", () => bundle2({ entries: () => [] })],
  [
    49,
    "no log annotation in a legacy signature",
    "no-log-entry",
    () => judgeLegacy(makeLegacy({ entries: () => [] }).candidate),
  ],
];

const UNKNOWN_CRITICAL = { oid: "1.2.3.4", critical: true, value: octets(Buffer.from("x")) };
const POISON = { oid: "1.3.6.1.4.1.11129.2.4.3", critical: true, value: Buffer.of(5, 0) };
const workflowWith = (text: string) => Buffer.from(WORKFLOW.replace("acme", text));

const CERTIFICATES: readonly Row[] = [
  [51, "an expired certificate and no time", "no-log-entry", () => bundle({ entries: () => [] })],
  [
    52,
    "a time after the certificate's end",
    "untrusted-certificate",
    () => bundle({ entries: (made) => [entryOf(made, INSTANCE.rekor1, "dsse/0.0.1", plus(SIGNED_AT, 601))] }),
  ],
  [
    52,
    "a time before the certificate's start",
    "untrusted-certificate",
    () => bundle({ entries: (made) => [entryOf(made, INSTANCE.rekor1, "dsse/0.0.1", plus(SIGNED_AT, -1))] }),
  ],
  [
    52,
    "one good time and one outside",
    "untrusted-certificate",
    () => bundle({ stamps: (made) => [stampOf(made, INSTANCE.tsa, plus(SIGNED_AT, 601))] }),
  ],
  [
    52,
    "a time outside the CA's validity",
    "untrusted-certificate",
    () =>
      withRoot({
        certificateAuthorities: [
          authorityJson([INSTANCE.fulcio, INSTANCE.root], {
            start: "2025-01-01T00:00:00Z",
            end: "2026-03-01T12:00:00Z",
          }),
        ],
      }),
  ],
  [53, "a certificate that no log has listed", "unlogged-certificate", () => certified({ certificateLog: null })],
  [
    53,
    "a certificate that an unknown log has listed",
    "unlogged-certificate",
    () => certified({ certificateLog: certificateLog() }),
  ],
  [
    53,
    "a certificate listed outside the log's validity",
    "unlogged-certificate",
    () => withRoot({ ctlogs: [logJson(INSTANCE.certificateLog, { start: "2026-03-01T12:00:01Z" })] }),
  ],
  [
    54,
    "a certificate for servers",
    "unsuitable-certificate",
    () => certified({ purposes: extendedKeyUsage(SERVER_AUTH) }),
  ],
  [54, "a certificate for no named purpose", "unsuitable-certificate", () => certified({ purposes: undefined })],
  [54, "a certificate without key usage", "unsuitable-certificate", () => certified({ keyUsage: undefined })],
  [
    54,
    "a certificate for other uses than signatures",
    "unsuitable-certificate",
    () => certified({ keyUsage: bitStringUsage(0x20, 5) }),
  ],
  [
    54,
    "a certificate that may sign certificates",
    "unsuitable-certificate",
    () => certified({ keyUsage: bitStringUsage(0x84, 2) }),
  ],
  [54, "a certificate of a CA", "unsuitable-certificate", () => certified({ others: [basicConstraints(true)] })],
  [54, "an unknown critical extension", "unsuitable-certificate", () => certified({ others: [UNKNOWN_CRITICAL] })],
  [54, "a precertificate (poison extension)", "unsuitable-certificate", () => certified({ others: [POISON] })],
  [
    54,
    "an extension twice",
    "unsuitable-certificate",
    () => certified({ claims: [claim(12, "https://github.com/acme/web"), claim(12, "https://github.com/evil/web")] }),
  ],
  [54, "a key of a curve that is not trusted", "unsuitable-certificate", () => certified({ key: ecPair("secp256k1") })],
  [
    54,
    "a certificate with bytes behind it",
    "malformed-certificate",
    () => material({ certificate: { rawBytes: base64(Buffer.concat([GOOD.signed.logged.signer.der, Buffer.of(0)])) } }),
  ],
  [
    54,
    "a certificate of 17 kB",
    "malformed-certificate",
    () => certified({ others: [{ oid: "1.2.3.4", value: octets(Buffer.alloc(17 * 1024)) }] }),
  ],
  [54, "a CA that is no CA", "untrusted-certificate", () => certified({ authority: leaf(INSTANCE) })],
  [
    55,
    "a certificate that its owner signed",
    "untrusted-certificate",
    () => {
      const key = ecPair();
      return certified({ key, authority: { ...INSTANCE.fulcio, key, subject: "" } });
    },
  ],
  [
    55,
    "a CA of the attacker's with the trusted CA's name",
    "untrusted-certificate",
    () => certified({ authority: authority(INSTANCE.fulcio.subject) }),
  ],
  [56, "a certificate of another instance", "untrusted-certificate", () => certified({ authority: STRANGER.fulcio })],
  [56, "everything of another instance", "untrusted-log-entry", () => bundle({ instance: STRANGER })],
  [
    56,
    "another certificate's signature",
    "other-signature",
    () => material({ certificate: { rawBytes: base64(SOMEBODY.signed.logged.signer.der) } }),
  ],
  [57, "an issuer with a suffix", "untrusted-identity", () => certified({ issuer: [claim(8, `${ISSUER}.evil`)] })],
  [57, "an enterprise's issuer", "untrusted-identity", () => certified({ issuer: [claim(8, `${ISSUER}/acme`)] })],
  [57, "no issuer", "unsuitable-identity", () => certified({ issuer: [] })],
  [58, "a subject with a suffix", "untrusted-identity", () => named(uri(`${WORKFLOW}.evil`))],
  [
    60,
    "a letter with its high bit set",
    "unsuitable-identity",
    () => named(uri(Buffer.from(WORKFLOW).map((byte, index) => (index === 20 ? byte | 0x80 : byte)))),
  ],
  [60, "a NUL", "unsuitable-identity", () => named(uri(`${WORKFLOW}\0.evil`))],
  [60, "a line end", "unsuitable-identity", () => named(uri(`${WORKFLOW}\n`))],
  [60, "a right-to-left mark", "unsuitable-identity", () => named(uri(workflowWith("\u202eacme")))],
  [60, "a letter that looks alike", "unsuitable-identity", () => named(uri(workflowWith("\u0430cme")))],
  [60, "a blank", "unsuitable-identity", () => named(uri(workflowWith("ac me")))],
  [60, "a blank behind", "unsuitable-identity", () => named(uri(`${WORKFLOW} `))],
  [60, "nothing", "unsuitable-identity", () => named(uri(""))],
  [
    60,
    "an issuer with a high bit",
    "unsuitable-identity",
    () =>
      certified({
        issuer: [
          rawClaim(
            1,
            Buffer.from(ISSUER).map((byte, index) => (index === 9 ? byte | 0x80 : byte)),
          ),
        ],
      }),
  ],
  [60, "a claim with a line end", "unsuitable-identity", () => certified({ claims: [claim(23, "a\nb")] })],
  [
    60,
    "a claim with a right-to-left mark",
    "unsuitable-identity",
    () => certified({ claims: [claim(23, "a\u202eb")] }),
  ],
  [
    60,
    "a claim that is no UTF-8",
    "unsuitable-identity",
    () => certified({ claims: [{ oid: `${FULCIO}.23`, value: Buffer.of(0x0c, 1, 0xff) }] }),
  ],
  [
    65,
    "a claim that ends within its length",
    "unsuitable-identity",
    () => certified({ claims: [{ oid: `${FULCIO}.12`, value: Buffer.of(0x0c, 0x82, 1) }] }),
  ],
  [61, "two URIs", "unsuitable-identity", () => named(uri(WORKFLOW), uri("https://evil.test"))],
  [61, "a URI and an e-mail address", "unsuitable-identity", () => named(uri(WORKFLOW), email("a@evil.test"))],
  [61, "only a host name", "unsuitable-identity", () => named(dnsName("github.com"))],
  [61, "no name", "unsuitable-identity", () => certified({ names: undefined })],
  [61, "an empty list of names", "unsuitable-identity", () => named()],
  [
    61,
    "an other name of another kind",
    "unsuitable-identity",
    () => named(otherName("1.3.6.1.4.1.311.20.2.3", utf8(WORKFLOW))),
  ],
  [
    61,
    "an other name that is no UTF8String",
    "unsuitable-identity",
    () => named(otherName(`${FULCIO}.7`, octets(Buffer.from(WORKFLOW)))),
  ],
  [
    61,
    "names that are no list of names",
    "unsuitable-identity",
    () => certified({ names: { oid: "2.5.29.17", critical: true, value: uri(WORKFLOW) } }),
  ],
  [
    61,
    "a constructed URI",
    "unsuitable-identity",
    () => named(Buffer.concat([Buffer.of(0xa6), uri(WORKFLOW).subarray(1)])),
  ],
  [
    64,
    "two issuers",
    "unsuitable-identity",
    () => certified({ issuer: [rawClaim(1, ISSUER), claim(8, "https://evil.test")] }),
  ],
  [65, "a raw text where DER is due", "unsuitable-identity", () => certified({ issuer: [rawClaim(8, ISSUER)] })],
  [65, "DER where a raw text is due", "unsuitable-identity", () => certified({ issuer: [claim(1, ISSUER)] })],
  [
    65,
    "a claim as an octet string",
    "unsuitable-identity",
    () => certified({ claims: [{ oid: `${FULCIO}.12`, value: octets(Buffer.from("https://github.com/acme/web")) }] }),
  ],
  [
    65,
    "a claim with bytes behind it",
    "unsuitable-identity",
    () => certified({ claims: [rawClaim(12, Buffer.concat([utf8("https://github.com/acme/web"), Buffer.from("x")]))] }),
  ],
  [
    65,
    "a claim whose length is not written the short way",
    "unsuitable-identity",
    () => certified({ claims: [rawClaim(12, Buffer.concat([Buffer.of(0x0c, 0x81, 1), Buffer.from("x")]))] }),
  ],
  [66, "a subject of 10 kB", "unsuitable-identity", () => named(uri(`https://github.com/${"a".repeat(10_000)}`))],
];

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

describe.each([
  ["claims", CLAIMS],
  ["bundles", BUNDLES],
  ["transparency logs and times", LOGS],
  ["certificates and identities", CERTIFICATES],
  ["keys", KEYS],
])("%s", (_, rows) => {
  it.each(rows)("%d: refuses %s: %s", (_row, _what, expected, judge) => {
    expect(outcome(judge())).toBe(expected);
  });
});

it("40: says that an entry and its body disagree on its kind", () => {
  const result = entry((good) => ({ ...good, kindVersion: { kind: "dsse", version: "0.0.2" } }));
  expect(result).toMatchObject({ message: expect.stringContaining("another kind or version") });
});

describe("and what stands beside it is accepted", () => {
  it.each<readonly [number, string, () => SignatureResult]>([
    [
      20,
      "1024 subjects, the right one among them",
      () =>
        stated(
          statementFor(SUBJECT, {
            subject: [
              ...Array<unknown>(1023).fill({ digest: { sha256: digestHex(OTHER) } }),
              { digest: { sha256: HEX } },
            ],
          }),
        ),
    ],
    [
      31,
      "a chain in version 0.1, as it was usual",
      () =>
        judgeBundle({
          ...GOOD.bundle,
          mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
          verificationMaterial: {
            ...GOOD.bundle.verificationMaterial,
            certificate: undefined,
            x509CertificateChain: {
              certificates: [GOOD.signed.logged.signer.der, INSTANCE.fulcio.der].map((der) => ({
                rawBytes: base64(der),
              })),
            },
          },
        }),
    ],
    [33, "a message signature over the manifest", () => message({})],
    [
      44,
      "an entry at the log's last second",
      () =>
        withRoot({ tlogs: [logJson(INSTANCE.rekor1, { start: "2025-01-01T00:00:00Z", end: "2026-03-01T12:00:10Z" })] }),
    ],
    [
      44,
      "Rekor 2 at the log's last second",
      () =>
        withRoot(
          { tlogs: [logJson(INSTANCE.rekor2, { start: "2025-01-01T00:00:00Z", end: "2026-03-01T12:00:11Z" })] },
          makeBundle2().bundle,
        ),
    ],
    [
      46,
      "entries of two logs where two are asked for",
      () =>
        judgeBundle(
          makeBundle({
            entries: (made) => [
              entryOf(made, INSTANCE.rekor1, "dsse/0.0.1"),
              entryOf(made, INSTANCE.rekor2, "dsse/0.0.2"),
            ],
          }).bundle,
          [keyless([ROOT], { thresholds: { transparencyLogs: 2 } })],
        ),
    ],
    [
      47,
      "an entry of every kind",
      () =>
        bundle({
          entries: (made) =>
            (["hashedrekord/0.0.1", "hashedrekord/0.0.2", "dsse/0.0.1", "dsse/0.0.2", "intoto/0.0.2"] as const).map(
              (kind, index) => entryOf(made, INSTANCE.rekor1, kind, plus(SIGNED_AT, index)),
            ),
        }),
    ],
    [
      48,
      "a stamp that lies five minutes ahead of a slow clock",
      () => judgeBundle(makeBundle2().bundle, undefined, { now: plus(SIGNED_AT, 11 - 300) }),
    ],
    [
      48,
      "a stamp that embeds its certificate",
      () =>
        bundle2({
          stamps: (made) => [
            {
              signedTimestamp: base64(
                INSTANCE.tsa.stamp(made.logged.signature, { at: plus(SIGNED_AT, 11), embedCertificate: true }),
              ),
            },
          ],
        }),
    ],
    [
      50,
      "nonsense as log entries where no log is asked for",
      () =>
        judgeBundle({ ...GOOD.bundle, verificationMaterial: { publicKey: {}, tlogEntries: [42] } }, [
          keySigner("k", { ...KEY.trusted, key: GOOD.signed.key.publicKey }),
        ]),
    ],
    [
      61,
      "an e-mail address",
      () =>
        judgeBundle(makeBundle({ certificate: { names: alternativeNames(email("release@acme.test")) } }).bundle, [
          keyless([ROOT], {
            mismatch: ({ subject }) =>
              subject.kind === "email" && subject.value === "release@acme.test" ? undefined : "other",
          }),
        ]),
    ],
    [
      61,
      "Fulcio's user name",
      () =>
        judgeBundle(
          makeBundle({ certificate: { names: alternativeNames(otherName(`${FULCIO}.7`, utf8("alice!acme.test"))) } })
            .bundle,
          [
            keyless([ROOT], {
              mismatch: ({ subject }) =>
                subject.kind === "other-name" && subject.value === "alice!acme.test" ? undefined : "other",
            }),
          ],
        ),
    ],
    [
      60,
      "a deployment environment in letters that nobody asks about",
      () => certified({ claims: [claim(23, "Köln 🚀")] }),
    ],
    [64, "only the first form of the issuer", () => certified({ issuer: [rawClaim(1, ISSUER)] })],
    [64, "only the second form of the issuer", () => certified({ issuer: [claim(8, ISSUER)] })],
    [
      65,
      "a claim of 300 characters",
      () => certified({ claims: [claim(18, `https://github.com/${"a".repeat(281)}`)] }),
    ],
  ])("%d: %s", (_row, _what, judge) => {
    expect(outcome(judge())).toBe("verified");
  });
});
