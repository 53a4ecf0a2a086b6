import { describe, expect, it } from "@jest/globals";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  ATTESTATION_ARTIFACT,
  blob,
  budget,
  BUNDLE,
  bundleReferrer,
  descriptor,
  DSSE,
  fallbackTag,
  image,
  imageManifest,
  indexManifest,
  layersReferrer,
  MANIFEST,
  registryFor,
  repositoryAt,
  send,
  sendStatus,
  SIGNATURE,
  SIGNATURE_ARTIFACT,
  SIMPLE_SIGNING,
  summary,
  type Blob,
} from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const API = `/v2/acme/app/referrers/${image.digest}`;
const FALLBACK = `/v2/acme/app/manifests/${fallbackTag(image)}`;
const PROVENANCE = "https://slsa.dev/provenance/v1";
const SCAN = "https://cosign.sigstore.dev/attestation/vuln/v1";
const MiB = 1024 * 1024;

interface Entry {
  readonly manifest: Blob;
  readonly entry: unknown;
}

/** A registry whose referrers API lists these, and that has these blobs; other paths as told. */
async function holding(
  listed: readonly Entry[],
  blobs: readonly Blob[],
  more: Record<string, Blob | Handler> = {},
  limits: Partial<Limits> = {},
) {
  const contents: Record<string, Blob | Handler> = {
    [API]: indexManifest(listed.map(({ entry }) => entry)),
    ...Object.fromEntries(listed.map(({ manifest }) => [`/v2/acme/app/manifests/${manifest.digest}`, manifest])),
    ...Object.fromEntries(blobs.map((content) => [`/v2/acme/app/blobs/${content.digest}`, content])),
    ...more,
  };
  const server = await startHostileServer((request, response) => {
    const answer = contents[request.url ?? ""];
    if (answer === undefined) sendStatus(response, 404);
    else if (typeof answer === "function") answer(request, response);
    else send(response, answer);
  });
  closeLater(server.close);
  const registry = registryFor([server.host], { limits });
  closeLater(() => registry.close());
  const at = repositoryAt(server.host);
  return {
    paths: () => server.requests.map(({ path }) => path),
    signatures: () => registry.bundles(at, image.digest, budget(limits)),
    evidence: (types: readonly string[] = [PROVENANCE]) =>
      registry.referrers(at, image.digest, budget({ ...limits, bytes: 56 * MiB }), types),
  };
}

const payload = blob("payload", SIMPLE_SIGNING);
const signedLayer = (signature: string, content = payload, more: object = {}) =>
  descriptor(content, { annotations: { [SIGNATURE]: signature, "dev.sigstore.cosign/certificate": "PEM" }, ...more });
const envelope = blob('{"envelope":1}', DSSE);
const bundle = bundleReferrer("bundle");
const signature = layersReferrer(SIGNATURE_ARTIFACT, [signedLayer("one")]);
const attestation = layersReferrer(ATTESTATION_ARTIFACT, [
  descriptor(envelope, { annotations: { predicateType: "p" } }),
]);
const EVERYTHING = [attestation, bundle, signature];
const BLOBS = [payload, envelope, bundle.layer];

const gone: Handler = (_, response) => {
  sendStatus(response, 404);
};

describe("a legacy signature that refers to its image (Docker Hardened Images)", () => {
  it("costs what a bundle costs, and has what one under the tag has", async () => {
    const { signatures, paths } = await holding([signature], BLOBS);
    for await (const item of signatures()) {
      expect(item).toMatchObject({
        kind: "legacy",
        signature: "one",
        annotations: { "dev.sigstore.cosign/certificate": "PEM" },
        manifest: signature.manifest.digest,
        layer: payload.digest,
      });
      break;
    }
    expect(paths()).toHaveLength(3);
  });

  it("is one of several in a manifest, or of several manifests, and their payload is fetched once", async () => {
    const two = layersReferrer(SIGNATURE_ARTIFACT, [signedLayer("two"), signedLayer("three")]);
    const { signatures, paths } = await holding([signature, two], BLOBS);
    const found = ["legacy payload one", "legacy payload two", "legacy payload three"];
    expect(summary(await all(signatures()))).toEqual(found);
    expect(paths().filter((path) => path.includes("/blobs/"))).toHaveLength(1);
  });

  it("is not spoilt by another layer with the same digest and a wrong size", async () => {
    const junk = layersReferrer(SIGNATURE_ARTIFACT, [signedLayer("junk", payload, { size: 1 })]);
    const { signatures } = await holding([junk, signature], BLOBS);
    expect(summary(await all(signatures()))).toEqual(["problem digest-mismatch", "legacy payload one"]);
  });

  it.each([
    ["found under the fallback tag", { [API]: gone, [FALLBACK]: listOf(signature) }],
    ["found whatever type the list says it has", { [API]: indexManifest([descriptor(signature.manifest)]) }],
    [
      "found where the list calls it a bundle",
      { [API]: indexManifest([descriptor(signature.manifest, { artifactType: BUNDLE })]) },
    ],
  ] as [string, Record<string, Blob | Handler>][])("is %s", async (_, more) => {
    const { signatures } = await holding([signature], BLOBS, more);
    expect(summary(await all(signatures()))).toEqual(["legacy payload one"]);
  });

  it("is none where its manifest refers to another image", async () => {
    const other = layersReferrer(SIGNATURE_ARTIFACT, [signedLayer("one")], imageManifest([]));
    const { evidence } = await holding([other], BLOBS);
    expect(summary(await all(evidence()))).toEqual([]);
  });

  it("of 65 in one manifest is a problem after 64 (D36)", async () => {
    const many = Array.from({ length: 65 }, (_, index) => signedLayer(`s${index}`));
    const { signatures } = await holding([layersReferrer(SIGNATURE_ARTIFACT, many)], BLOBS);
    const found = summary(await all(signatures()));
    expect([found.length, found[63], found[64]]).toEqual([65, "legacy payload s63", "problem too-many"]);
  });
});

