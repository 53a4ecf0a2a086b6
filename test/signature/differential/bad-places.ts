import { gzipSync } from "node:zlib";
import { generateKeyPair, jsonBytes, signatureBundle, type JsonObject } from "../../fixtures/index.ts";
import { accepted, bundle, cases, legacy, OTHER, refused, stored, stricter, type Row } from "./bent.ts";
import { verdicts, type Case } from "./case.ts";

const PLACES: readonly Row[] = [
  refused(
    "another subject in the manifest",
    stored(({ image }) => ({
      alterManifest: (all) => ({
        ...all,
        subject: { ...(all["subject"] as JsonObject), digest: image.digest.replace(/.$/, "0") },
      }),
    })),
    "no-signature",
  ),
  refused("a manifest whose statement names another digest", bundle({ digest: OTHER }), "other-digest"),
  stricter(
    "a layer that is compressed",
    stored(({ image: { digest } }, keyPair) => ({ bundle: gzipSync(signatureBundle({ digest, keyPair })) })),
    "malformed-bundle",
    "bytes-as-they-are",
  ),
  refused(
    "two layers",
    stored(() => ({
      alterManifest: (all) => ({ ...all, layers: [...(all["layers"] as unknown[]), ...(all["layers"] as unknown[])] }),
    })),
    "no-signature",
  ),
  refused(
    "no layer",
    stored(() => ({ alterManifest: (all) => ({ ...all, layers: [] }) })),
    "no-signature",
  ),
  refused(
    "a layer with another size than it says",
    stored(() => ({
      alterManifest: (all) => ({ ...all, layers: [{ ...(all["layers"] as JsonObject[])[0], size: 12 }] }),
    })),
    "digest-mismatch",
  ),
  refused(
    "a layer of another media type",
    stored(() => ({
      alterManifest: (all) => ({
        ...all,
        layers: [{ ...(all["layers"] as JsonObject[])[0], mediaType: "application/json" }],
      }),
    })),
    "no-signature",
  ),
  accepted(
    "another type of artifact",
    stored(() => ({ artifactType: "application/vnd.example" })),
  ),
  accepted(
    "a predicate type in the manifest that is no signature's",
    stored(() => ({ predicateType: "https://slsa.dev/provenance/v1" })),
  ),
];

/** A signature that is good, and what lies beside it. */
const BESIDE: readonly Row[] = [
  {
    what: "a good one beside somebody else's bundle",
    make: (place, keyPair) => {
      bundle({})(place, generateKeyPair());
      legacy({})(place, keyPair);
    },
    point: "each-on-its-own",
    verdicts: verdicts("refuses", "refuses", "accepted"),
  },
  accepted("a good one beside a bundle that nobody can read", (place, keyPair) => {
    stored(() => ({ bundle: jsonBytes("junk") }))(place, keyPair);
    legacy({})(place, keyPair);
  }),
  stricter(
    "a good one behind 65 of others",
    (place, keyPair) => {
      const stranger = generateKeyPair();
      for (let index = 0; index < 65; index++)
        legacy({ keyPair: stranger, annotations: { index: String(index) } })(place, stranger);
      legacy({})(place, keyPair);
    },
    "too-many",
    "limits",
  ),
  {
    ...stricter("a good one, of an image that is named by its tag", legacy({}), "mutable-tag", "tag"),
    judged: ({ registry, repository }) => `${registry.host}/${repository}:1.0`,
  },
];

export const BAD_PLACES: readonly Case[] = [...cases("bundle", PLACES), ...cases("legacy", BESIDE)];
