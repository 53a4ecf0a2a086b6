import { describe, expect, it } from "@jest/globals";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, type Digest } from "../../src/reference/index.ts";
import type { Limits, Registry } from "../../src/registry/index.ts";
import { createPointers } from "../../src/registry/pointers.ts";
import { createByteStore, Journal, KeptFiles } from "../../src/storage/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  ATTESTATION_ARTIFACT,
  blob,
  budget,
  bundleReferrer,
  BUNDLE,
  config,
  descriptor,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  DSSE,
  failureOf,
  image,
  imageManifest,
  INDEX,
  indexManifest,
  json,
  layersReferrer,
  MANIFEST,
  plainHosts,
  registryFor,
  repositoryAt,
  SIGNATURE,
  SIMPLE_SIGNING,
  summary,
  type Blob,
} from "./contents.ts";
import { startEmbeddedRegistry } from "./embedded/index.ts";
import { startHostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const NAME = "acme/app";
const bundle = bundleReferrer('{"bundle":1}');

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-registry-"));
  closeLater(() => rm(folder, { recursive: true }));
  return folder;
}

interface Run {
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
}

/** A registry that holds the image and its bundle, and clients that share a cache folder. */
async function start() {
  const folder = newFolder();
  const server = await startEmbeddedRegistry();
  closeLater(() => server.close());
  server.putManifest(NAME, "1", image.bytes, MANIFEST);
  server.putBlob(NAME, bundle.layer.bytes);
  server.putManifest(NAME, bundle.manifest.digest, bundle.manifest.bytes, MANIFEST);
  const repository = repositoryAt(server.host, NAME);
  const run = async <T>(use: (registry: Registry) => Promise<T>, { limits = {}, now = Date.now }: Run = {}) => {
    const before = server.requests.length;
    const registry = registryFor([server.host], { limits, cache: { folder, freshness: 1000, now } });
    const result = await use(registry);
    await registry.close();
    return { result, paths: server.requests.slice(before).map(({ url }) => url) };
  };
  return { folder, server, repository, run };
}

async function put(folder: string, ...contents: readonly Blob[]): Promise<void> {
  const files = new KeptFiles(folder);
  const store = createByteStore(files);
  for (const { digest, bytes } of contents) store.put(digest, bytes);
  await files.close();
}

function keptDigests(folder: string): string[] {
  const root = join(folder, "registry/sha256");
  return existsSync(root)
    ? readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((name) => statSync(join(root, name)).isFile())
        .map((name) => `sha256:${name.slice(2)}`)
        .sort()
    : [];
}

describe("bytes that hashed to their digest", () => {
  it("are kept: manifests by tag and by digest, and blobs", async () => {
    const { folder, repository, run } = await start();
    await run((registry) => registry.manifestByTag(repository, "1", budget()));
    expect(keptDigests(folder)).toEqual([image.digest]);
    await run((registry) => all(registry.bundles(repository, image.digest, budget())));
    expect(keptDigests(folder)).toEqual([image.digest, bundle.manifest.digest, bundle.layer.digest].sort());
  });

  it("are not asked for again, but for the image itself, which may be gone, and for lists", async () => {
    const { repository, run } = await start();
    const both = async (registry: Registry) => {
      const { digest } = await registry.manifestByDigest(repository, image.digest, budget());
      return summary(await all(registry.bundles(repository, digest, budget())));
    };
    const cold = await run(both);
    const warm = await run(both);
    expect(warm.result).toEqual(cold.result);
    expect(cold.paths).toHaveLength(5);
    expect(warm.paths.map((path) => path.split("/")[4])).toEqual(["manifests", "referrers", "manifests"]);
  });

  it("of another size than is listed are a mismatch, as they are from a registry", async () => {
    const { folder, repository, run, server } = await start();
    const small = bundleReferrer("small");
    const manifest = imageManifest([{ ...descriptor(small.layer), size: 6 }], { subject: descriptor(image) });
    server.putBlob(NAME, small.layer.bytes);
    server.putManifest(NAME, manifest.digest, manifest.bytes, MANIFEST);
    await put(folder, small.layer);
    const { result } = await run((registry) => all(registry.bundles(repository, image.digest, budget())));
    expect(summary(result)).toContain("problem digest-mismatch");
  });

  it("are not read beyond the limits of their kind", async () => {
    const { repository, run } = await start();
    const bundles = (registry: Registry) => all(registry.bundles(repository, image.digest, budget()));
    await run(bundles);
    const { result } = await run(bundles, { limits: { bundleBytes: 5 } });
    expect(summary(result)).toEqual(["problem too-large"]);
  });
});