function listOf(...entries: readonly Entry[]): Blob {
  return indexManifest(entries.map(({ entry }) => entry));
}

describe("signatures and attestations", () => {
  it("are found in one pass, no manifest and no blob of which is asked for twice", async () => {
    const { evidence, paths } = await holding(EVERYTHING, BLOBS, { [FALLBACK]: listOf(...EVERYTHING) });
    const found = ['attestation {"envelope":1}', "bundle bundle", "legacy payload one"];
    expect(summary(await all(evidence()))).toEqual(found);
    expect(new Set(paths()).size).toBe(paths().length);
    expect(paths()).toHaveLength(8);
  });

  it("tell the annotations of an envelope's layer, where certificate and log entry stand", async () => {
    const { evidence } = await holding([attestation], BLOBS);
    expect(await all(evidence())).toMatchObject([{ kind: "attestation", annotations: { predicateType: "p" } }]);
  });

  it("are told apart: where signatures alone are sought no envelope is fetched", async () => {
    const { signatures, paths } = await holding(EVERYTHING, BLOBS);
    expect(summary(await all(signatures()))).toEqual(["bundle bundle", "legacy payload one"]);
    expect(paths()).not.toContain(`/v2/acme/app/blobs/${envelope.digest}`);
    // Whether it may be a signature after all only its manifest says.
    expect(paths().indexOf(`/v2/acme/app/manifests/${attestation.manifest.digest}`)).toBe(5);
  });

  it("are told apart by their layers, not by what the list or the manifest calls them", async () => {
    const disguised = [
      layersReferrer(ATTESTATION_ARTIFACT, [signedLayer("one")]),
      layersReferrer(SIGNATURE_ARTIFACT, [descriptor(envelope)]),
      layersReferrer(BUNDLE, [descriptor(envelope), signedLayer("two")]),
    ];
    const { evidence } = await holding(disguised, BLOBS);
    expect(summary(await all(evidence()))).toEqual([
      ...["legacy payload one", 'attestation {"envelope":1}'],
      ...["legacy payload two", 'attestation {"envelope":1}'],
    ]);
  });

  it("an index that calls itself one of them is none", async () => {
    const nested = indexManifest([descriptor(envelope)]);
    const entry = { ...descriptor(nested, { artifactType: ATTESTATION_ARTIFACT }), mediaType: MANIFEST };
    const { evidence } = await holding([{ manifest: nested, entry }], BLOBS);
    expect(summary(await all(evidence()))).toEqual([]);
  });
});

describe("what is larger than any evidence is known to be none, and leaves nothing undetermined", () => {
  const ofSize = (size: number) => {
    const manifest = imageManifest([{ ...descriptor(bundle.layer), size }], {
      subject: descriptor(image),
      artifactType: BUNDLE,
    });
    return { manifest, entry: descriptor(manifest, { artifactType: BUNDLE }) };
  };

  it("a bundle of more than a megabyte where signatures are sought, which hides no other and is not asked for", async () => {
    const { signatures, paths } = await holding([ofSize(MiB + 1), bundle], BLOBS);
    const found = await all(signatures());
    expect(summary(found)).toEqual(["problem too-large", "bundle bundle"]);
    expect(found[0]).toMatchObject({ isNoEvidence: true });
    expect(paths().filter((path) => path.includes("/blobs/"))).toHaveLength(1);
  });

  it("a bundle or an envelope of more than 24 megabytes where attestations are sought, too", async () => {
    const big = layersReferrer(ATTESTATION_ARTIFACT, [descriptor(envelope, { size: 24 * MiB + 1 })]);
    const { evidence } = await holding([ofSize(24 * MiB + 1), big], BLOBS);
    expect(await all(evidence())).toMatchObject([{ isNoEvidence: true }, { isNoEvidence: true }]);
  });

  it("but a bundle of 24 megabytes may be an attestation", async () => {
    const large = bundleReferrer("x".repeat(24 * MiB));
    const { evidence } = await holding([large], [large.layer]);
    expect(await all(evidence())).toMatchObject([{ kind: "bundle", layer: large.layer.digest }]);
  });

  it("and so may an envelope", async () => {
    const large = blob("x".repeat(24 * MiB), DSSE);
    const { evidence } = await holding([layersReferrer(ATTESTATION_ARTIFACT, [descriptor(large)])], [large]);
    expect(await all(evidence())).toMatchObject([{ kind: "attestation", layer: large.digest }]);
  });

  it.each([
    ["less", 1],
    ["more", 7],
  ])("but a bundle that is listed with %s bytes than it has stays a problem: somebody lies (D34)", async (_, size) => {
    const { signatures, evidence } = await holding([ofSize(size)], BLOBS);
    for (const items of [signatures(), evidence()]) {
      const found = await all(items);
      expect(summary(found)).toEqual(["problem digest-mismatch"]);
      expect(found[0]).not.toHaveProperty("isNoEvidence");
    }
  });

  it("more bytes than an image may cost are a problem like any other", async () => {
    const large = bundleReferrer("x".repeat(MiB));
    const { signatures } = await holding([large], [large.layer], {}, { bytes: MiB });
    const [found] = await all(signatures());
    expect(found).toMatchObject({ kind: "problem", error: { reason: "too-large" } });
    expect(found).not.toHaveProperty("isNoEvidence");
  });
});

