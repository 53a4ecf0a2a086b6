import { expect, it } from "@jest/globals";
import { digestHex } from "../../../../src/reference/index.ts";
import { pem, spki } from "../../../fixtures/sigstore/certificate.ts";
import { authorityJson, logJson } from "../../../fixtures/sigstore/instance.ts";
import { entryOf, leaf, plus, SIGNED_AT, stampOf } from "../../../fixtures/sigstore/keyless.ts";
import { timestampAuthority } from "../../../fixtures/sigstore/timestamp-authority.ts";
import { rekor1 } from "../../../fixtures/sigstore/transparency-log.ts";
import type { EntryJson } from "../../../fixtures/sigstore/transparency-log.ts";
import { OTHER } from "../../candidates.ts";
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
} from "../../keyless.ts";
import { keySigner } from "../../keys.ts";
import {
  KEY,
  GOOD,
  bundle,
  bundle2,
  entry,
  recorded,
  withRoot,
  proof,
  base64,
  SOMEBODY,
  refusesAll,
  acceptsAll,
} from "./judging.ts";
import type { Row, Good } from "./judging.ts";

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

refusesAll("transparency logs and times", LOGS);

const GOOD_ONES: readonly Good[] = [
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
];

acceptsAll(GOOD_ONES);

it("40: says that an entry and its body disagree on its kind", () => {
  const result = entry((good) => ({ ...good, kindVersion: { kind: "dsse", version: "0.0.2" } }));
  expect(result).toMatchObject({ message: expect.stringContaining("another kind or version") });
});