it("bytes that did not hash to what was asked for are never kept (law 2)", async () => {
  const folder = newFolder();
  const server = await startHostileServer((_, response) => {
    response.writeHead(200, { "content-type": MANIFEST }).end(imageManifest([]).bytes);
  });
  closeLater(() => server.close());
  const registry = registryFor([server.host], { cache: { folder, freshness: 1000 } });
  const asked = registry.manifestByDigest(repositoryAt(server.host), image.digest, budget());
  expect(await failureOf(asked)).toMatchObject({ reason: "digest-mismatch" });
  await registry.close();
  expect(keptDigests(folder)).toEqual([]);
});

it("what is no manifest is not kept as one, although its tag led to it", async () => {
  const { folder, repository, run, server } = await start();
  const both = json({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], manifests: [] }, MANIFEST);
  server.putManifest(NAME, "both", both.bytes, MANIFEST);
  await run((registry) => failureOf(registry.manifestByTag(repository, "both", budget())));
  expect(keptDigests(folder)).toEqual([]);
});

describe("what is recalled", () => {
  /** Remembers the bundle for an image that the registry serves, and recalls it in another run. */
  async function recalled(subject: Blob, change: (folder: string) => Promise<void> | void = () => undefined) {
    const { folder, server, repository, run } = await start();
    server.putManifest(NAME, "2", subject.bytes, subject.mediaType);
    const signature = bundleReferrer('{"bundle":2}', subject);
    await put(folder, signature.layer, signature.manifest);
    const evidence = [{ kind: "bundle", manifest: signature.manifest.digest }] as const;
    const first = await run(async (registry) => {
      await registry.manifestByTag(repository, "2", budget());
      registry.remember(repository, subject.digest, evidence);
    });
    expect(first.paths).toHaveLength(1);
    await change(folder);
    const { result, paths } = await run((registry) => all(registry.recall(repository, subject.digest, budget())));
    expect(paths).toEqual([]);
    return summary(result);
  }

  const layers = [descriptor(blob("layer", "application/vnd.oci.image.layer.v1.tar+gzip"))];
  const manifests = [descriptor(image)];
  it.each<[string, Blob]>([
    ["an OCI manifest", image],
    ["an OCI index", indexManifest(manifests)],
    ["an OCI manifest that leaves its type to the header", json({ schemaVersion: 2, config, layers }, MANIFEST)],
    ["an OCI index that leaves its type to the header", json({ schemaVersion: 2, manifests }, INDEX)],
    ["a Docker manifest", json({ schemaVersion: 2, mediaType: DOCKER_MANIFEST, config, layers }, DOCKER_MANIFEST)],
    ["a Docker list", json({ schemaVersion: 2, mediaType: DOCKER_LIST, manifests }, DOCKER_LIST)],
  ])("is the evidence on %s", async (_, subject) => {
    expect(await recalled(subject)).toEqual(['bundle {"bundle":2}']);
  });

  it("is nothing without the image's own bytes", async () => {
    const removed = (folder: string) => {
      rmSync(join(folder, "registry/sha256", image.digest.slice(7, 8)), { recursive: true });
    };
    expect(await recalled(image, removed)).toEqual([]);
  });

  it.each<[string, (signature: ReturnType<typeof bundleReferrer>) => Digest, string[]]>([
    ["the evidence's manifest", ({ manifest }) => manifest.digest, ["problem not-found"]],
    ["the bundle", ({ layer }) => layer.digest, ["problem not-found"]],
  ])("is not asked for where %s is lost", async (_, lost, problems) => {
    const digest = lost(bundleReferrer('{"bundle":2}'));
    const removed = (folder: string) => {
      rmSync(join(folder, "registry/sha256", digest.slice(7, 8), digest.slice(7)));
    };
    expect(await recalled(image, removed)).toEqual(problems);
  });

  it.each<[string, Blob]>([
    ["of another kind", json({ schemaVersion: 2, mediaType: "text/html", config, layers }, MANIFEST)],
    ["with the members of both kinds", json({ schemaVersion: 2, config, layers, manifests }, MANIFEST)],
    ["of both kinds that says it is one", json({ schemaVersion: 2, mediaType: INDEX, manifests, layers }, INDEX)],
    ["of schema version 1", json({ schemaVersion: 1 }, MANIFEST)],
    ["that is no JSON", blob("<html>", MANIFEST)],
    ["with a member twice", blob('{"schemaVersion":2,"schemaVersion":2}', MANIFEST)],
  ])("fails for kept bytes of a manifest %s, like bytes that a registry sends", async (_, subject) => {
    const { folder, repository, run } = await start();
    await put(folder, subject, bundle.manifest, bundle.layer);
    await pointTo(folder, repository, subject.digest, bundle.manifest.digest);
    await run(async (registry) => {
      const work = all(registry.recall(repository, subject.digest, budget()));
      expect(await failureOf(work)).toMatchObject({ reason: expect.stringMatching(/malformed|manifest/) as unknown });
    });
  });

  it.each<[string, "legacy" | "attestation" | "bundle", string[]]>([
    ["legacy signatures", "legacy", ["legacy payload one"]],
    ["attestations", "attestation", ['attestation {"envelope":1}', "problem not-found"]],
    ["a bundle, which it does not hold", "bundle", []],
  ])("is what a pointer says of a referrer, as far as its bytes are kept: %s", async (_, kind, expected) => {
    const { folder, repository, run } = await start();
    const payload = blob("payload", SIMPLE_SIGNING);
    const envelope = blob('{"envelope":1}', DSSE);
    const { manifest } = layersReferrer(ATTESTATION_ARTIFACT, [
      descriptor(payload, { annotations: { [SIGNATURE]: "one" } }),
      descriptor(blob("lost", DSSE)),
      descriptor(envelope),
    ]);
    await put(folder, image, payload, envelope, manifest);
    await pointTo(folder, repository, image.digest, manifest.digest, kind);
    const { result, paths } = await run((registry) => all(registry.recall(repository, image.digest, budget())));
    expect(summary(result)).toEqual(expected);
    expect(paths).toEqual([]);
  });

  it("is a bundle as large as an attestation may be, too", async () => {
    const { folder, repository, run } = await start();
    const large = bundleReferrer("x".repeat(1024 * 1024 + 1));
    await put(folder, image, large.layer, large.manifest);
    await pointTo(folder, repository, image.digest, large.manifest.digest);
    const { result } = await run((registry) => all(registry.recall(repository, image.digest, budget())));
    expect(result).toMatchObject([{ kind: "bundle", layer: large.layer.digest }]);
  });

  it("is not evidence that refers to another image", async () => {
    const { folder, repository, run } = await start();
    const other = imageManifest([], { annotations: { other: "yes" } });
    await put(folder, other, bundle.manifest, bundle.layer);
    await pointTo(folder, repository, other.digest, bundle.manifest.digest);
    const { result } = await run((registry) => all(registry.recall(repository, other.digest, budget())));
    expect(result).toEqual([]);
  });

  it("is not evidence with more than a bundle in it, nor with none", async () => {
    const { folder, repository, run } = await start();
    const layer = blob("{}", BUNDLE);
    const wrong = [imageManifest([descriptor(layer), descriptor(layer)]), imageManifest([]), indexManifest([])];
    await put(folder, image, layer, ...wrong);
    for (const { digest } of wrong) {
      await pointTo(folder, repository, image.digest, digest);
      const { result } = await run((registry) => all(registry.recall(repository, image.digest, budget())));
      expect(result).toEqual([]);
    }
  });
});

