import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from "../registry/embedded/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { openCosign, type Cosign } from "./cosign.ts";
import { poison, pushShop, type ShopImages } from "./images.ts";

/** The example's world: a registry on loopback whose images the real cosign signed, and an attacker who was there. */
export interface Shop {
  readonly registry: EmbeddedRegistry;
  readonly images: ShopImages;
  readonly cosign: Cosign;
  /** PEM of the key that the policy trusts. */
  readonly releaseKey: string;
  /** The policy document, keys inline, as Pulumi's policy config takes it. */
  readonly document: object;
  close(): Promise<void>;
}

export async function openShop(options: EmbeddedRegistryOptions = {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-shop-"));
  const registry = await startEmbeddedRegistry(options);
  const cosign = await openCosign(folder);
  const releaseKey = await cosign.keyPair("release");
  await cosign.keyPair("stranger");
  const images = await fill(registry, cosign);
  return {
    registry,
    images,
    cosign,
    releaseKey,
    document: documentFor(registry.host, releaseKey),
    close: async () => {
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(registry: EmbeddedRegistry, cosign: Cosign): Promise<ShopImages> {
  const images = pushShop(registry);
  const at = (name: keyof typeof images) => `${registry.host}/shop/${name}@${images[name].digest}`;
  await cosign.sign("release", at("web"), "bundle");
  await cosign.sign("release", at("api"), "legacy");
  await cosign.sign("release", at("cart"), "bundle");
  await cosign.sign("release", at("mail"), "legacy");
  await cosign.sign("stranger", at("billing"), "bundle");
  return { ...images, ...poison(registry, images.mail) };
}

export function documentFor(host: string, releaseKey: string): object {
  return {
    version: 1,
    signers: { "release-key": { cosign: { key: releaseKey, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/shop/*`, signedBy: ["release-key"] }],
    registries: [{ host, plainHttp: true }],
  };
}

/** The example stack of this repository, as a user previews it. */
export function exampleProgram(): string {
  return readFileSync(join(repositoryRoot(), "Pulumi.yaml"), "utf8");
}

/** The pack of this repository, as it is published. */
export function packFolder(): string {
  return join(repositoryRoot(), "policies");
}
