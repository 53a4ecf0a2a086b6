import { describe, expect, it } from "@jest/globals";
import type { Candidate, Problem } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  blob,
  budget,
  bundleReferrer,
  descriptor,
  failureOf,
  fallbackTag,
  image,
  imageManifest,
  INDEX,
  indexManifest,
  MANIFEST,
  registryFor,
  repositoryAt,
  SIGNATURE,
  signatureTag,
  SIMPLE_SIGNING,
  summary,
} from "./contents.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "./embedded/index.ts";

const closeLater = closingAfterEach();
const payload = blob('{"critical":{}}', SIMPLE_SIGNING);
const bundle = bundleReferrer('{"bundle":1}');
const emptyConfig = Buffer.from("{}");

/** An honest registry that holds an image with both kinds of signatures, and a client for it. */
async function start(options: EmbeddedRegistryOptions = {}) {
  const server = await startEmbeddedRegistry(options);
  closeLater(() => server.close());
  const registry = registryFor([server.host], {
    credentials: () => Promise.resolve({ kind: "basic", username: "ci", password: "password", source: "test" }),
  });
  closeLater(() => registry.close());
  const name = "acme/app";
  server.putBlob(name, emptyConfig);
  server.putManifest(name, "1", image.bytes, MANIFEST);
  server.putBlob(name, payload.bytes);
  const signatures = imageManifest([descriptor(payload, { annotations: { [SIGNATURE]: "MEUCIQ==" } })]);
  server.putManifest(name, signatureTag(image), signatures.bytes, MANIFEST);
  server.putBlob(name, bundle.layer.bytes);
  server.putManifest(name, bundle.manifest.digest, bundle.manifest.bytes, MANIFEST);
  if (options.referrersApi === false) {
    server.putManifest(name, fallbackTag(image), indexManifest([bundle.entry]).bytes, INDEX);
  }
  const repository = repositoryAt(server.host, name);
  const pulls = () => server.requests.filter(({ url }) => !url.startsWith("/token")).length;
  return { server, registry, repository, pulls };
}

async function first(items: AsyncIterable<Candidate | Problem>): Promise<string | undefined> {
  for await (const item of items) return summary([item])[0];
  return undefined;
}

describe("a pinned and signed image costs", () => {
  it("3 requests with a legacy signature", async () => {
    const { registry, repository, pulls } = await start();
    const one = budget();
    const { digest } = await registry.manifestByDigest(repository, image.digest, one);
    expect(await first(registry.legacySignatures(repository, digest, one))).toBe('legacy {"critical":{}} MEUCIQ==');
    expect(pulls()).toBe(3);
  });

  it("4 requests with a bundle by the referrers API", async () => {
    const { registry, repository, pulls } = await start();
    const one = budget();
    const { digest } = await registry.manifestByDigest(repository, image.digest, one);
    expect(await first(registry.bundles(repository, digest, one))).toBe('bundle {"bundle":1}');
    expect(pulls()).toBe(4);
  });

  it("5 requests with a bundle by the fallback tag", async () => {
    const { registry, repository, pulls } = await start({ referrersApi: false });
    const one = budget();
    const { digest } = await registry.manifestByDigest(repository, image.digest, one);
    expect(await first(registry.bundles(repository, digest, one))).toBe('bundle {"bundle":1}');
    expect(pulls()).toBe(5);
  });

  it("one refusal and one token more where the registry wants a token", async () => {
    const { registry, repository, server, pulls } = await start({
      auth: "bearer",
      username: "ci",
      password: "password",
    });
    const one = budget();
    const { digest } = await registry.manifestByDigest(repository, image.digest, one);
    expect(await first(registry.bundles(repository, digest, one))).toBe('bundle {"bundle":1}');
    expect(pulls()).toBe(5);
    expect(server.requests.length - pulls()).toBe(1);
  });

  it("one refusal more where the registry wants a password", async () => {
    const { registry, repository, pulls } = await start({ auth: "basic", username: "ci", password: "password" });
    const one = budget();
    const { digest } = await registry.manifestByDigest(repository, image.digest, one);
    expect(await first(registry.legacySignatures(repository, digest, one))).toBe('legacy {"critical":{}} MEUCIQ==');
    expect(pulls()).toBe(4);
  });

  it("a new token where the old one has expired", async () => {
    const { registry, repository } = await start({
      auth: "bearer",
      username: "ci",
      password: "password",
      tokenUses: 1,
    });
    expect(summary(await all(registry.bundles(repository, image.digest, budget())))).toEqual(['bundle {"bundle":1}']);
  });
});

it("a tag leads to the digest of its bytes", async () => {
  const { registry, repository } = await start();
  await expect(registry.manifestByTag(repository, "1", budget())).resolves.toMatchObject({
    digest: image.digest,
    descriptors: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" }],
  });
});

it("an unsigned image has no signatures and no problems", async () => {
  const { registry, repository, server } = await start();
  const unsigned = imageManifest([], { annotations: { unsigned: "yes" } });
  server.putManifest("acme/app", "2", unsigned.bytes, MANIFEST);
  expect(await all(registry.bundles(repository, unsigned.digest, budget()))).toEqual([]);
  expect(await all(registry.legacySignatures(repository, unsigned.digest, budget()))).toEqual([]);
});

it("a repository that does not exist is not found", async () => {
  const { registry, server } = await start();
  const asked = registry.manifestByTag(repositoryAt(server.host, "acme/none"), "1", budget());
  expect(await failureOf(asked)).toMatchObject({ reason: "not-found" });
});

it("every page of an honest registry's referrers is read", async () => {
  const { registry, repository, server } = await start({ pageSize: 1 });
  const second = bundleReferrer('{"bundle":2}');
  server.putBlob("acme/app", second.layer.bytes);
  server.putManifest("acme/app", second.manifest.digest, second.manifest.bytes, MANIFEST);
  const found = summary(await all(registry.bundles(repository, image.digest, budget())));
  expect(found.sort()).toEqual(['bundle {"bundle":1}', 'bundle {"bundle":2}']);
});
