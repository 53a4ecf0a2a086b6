// A registry with signed images in a process of its own: node registry-process.js COUNT DELAY_MS legacy|bundle|fallback
import { generateKeyPair, legacySignature, pushImage, signWithBundle } from "../test/fixtures/index.ts";
import { startEmbeddedRegistry } from "../test/registry/embedded/index.ts";

/** What the process says first. */
export interface Stock {
  readonly host: string;
  readonly key: string;
  /** `name:tag@digest` each. */
  readonly images: readonly string[];
}

async function serve([count, delayMs, format]: readonly string[]): Promise<void> {
  const registry = await startEmbeddedRegistry({ delayMs: Number(delayMs), referrersApi: format !== "fallback" });
  const keyPair = generateKeyPair("p256");
  const images = Array.from({ length: Number(count) }, (_, index) => {
    const repository = `team/app${index}`;
    const image = pushImage(registry, repository, "1", { text: `app ${index}` });
    if (format === "legacy") legacySignature(registry, repository, image.digest, { keyPair });
    else signWithBundle(registry, repository, image, { keyPair });
    return `${registry.host}/${repository}:1@${image.digest}`;
  });
  process.on("message", (question) => {
    process.send?.(question === "paths" ? registry.requests.map(({ url }) => url) : registry.requests.length);
  });
  const stock: Stock = { host: registry.host, key: keyPair.publicKeyPem, images };
  process.send?.(stock);
}

void serve(process.argv.slice(2));
