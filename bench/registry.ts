import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { request, Agent } from "undici";
import { createGate } from "../src/gate/index.ts";
import { readPolicyObject } from "../src/policy/index.ts";
import { parseImageReference, type Digest, type ImageReference } from "../src/reference/index.ts";
import { createBudget, createRegistry, defaultLimits } from "../src/registry/index.ts";
import { containerRegistry, cosignCli } from "../test/tools/index.ts";
import type { Stock } from "./registry-process.ts";

const IMAGES = 200;
const RUNS = 3;
/** As many images as the gate has under way. */
const IMAGES_AT_ONCE = 24;
const PROCESSES_AT_ONCE = 4;
const FORMATS = ["legacy", "bundle", "fallback"] as const;
const run = promisify(execFile);

interface Scene {
  readonly format: (typeof FORMATS)[number];
  readonly registry: ChildProcess;
  readonly stock: Stock;
  readonly folder: string;
}

interface Row {
  readonly name: string;
  readonly work: (scene: Scene) => Promise<unknown>;
  /** Before each run, and not measured. */
  readonly prepare?: (scene: Scene) => void;
  readonly isBase?: true;
}

/**
 * This client beside a loop that fetches the same bytes and looks at none of them, and beside crane and cosign: 200
 * distinct images, pinned, signed by one key, on one registry in a process of its own.
 */
export async function benchRegistry(): Promise<void> {
  const crane = await containerRegistry().catch(() => undefined);
  const cosign = await cosignCli().catch(() => undefined);
  console.log(`${IMAGES} distinct images, pinned, one key; median of ${RUNS}, taken in turn`);
  for (const delayMs of [0, 20]) {
    for (const format of FORMATS) {
      const scene = await open(delayMs, format);
      console.log(`\n${format}, ${delayMs} ms`);
      await play(scene, [
        { name: "the client alone", work: fetchAll },
        { name: "digestbound, no cache", work: (stage) => judge(stage) },
        { name: "digestbound, cold", work: (stage) => judge(stage, "cache"), prepare: forget },
        { name: "bare undici loop, same bytes", work: await replay(scene), isBase: true },
        { name: "digestbound, warm", work: (stage) => judge(stage, "cache") },
        ...(crane === undefined ? [] : [craneRow(join(crane.path, "crane"))]),
        ...(cosign === undefined ? [] : [cosignRow(join(cosign.path, "cosign"), scene)]),
      ]);
      scene.registry.kill();
      rmSync(scene.folder, { recursive: true });
    }
  }
}

async function open(delayMs: number, format: Scene["format"]): Promise<Scene> {
  const registry = fork(join(__dirname, "registry-process.js"), [IMAGES, delayMs, format].map(String));
  const [stock] = (await once(registry, "message")) as [Stock];
  return { format, registry, stock, folder: mkdtempSync(join(tmpdir(), "digestbound-bench-")) };
}

async function play(scene: Scene, rows: readonly Row[]): Promise<void> {
  const measured = new Map<Row, { seconds: number; requests: number }[]>(rows.map((row) => [row, []]));
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const row of rows) {
      row.prepare?.(scene);
      const before = (await paths(scene)).length;
      const began = performance.now();
      await row.work(scene);
      const seconds = (performance.now() - began) / 1000;
      measured.get(row)?.push({ seconds, requests: (await paths(scene)).length - before });
    }
  }
  const median = (row: Row) => measured.get(row)?.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)];
  const base = rows.find(({ isBase }) => isBase);
  for (const row of rows) {
    const { seconds, requests } = median(row) ?? { seconds: Number.NaN, requests: Number.NaN };
    const ratio =
      base === undefined || base === row
        ? ""
        : `, ${(seconds / (median(base)?.seconds ?? Number.NaN)).toFixed(2)} times the loop`;
    console.log(
      `  ${row.name.padEnd(34)}${seconds.toFixed(3).padStart(8)} s, ${(requests / IMAGES).toFixed(2)} requests an image${ratio}`,
    );
  }
}

/** What was kept goes away, so that the next run is a cold one. */
function forget({ folder }: Scene): void {
  rmSync(join(folder, "cache"), { recursive: true, force: true });
}

async function judge({ stock: { host, key, images }, folder }: Scene, cache?: string): Promise<void> {
  const policy = readPolicyObject(
    {
      version: 1,
      signers: { "release-key": { cosign: { key, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
      registries: [{ host, plainHttp: true }],
    },
    folder,
    "bench",
  );
  const gate = createGate(policy, {
    environment: {},
    ...(cache !== undefined && { cacheFolder: join(folder, cache) }),
  });
  const verdicts = await gate.check(
    images.map((image, index) => ({
      kind: "image",
      image,
      place: { resource: `w${index}`, path: "image" },
      role: "run",
      pinForm: "name:tag@digest",
    })),
  );
  await gate.close();
  if (!verdicts.every(({ status }) => status === "accepted")) throw new Error("an image was not accepted");
}

/** What a verification needs of each image, through the client: guarded, hashed and read, and not verified. */
async function fetchAll({ format, stock: { host, images } }: Scene): Promise<void> {
  const registry = createRegistry({ hosts: new Map([[host, { plainHttp: true, privateNetwork: true }]]) });
  await pLimit(IMAGES_AT_ONCE).map(images, async (image) => {
    const reference = parseImageReference(image);
    const { digest } = await registry.manifestByDigest(reference, digestIn(reference), budget());
    const one = budget();
    const signatures =
      format === "legacy"
        ? registry.legacySignatures(reference, digest, one)
        : registry.bundles(reference, digest, one);
    for await (const found of signatures) {
      if (found.kind === "problem") throw found.error;
      return;
    }
    throw new Error("there is no signature");
  });
  await registry.close();
}

const budget = () => createBudget(defaultLimits);

function digestIn({ digest }: ImageReference): Digest {
  if (digest === undefined) throw new Error("the stock is pinned");
  return digest;
}

/** The requests of the client alone, each image's one after the other, as many images at once, and nothing read but the bytes. */
async function replay(scene: Scene): Promise<Row["work"]> {
  const before = (await paths(scene)).length;
  await fetchAll(scene);
  const byImage = Map.groupBy((await paths(scene)).slice(before), (path) => path.split("/").slice(0, 4).join("/"));
  return async ({ stock: { host } }) => {
    const dispatcher = new Agent();
    await pLimit(IMAGES_AT_ONCE).map(byImage.values(), async (ofImage) => {
      for (const path of ofImage) await (await request(`http://${host}${path}`, { dispatcher })).body.bytes();
    });
    await dispatcher.close();
  };
}

function craneRow(crane: string): Row {
  return {
    name: `crane manifest, ${PROCESSES_AT_ONCE} at a time`,
    work: ({ stock: { images } }) =>
      pLimit(PROCESSES_AT_ONCE).map(images, (image) => run(crane, ["manifest", "--insecure", image])),
  };
}

function cosignRow(cosign: string, { folder, stock }: Scene): Row {
  const key = join(folder, "key.pub");
  writeFileSync(key, stock.key);
  const flags = ["verify", "--key", key, "--insecure-ignore-tlog", "--allow-http-registry"];
  return {
    name: `cosign verify, ${PROCESSES_AT_ONCE} at a time`,
    work: ({ stock: { images } }) => pLimit(PROCESSES_AT_ONCE).map(images, (image) => run(cosign, [...flags, image])),
  };
}

/** The paths of all requests so far. */
async function paths({ registry }: Scene): Promise<readonly string[]> {
  const answer = once(registry, "message") as Promise<[readonly string[]]>;
  registry.send("paths");
  return (await answer)[0];
}
