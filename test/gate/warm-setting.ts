import { afterEach } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import type { PolicyDocument } from "../../src/policy/index.ts";
import { generateKeyPair, legacySignature, pushImage, signWithBundle, type KeyPair } from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { policyFor, useOf } from "./setting.ts";

export const MINUTE = 60_000;

/** The three ways in which a signature is found. */
export const WAYS = ["legacy", "bundle by the referrers API", "bundle by the fallback tag"] as const;
export type Way = (typeof WAYS)[number];

interface RunOptions {
  readonly policy?: PolicyDocument;
  /** Null: none. */
  readonly cache?: string | null;
  readonly environment?: NodeJS.ProcessEnv;
}

export interface Ran {
  readonly statuses: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly requests: number;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A registry, a cache folder, a clock, and runs of their own gates, one after the other. */
export async function warmSetting(way: Way = "legacy", options: EmbeddedRegistryOptions = {}) {
  const gone = new Set<string>();
  const registry = await startEmbeddedRegistry({
    referrersApi: way !== "bundle by the fallback tag",
    intercept: (request, response) => {
      const isGone = [...gone].some((part) => request.url?.includes(part));
      if (isGone) response.writeHead(404).end();
      return isGone;
    },
    ...options,
  });
  cleanups.push(() => registry.close());
  const folder = mkdtempSync(join(tmpdir(), "digestbound-warm-"));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const [trusted, stranger] = [generateKeyPair("p256"), generateKeyPair("p256")];
  const clock = { time: Date.now() };
  const sign = (repository: string, image: ReturnType<typeof pushImage>, keyPair: KeyPair = trusted) => {
    if (way === "legacy") legacySignature(registry, repository, image.digest, { keyPair });
    else signWithBundle(registry, repository, image, { keyPair });
  };
  const run = async (
    images: readonly string[],
    { policy = policyFor(registry.host, trusted), cache = folder, environment = {} }: RunOptions = {},
  ): Promise<Ran> => {
    const before = registry.requests.length;
    const gate = createGate(policy, {
      environment,
      now: () => clock.time,
      ...(cache !== null && { cacheFolder: cache }),
    });
    const verdicts = await gate.check(images.map(useOf));
    await gate.close();
    return { verdicts, statuses: verdicts.map(({ status }) => status), requests: registry.requests.length - before };
  };
  return {
    registry,
    folder,
    clock,
    trusted,
    stranger,
    run,
    sign,
    /** Parts of URLs that are answered with 404. */
    gone,
    policy: (key: KeyPair = trusted) => policyFor(registry.host, key),
    push: (text = "web", repository = "team/web") => pushImage(registry, repository, "1", { text }),
    /** An image with a trusted signature, by its digest. */
    signed(text = "web", repository = "team/web") {
      const image = pushImage(registry, repository, "1", { text });
      sign(repository, image);
      return `${registry.host}/${repository}@${image.digest}`;
    },
    files: () => filesBelow(folder),
  };
}

export type WarmSetting = Awaited<ReturnType<typeof warmSetting>>;

/** Paths of regular files, seen from the folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}
