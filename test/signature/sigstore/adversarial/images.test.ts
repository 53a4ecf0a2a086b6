import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import {
  appendToFallbackTag,
  legacySignature,
  pushImage,
  pushReferrer,
  sha256Of,
  signatureBundle,
  signWithBundle,
  type Alter,
  type JsonObject,
  type ReferrerOptions,
} from "../../../fixtures/index.ts";
import { startSetting, useOf } from "../../../gate/setting.ts";
import { judgesAll, type GateRow, type Scene } from "./gate-rows.ts";

const INDEX = { platforms: ["linux/amd64", "linux/arm64"] };
const PROVENANCE = "https://slsa.dev/provenance/v1";

/** A good bundle that is stored as nobody stores it. */
const stored =
  (options: (scene: Scene, bytes: Buffer) => Partial<ReferrerOptions>) =>
  (scene: Scene): void => {
    const { registry, repository, image, trusted } = scene;
    const { digest, mediaType, size } = image;
    const bundle = signatureBundle({ digest, keyPair: trusted });
    pushReferrer(registry, repository, {
      ...{ subject: { mediaType, size, digest }, bundle },
      ...options(scene, bundle),
    });
  };
const layers = (change: (layer: JsonObject) => readonly unknown[]) =>
  stored(() => ({ alterManifest: (all) => ({ ...all, layers: change((all["layers"] as JsonObject[])[0] ?? {}) }) }));
const child = ({ registry, repository, image }: Scene) =>
  `${registry.host}/${repository}@${image.children[0]?.digest ?? ""}`;

const ROWS: readonly GateRow[] = [
  {
    row: 8,
    what: "another repository's name in the payload, where none is asked for",
    expected: "accepted",
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      legacySignature(registry, repository, image.digest, { keyPair, dockerReference: "ghcr.io/acme/internal" });
    },
  },
  {
    row: 12,
    what: "the index is signed and its child is deployed",
    expected: "image-signed/no-signature",
    image: INDEX,
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      signWithBundle(registry, repository, image, { keyPair });
    },
    judged: child,
  },
  {
    row: 12,
    what: "the children are signed and the index is deployed",
    expected: "image-signed/no-signature",
    image: INDEX,
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      for (const one of image.children) signWithBundle(registry, repository, one, { keyPair });
    },
  },
  {
    row: 14,
    what: "a list names a manifest whose subject is another image, and the statement names this one",
    expected: "image-signed/no-signature",
    arrange: (scene) => {
      pushListed(scene, (all) => ({ ...all, subject: { ...scene.image, digest: sha256Of(Buffer.from("another")) } }));
    },
  },
  {
    row: 14,
    what: "the manifest has no subject, and the statement names this image",
    expected: "accepted",
    arrange: (scene) => {
      pushListed(scene, (all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== "subject")));
    },
  },
  {
    row: 14,
    what: "the manifest's subject is this image, and the statement names another one",
    expected: "image-signed/other-digest",
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      signWithBundle(registry, repository, image, { keyPair, digest: sha256Of(Buffer.from("another")) });
    },
  },
  {
    row: 15,
    what: "the manifest calls it a signature, and the statement is a provenance",
    expected: "image-signed/not-a-signature",
    arrange: stored(({ image: { digest }, trusted: keyPair }) => ({
      bundle: signatureBundle({ digest, keyPair, predicateType: PROVENANCE }),
    })),
  },
  {
    row: 18,
    what: "BuildKit's unsigned attestations in the index",
    expected: "image-signed/no-signature",
    image: { ...INDEX, attestations: true },
  },
  {
    row: 18,
    what: "a tag .sbom, which nobody signed",
    expected: "image-signed/no-signature",
    arrange: ({ registry, repository, image, trusted: keyPair }) => {
      legacySignature(registry, repository, image.digest, { keyPair });
      registry.tag(
        repository,
        `${image.digest.replace(":", "-")}.sbom`,
        registry.manifest(repository, signatureTag(image.digest))?.digest ?? "",
      );
      registry.deleteTag(repository, signatureTag(image.digest));
    },
  },
  {
    row: 36,
    what: "a bundle that is compressed",
    expected: "image-signed/malformed-bundle",
    arrange: stored((_, bytes) => ({ bundle: gzipSync(bytes) })),
  },
  {
    row: 36,
    what: "a layer that is longer than it says",
    expected: "image-checked/digest-mismatch",
    arrange: layers((layer) => [{ ...layer, size: 12 }]),
  },
  {
    row: 36,
    what: "a layer that is not there",
    expected: "image-checked/not-found",
    arrange: layers((layer) => [{ ...layer, digest: sha256Of(Buffer.from("another")) }]),
  },
  { row: 36, what: "two layers", expected: "image-signed/no-signature", arrange: layers((layer) => [layer, layer]) },
  { row: 36, what: "no layer", expected: "image-signed/no-signature", arrange: layers(() => []) },
];

function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}

/** A good bundle in another manifest, listed under the fallback tag: no API lists it as this image's. */
function pushListed({ registry, repository, image, trusted: keyPair }: Scene, alterManifest: Alter): void {
  const { digest, mediaType, size } = image;
  const bundle = signatureBundle({ digest, keyPair });
  const pushed = pushReferrer(registry, repository, { subject: { digest, mediaType, size }, bundle, alterManifest });
  const manifest = registry.manifest(repository, pushed);
  appendToFallbackTag(registry, repository, digest, {
    ...{ mediaType: manifest?.mediaType ?? "", digest: pushed, size: manifest?.bytes.length ?? 0 },
  });
}

judgesAll("images, where their signatures are stored, and what they are about", ROWS);

it("row 13: a tag that is moved after it was verified is told with the digest that was", async () => {
  const setting = await startSetting();
  try {
    const { registry, trusted: keyPair } = setting;
    const image = pushImage(registry, "team/web", "1.0", { text: "good" });
    signWithBundle(registry, "team/web", image, { keyPair });
    const gate = setting.gate();
    const use = useOf(`${registry.host}/team/web:1.0`);
    const [before] = await gate.check([use]);
    pushImage(registry, "team/web", "1.0", { text: "evil" });
    const [after] = await gate.check([use]);
    for (const verdict of [before, after])
      expect(verdict).toMatchObject({ digest: image.digest, findings: [{ suggestion: { digest: image.digest } }] });
  } finally {
    await setting.close();
  }
});
