import { afterAll, afterEach } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import { readTaken } from "../schema/schema.ts";
import { pushImage } from "../fixtures/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { NOW } from "../fixtures/sigstore/keyless.ts";
import { run, signImage, signManifest, type SignOptions } from "../fixtures/sigstore/push-keyless.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import { useOf } from "./setting.ts";

export const FORMATS = ["bundle", "legacy"] as const;
export type Format = (typeof FORMATS)[number];

/** The instances are made once: their keys cost more than anything else here. */
export const INSTANCE = openInstance("gate");
export const STRANGER = openInstance("stranger");

export const WEB = run("acme/web", "release.yml", "refs/heads/main");

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const roots = mkdtempSync(join(tmpdir(), "digestbound-roots-"));
afterAll(() => {
  rmSync(roots, { recursive: true, force: true });
});
/** A trusted root in a file that documents can name. */
export function rootFile(name: string, json: object): string {
  const path = join(roots, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

export const ROOT = rootFile("root.json", trustedRootJson(INSTANCE));
export const STRANGERS_ROOT = rootFile("stranger.json", trustedRootJson(STRANGER));

export interface Ran {
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly message: string;
  readonly requests: number;
  readonly verdict: Verdict | undefined;
}

/** A registry, a cache folder, and an image `team/‹name›` in it. */
export async function keylessSetting(name = "web") {
  const registry = await startEmbeddedRegistry();
  cleanups.push(() => registry.close());
  const folder = mkdtempSync(join(tmpdir(), "digestbound-keyless-"));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const repository = `team/${name}`;
  const image = pushImage(registry, repository, "1", { text: name });
  const reference = `${registry.host}/${repository}`;

  /** Judges the image; `cosign`: the signer in the document. */
  async function judge(cosign: object, cache: "cache" | "no cache" = "cache"): Promise<Ran> {
    const document = {
      version: 1,
      signers: { ci: { cosign } },
      images: [{ match: `${registry.host}/team/{name}`, signedBy: ["ci"] }],
      registries: [{ host: registry.host, plainHttp: true }],
    };
    const before = registry.requests.length;
    const options = { environment: {}, now: () => NOW.getTime(), ...(cache === "cache" && { cacheFolder: folder }) };
    const gate = createGate(readTaken(document, "/", "test"), options);
    const [verdict] = await gate.check([useOf(`${reference}@${image.digest}`)]);
    await gate.close();
    const [finding] = verdict?.findings ?? [];
    const { reason, message = "" } = finding ?? {};
    return { status: verdict?.status, reason, message, verdict, requests: registry.requests.length - before };
  }

  const place = { registry, repository, image };
  return {
    ...{ registry, image, reference, judge },
    sign: (format: Format, options: Partial<SignOptions> = {}) => {
      signImage(place, format, { instance: INSTANCE, certificate: WEB, ...options });
    },
    signManifest: (options: Partial<SignOptions> = {}) => {
      signManifest(place, { instance: INSTANCE, certificate: WEB, ...options });
    },
  };
}
