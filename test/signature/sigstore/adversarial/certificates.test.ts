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
  rawClaim,
  SERVER_AUTH,
  uri,
} from "../../../fixtures/sigstore/certificate.ts";
import { certificateLog } from "../../../fixtures/sigstore/certificate-log.ts";
import { octets, utf8 } from "../../../fixtures/sigstore/der.ts";
import { authorityJson, logJson } from "../../../fixtures/sigstore/instance.ts";
import { entryOf, ISSUER, leaf, plus, SIGNED_AT, stampOf, WORKFLOW } from "../../../fixtures/sigstore/keyless.ts";
import { INSTANCE, ROOT, STRANGER, judgeBundle, keyless, makeBundle } from "../../keyless.ts";
import {
  GOOD,
  bundle,
  certified,
  named,
  material,
  withRoot,
  base64,
  SOMEBODY,
  refusesAll,
  acceptsAll,
} from "./judging.ts";
import type { Row, Good } from "./judging.ts";

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

refusesAll("certificates and identities", CERTIFICATES);

const GOOD_ONES: readonly Good[] = [
  [
    60,
    "a deployment environment in letters that nobody asks about",
    () => certified({ claims: [claim(23, "Köln 🚀")] }),
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
  [64, "only the first form of the issuer", () => certified({ issuer: [rawClaim(1, ISSUER)] })],
  [64, "only the second form of the issuer", () => certified({ issuer: [claim(8, ISSUER)] })],
  [65, "a claim of 300 characters", () => certified({ claims: [claim(18, `https://github.com/${"a".repeat(281)}`)] })],
];

acceptsAll(GOOD_ONES);
