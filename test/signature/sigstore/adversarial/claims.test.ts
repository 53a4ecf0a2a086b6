import { digestHex, digestOf } from "../../../../src/reference/index.ts";
import type { SignatureResult } from "../../../../src/signature/index.ts";
import { OTHER, SUBJECT, bundle as signedBundle, legacyCandidate, payloadFor, statementFor } from "../../candidates.ts";
import { judgeBundle, judgeLegacy, makeLegacy } from "../../keyless.ts";
import type { Json } from "../../keyless.ts";
import { keySigner } from "../../keys.ts";
import { HEX, KEY, MANIFEST, GOOD, bundle, stated, paid, altered, refusesAll, acceptsAll } from "./judging.ts";
import type { Row, Good } from "./judging.ts";

const PRODUCTION = { env: "prod" };
const ASKS = { ...keySigner("k", KEY.trusted), requires: { annotations: new Map(Object.entries(PRODUCTION)) } };

/** A payload with these annotations, where the signer asks for env=prod. */
function inProduction(optional: unknown, onLayer: Readonly<Record<string, string>> = {}): SignatureResult {
  const candidate = legacyCandidate(KEY, payloadFor(SUBJECT, {}, { optional }));
  return judgeLegacy({ ...candidate, annotations: onLayer }, [ASKS]);
}

/** The same in a bundle's statement, on its subject and beside it. */
function statedFor(annotations: unknown, members: Json = {}): SignatureResult {
  const subject = [{ digest: { sha256: HEX }, ...(annotations !== undefined && { annotations }) }];
  return judgeBundle(signedBundle(KEY, { statement: statementFor(SUBJECT, { subject, ...members }) }), [ASKS]);
}

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
  [9, "no annotation, where one is asked for", "other-annotations", () => inProduction(null)],
  [9, "an annotation with another text", "other-annotations", () => inProduction({ env: "test" })],
  [9, "an annotation in other letter case", "other-annotations", () => inProduction({ Env: "prod" })],
  [9, "an annotation that is no text", "other-annotations", () => inProduction({ env: ["prod"] })],
  [9, "another annotation on the statement's subject", "other-annotations", () => statedFor({ env: "test" })],
  [10, "an annotation on the layer alone", "other-annotations", () => inProduction(null, { env: "prod" })],
  [
    10,
    "an annotation beside the statement's subject",
    "other-annotations",
    () => statedFor(undefined, { annotations: PRODUCTION }),
  ],
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

refusesAll("claims, binding and statements", CLAIMS);

const GOOD_ONES: readonly Good[] = [
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
];

acceptsAll(GOOD_ONES);

acceptsAll([
  [9, "the annotation that is asked for", () => inProduction({ team: "a", ...PRODUCTION })],
  [9, "the same on the statement's subject", () => statedFor(PRODUCTION)],
]);
