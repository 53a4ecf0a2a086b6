import { digestHex } from "../../../../src/reference/index.ts";
import { pem, spki } from "../../../fixtures/sigstore/certificate.ts";
import { BUNDLE_V03, OTHER } from "../../candidates.ts";
import { INSTANCE, judgeBundle, judgeLegacy, makeLegacy } from "../../keyless.ts";
import { HEX, GOOD, altered, material, base64, message, refusesAll, acceptsAll } from "./judging.ts";
import type { Row, Good } from "./judging.ts";

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

refusesAll("bundles", BUNDLES);

const GOOD_ONES: readonly Good[] = [
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
];

acceptsAll(GOOD_ONES);