describe("junk starves no evidence within the limits: what looks like it comes first (D36)", () => {
  const hinted = (predicateType: string, text: string, created?: string) => {
    const { layer, manifest } = bundleReferrer(text);
    const annotations = {
      "dev.sigstore.bundle.predicateType": predicateType,
      ...(created && { "org.opencontainers.image.created": created }),
    };
    return { layer, manifest, entry: descriptor(manifest, { artifactType: BUNDLE, annotations }) };
  };
  const many = (make: (text: string) => ReturnType<typeof hinted>) =>
    Array.from({ length: 64 }, (_, index) => make(`junk ${index}`));
  const layersOf = (entries: readonly { readonly layer: Blob }[]) => entries.map(({ layer }) => layer);

  it.each([
    ["64 scans before a signature", many((text) => hinted(SCAN, text)), "signatures"],
    ["64 scans before a provenance", many((text) => hinted(SCAN, text)), "evidence"],
    ["64 SBOMs of some kind", many((text) => layersJunk(text)), "evidence"],
  ] as const)("%s", async (_, junk, method) => {
    const wanted = method === "signatures" ? bundle : hinted(PROVENANCE, "bundle");
    const registry = await holding([...junk, wanted], [...layersOf(junk), bundle.layer]);
    const found = summary(await all(registry[method]()));
    expect([found[0], found.at(-1)]).toEqual(["bundle bundle", "problem too-many"]);
  });

  function layersJunk(text: string) {
    const layer = blob(text, "application/spdx+json");
    return { layer, ...layersReferrer("application/spdx+json", [descriptor(layer)]) };
  }

  it("63 that look like it may come before it, and the image's requests suffice (case 75)", async () => {
    const junk = many((text) => hinted(PROVENANCE, text)).slice(1);
    const { evidence } = await holding([...junk, bundle], [...layersOf(junk), bundle.layer]);
    const found = summary(await all(evidence()));
    expect([found.length, found.at(-1)]).toEqual([64, "bundle bundle"]);
  });

  it("64 that look like it are a problem, not none", async () => {
    const junk = many((text) => hinted(PROVENANCE, text));
    const { evidence } = await holding([...junk, bundle], [...layersOf(junk), bundle.layer]);
    expect(summary(await all(evidence())).at(-1)).toBe("problem too-many");
  });

  it("of those alike the newest comes first, where the list tells", async () => {
    const dates = ["2026-01-01T00:00:00Z", undefined, "2026-03-01T00:00:00Z", "9999", "2026-02-01T00:00:00.5Z"];
    const entries = dates.map((created, index) => hinted(SCAN, String(index), created));
    const { evidence } = await holding(entries, layersOf(entries));
    const order = ["bundle 2", "bundle 4", "bundle 0", "bundle 1", "bundle 3"];
    expect(summary(await all(evidence([SCAN])))).toEqual(order);
  });

  it.each([
    ["a legacy signature", signature, SIGNATURE_ARTIFACT, "legacy payload one", "signatures"],
    ["an attestation", attestation, ATTESTATION_ARTIFACT, 'attestation {"envelope":1}', "evidence"],
  ] as const)("a list without an end is asked for %s by its type, too", async (_, entry, type, told, method) => {
    const junk = Array.from({ length: 1001 }, (__, index) =>
      descriptor(blob(`junk ${index}`, MANIFEST), { artifactType: "application/spdx+json" }),
    );
    const filtered: Handler = (__, response) => {
      send(response, listOf(entry), { "oci-filters-applied": "artifactType" });
    };
    const more = { [API]: indexManifest(junk), [`${API}?artifactType=${encodeURIComponent(type)}`]: filtered };
    const registry = await holding([entry], BLOBS, more);
    const found = summary(await all(registry[method]()));
    expect([found[0], found.at(-1)]).toEqual([told, "problem too-many"]);
  });
});