/** Remembers evidence as a client does that was answered with this subject. */
async function pointTo(
  folder: string,
  repository: ReturnType<typeof repositoryAt>,
  subject: Digest,
  manifest: Digest,
  kind: "bundle" | "legacy" | "attestation" = "bundle",
): Promise<void> {
  const journal = new Journal(folder, "pointers", Date.now);
  const hosts = plainHosts([repository.registry]);
  createPointers(journal, { freshness: 1000, now: Date.now, hosts }).write(
    repository,
    subject,
    [{ kind, manifest }],
    Date.now(),
  );
  await journal.close();
}

describe("evidence is remembered", () => {
  const evidence = [{ kind: "bundle", manifest: bundle.manifest.digest }] as const;

  it("only of an image that this client saw", async () => {
    const { folder, repository, run } = await start();
    await put(folder, image, bundle.manifest, bundle.layer);
    const recall = (registry: Registry) => all(registry.recall(repository, image.digest, budget()));
    const remember = (registry: Registry) => {
      registry.remember(repository, image.digest, evidence);
      return Promise.resolve();
    };
    await run(remember);
    expect((await run(recall)).result).toEqual([]);
    await run(async (registry) => {
      await failureOf(registry.manifestByDigest(repository, digestOf(Buffer.from("none")), budget()));
      await registry.manifestByDigest(repositoryAt(repository.registry, NAME), image.digest, budget());
      await remember(registry);
    });
    expect(summary((await run(recall)).result)).toEqual(['bundle {"bundle":1}']);
  });

  it("from when the registry was asked, not from when it had answered or the evidence was verified", async () => {
    const { folder, repository, run } = await start();
    await put(folder, bundle.manifest, bundle.layer);
    let time = 1_000_000;
    await run(
      async (registry) => {
        const asked = registry.manifestByDigest(repository, image.digest, budget());
        time += 400;
        await asked;
        time += 400;
        registry.remember(repository, image.digest, evidence);
      },
      { now: () => time },
    );
    const recall = (registry: Registry) => all(registry.recall(repository, image.digest, budget()));
    const recalledAt = async (now: number) => (await run(recall, { now: () => now })).result.length;
    expect(await recalledAt(1_000_999)).toBe(1);
    expect(await recalledAt(1_001_000)).toBe(0);
  });
});
