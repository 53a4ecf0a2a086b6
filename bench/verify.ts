import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { generateKeyPair, legacySignature, pushImage, signWithBundle, type KeyPair } from "../test/fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../test/registry/embedded/index.ts";
import { cosignCli } from "../test/tools/index.ts";

/** Distinct images, pinned, signed by one key: the budgets' stack. */
const IMAGES = 200;
const RUNS = 3;
const COSIGN_AT_ONCE = 4;
const run = promisify(execFile);
const caches = join(__dirname, `caches-${process.pid}`);
const main = join(__dirname, "../src/cli/main.js");

interface Measured {
  readonly seconds: number;
  readonly requests: number;
}

async function measure(registry: EmbeddedRegistry, work: () => Promise<unknown>): Promise<Measured> {
  const runs: Measured[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const [began, before] = [performance.now(), registry.requests.length];
    await work();
    runs.push({ seconds: (performance.now() - began) / 1000, requests: registry.requests.length - before });
  }
  return (
    runs.sort((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)] ?? { seconds: Number.NaN, requests: Number.NaN }
  );
}

function push(registry: EmbeddedRegistry, format: "legacy" | "bundle", keyPair: KeyPair): string[] {
  return Array.from({ length: IMAGES }, (_, index) => {
    const repository = `team/${format}${index}`;
    const image = pushImage(registry, repository, "1", { text: `${format} ${index}` });
    if (format === "legacy") legacySignature(registry, repository, image.digest, { keyPair });
    else signWithBundle(registry, repository, image, { keyPair });
    return `${registry.host}/${repository}@${image.digest}`;
  });
}

async function cosignAll(cosign: string, key: string, images: readonly string[]): Promise<void> {
  const flags = ["verify", "--key", key, "--insecure-ignore-tlog", "--allow-http-registry"];
  await pLimit(COSIGN_AT_ONCE).map(images, (image) => run(cosign, [...flags, image]));
}

async function benchmark(delayMs: number, cosign: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-bench-"));
  const keyPair = generateKeyPair("p256");
  const registry = await startEmbeddedRegistry({ delayMs });
  const [key, policy] = [join(folder, "key.pub"), join(folder, "policy.yaml")];
  writeFileSync(key, keyPair.publicKeyPem);
  writeFileSync(policy, policyText(registry.host));
  for (const format of ["legacy", "bundle"] as const) {
    const images = push(registry, format, keyPair);
    const verify = (cache: string, ...flags: string[]) => {
      const env = { ...process.env, DIGESTBOUND_CACHE: cache };
      return run(process.execPath, [main, "verify", ...images, "--policy", policy, ...flags], { env });
    };
    const without = await measure(registry, () => verify("off", "--no-cache"));
    const ours = await measure(registry, () => verify(newCache()));
    const warm = newCache();
    await verify(warm);
    const again = await measure(registry, () => verify(warm));
    print(`digestbound verify --no-cache, ${format}, ${delayMs} ms`, without, undefined);
    print(`digestbound verify, cold, ${format}, ${delayMs} ms`, ours, undefined);
    print(`digestbound verify, warm, ${format}, ${delayMs} ms`, again, undefined);
    if (cosign === undefined) continue;
    const theirs = await measure(registry, () => cosignAll(cosign, key, images));
    print(
      `cosign verify, ${format}, ${delayMs} ms, ${COSIGN_AT_ONCE} at a time`,
      theirs,
      theirs.seconds / ours.seconds,
    );
  }
  await registry.close();
  rmSync(folder, { recursive: true });
}

/** Beside the program, since temporary folders are often no real disk; removed at the end, as ext4 is slow to make files where many were just removed. */
function newCache(): string {
  mkdirSync(caches, { recursive: true });
  return mkdtempSync(join(caches, "cache-"));
}

function policyText(host: string): string {
  return `version: 1
signers: { release-key: { cosign: { key: key.pub, transparencyLog: not-required } } }
images: [{ match: "${host}/team/*", signedBy: [release-key] }]
registries: [{ host: "${host}", plainHttp: true }]
`;
}

function print(name: string, { seconds, requests }: Measured, ratio: number | undefined): void {
  const perImage = (requests / IMAGES).toFixed(2);
  const times = ratio === undefined ? "" : `, ${ratio.toFixed(1)} times as long`;
  console.log(`${name.padEnd(48)} ${seconds.toFixed(2).padStart(7)} s, ${perImage} requests an image${times}`);
}

/** `digestbound verify` beside `cosign verify`, on the same registry. */
export async function benchVerify(): Promise<void> {
  const cosign = await cosignCli().catch(() => undefined);
  console.log(
    `${IMAGES} distinct images, pinned, one key; median of ${RUNS}, whole processes, one registry on loopback`,
  );
  if (cosign === undefined) console.log("cosign is not here and cannot be built, so there is nothing to compare with");
  const program = cosign === undefined ? undefined : join(cosign.path, "cosign");
  await benchmark(0, program);
  await benchmark(20, program);
  rmSync(caches, { recursive: true, force: true });
}
