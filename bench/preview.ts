import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFileText } from "../src/lock/index.ts";
import { parseDigest } from "../src/reference/index.ts";
import { openStack, writeTrivialPack, type PackRun, type Stack } from "../test/engine/index.ts";
import { packFolder } from "../test/shop/shop.ts";
import type { Stock } from "./registry-process.ts";

const EMPTY = `const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });`;
/** Without it the file backend writes the whole state after each resource, which takes longer than everything else. */
const ENV = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
const TIMEOUT_MS = 30 * 60_000;

interface Scene {
  readonly title: string;
  readonly resources: number;
  readonly distinct: number;
  readonly delayMs: number;
  readonly format: "legacy" | "bundle";
  readonly levels: object;
  /** Named by tags, for remediation, in place of digests. */
  readonly tags?: true;
  /** The digests of the tags stand in a lock file. */
  readonly lock?: true;
  readonly packs: readonly PackName[];
  readonly runs: number;
  /** Whether an update follows each preview. */
  readonly update: boolean;
}

type PackName = "no pack" | "empty pack" | "digestbound";
const ALL: readonly PackName[] = ["no pack", "empty pack", "digestbound"];

function scenes(quick: boolean): readonly Scene[] {
  const [resources, distinct, many, runs] = quick ? [50, 20, 200, 1] : [500, 200, 5000, 3];
  const usual = { resources, distinct, delayMs: 20, packs: ALL, runs, update: true, levels: {} } as const;
  const advisory = { "image-pinned": "advisory", "image-signed": "advisory" };
  return [
    { ...usual, title: "pinned, legacy signatures, mandatory", format: "legacy" },
    { ...usual, title: "pinned, bundles, advisory", format: "bundle", levels: advisory, update: false },
    { ...usual, title: "tags, remediate", format: "legacy", levels: { "image-pinned": "remediate" }, tags: true },
    {
      ...usual,
      title: "tags, remediate, lock file",
      format: "legacy",
      levels: { "image-pinned": "remediate" },
      tags: true,
      lock: true,
    },
    {
      ...usual,
      title: "many resources that share 20 images",
      format: "legacy",
      resources: many,
      distinct: 20,
      packs: ["empty pack", "digestbound"],
      runs: 1,
      update: false,
    },
  ];
}

/** Previews and updates by the real engine: without a pack, with a pack that holds no policy, and with this one. */
export async function benchPreview(quick: boolean): Promise<void> {
  for (const scene of scenes(quick)) await play(scene);
}

async function play(scene: Scene): Promise<void> {
  const [registry, stock] = await start<Stock>("registry-process.js", scene.distinct, scene.delayMs, scene.format);
  const [provider, { debugProviders }] = await start<{ debugProviders: string }>("provider-process.js");
  const empty = writeTrivialPack(EMPTY);
  const lock = scene.lock === true ? lockOf(stock) : undefined;
  const packs: Record<PackName, readonly PackRun[]> = {
    "no pack": [],
    "empty pack": [{ dir: empty.folder }],
    digestbound: [
      {
        dir: packFolder(),
        config: { digestbound: { document: documentFor(stock), ...(lock && { lock: lock.file }) }, ...scene.levels },
      },
    ],
  };
  console.log(
    `\n${scene.resources} resources, ${scene.distinct} images, ${scene.delayMs} ms: ${scene.title}; median of ${scene.runs}`,
  );
  const measured = new Map<string, Measured[]>();
  for (let run = 0; run < scene.runs; run += 1) {
    for (const name of scene.packs)
      await measure(name, scene, { registry, debugProviders, stock, packs: packs[name], measured });
  }
  print(scene, measured);
  empty.remove();
  lock?.remove();
  registry.kill();
  provider.kill();
}

interface Measured {
  readonly seconds: number;
  readonly requests: number;
}

interface Setting {
  readonly registry: ChildProcess;
  readonly debugProviders: string;
  readonly stock: Stock;
  readonly packs: readonly PackRun[];
  readonly measured: Map<string, Measured[]>;
}

async function measure(name: PackName, scene: Scene, setting: Setting): Promise<void> {
  const stack = await openStack({ program: programOf(scene, setting.stock), debugProviders: setting.debugProviders });
  const timed = async (command: "preview" | "up") => {
    const key = `${command} ${name}`;
    setting.measured.set(key, [...(setting.measured.get(key) ?? []), await timeOf(command, stack, setting)]);
  };
  await timed("preview");
  if (scene.update && !(scene.tags === true && name !== "digestbound")) await timed("up");
  stack.close();
}

async function timeOf(command: "preview" | "up", stack: Stack, { registry, packs }: Setting): Promise<Measured> {
  const before = await requestsSoFar(registry);
  const args = command === "up" ? ["--skip-preview"] : [];
  const began = performance.now();
  const { exitCode, output } = await stack.run({ command, args, packs, env: ENV, timeoutMs: TIMEOUT_MS });
  const seconds = (performance.now() - began) / 1000;
  if (exitCode !== 0) throw new Error(`${command} failed, so there is nothing to measure:\n${output.slice(-2000)}`);
  return { seconds, requests: (await requestsSoFar(registry)) - before };
}

function print({ distinct, packs }: Scene, measured: ReadonlyMap<string, readonly Measured[]>): void {
  for (const command of ["preview", "up"]) {
    const of = (name: PackName) => median(measured.get(`${command} ${name}`) ?? []);
    for (const name of packs) {
      const own = of(name);
      if (own === undefined) continue;
      const beside = (["no pack", "empty pack"] as const).flatMap((other) => {
        const base = other === name ? undefined : of(other);
        if (base === undefined || name === "no pack") return [];
        const more = own.seconds - base.seconds;
        return [
          `${more < 0 ? "" : "+"}${more.toFixed(2)} s, ${(own.seconds / base.seconds).toFixed(2)} times ${other}`,
        ];
      });
      const cost = own.requests === 0 ? [] : [`${(own.requests / distinct).toFixed(2)} requests an image`];
      console.log(
        `  ${command.padEnd(8)}${name.padEnd(12)}${own.seconds.toFixed(2).padStart(7)} s   ${[...beside, ...cost].join("; ")}`,
      );
    }
  }
}

function median(runs: readonly Measured[]): Measured | undefined {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)];
}

function programOf({ resources, distinct, tags }: Scene, { images }: Stock): object {
  const pods = Array.from({ length: resources }, (_, index) => {
    const pinned = images[index % distinct] ?? "";
    const image = tags === true ? (pinned.split("@")[0] ?? "") : pinned;
    const properties = { metadata: { name: `w${index}` }, spec: { containers: [{ name: "main", image }] } };
    return [`w${index}`, { type: "kubernetes:core/v1:Pod", properties }];
  });
  return { name: "bench", runtime: "yaml", resources: Object.fromEntries(pods) as object };
}

/** As `digestbound lock` would write it. */
function lockOf({ images }: Stock): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-bench-"));
  const entries = images.map((image) => {
    const [tag = "", digest = ""] = image.split("@");
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const locked = "2026-11-01T10:00:00Z";
    return [tag, { digest: parseDigest(digest), mediaType, platforms: [], signers: [], locked, evidence: [] }] as const;
  });
  const file = join(folder, "digestbound.lock");
  writeFileSync(file, lockFileText(new Map(entries)));
  return {
    file,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function documentFor({ host, key }: Stock): object {
  return {
    version: 1,
    signers: { "release-key": { cosign: { key, transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release-key"] }],
    registries: [{ host, plainHttp: true }],
  };
}

async function start<First>(file: string, ...args: readonly (string | number)[]): Promise<[ChildProcess, First]> {
  const child = fork(join(__dirname, file), args.map(String));
  const [first] = (await once(child, "message")) as [First];
  return [child, first];
}

async function requestsSoFar(registry: ChildProcess): Promise<number> {
  const answer = once(registry, "message") as Promise<[number]>;
  registry.send("requests");
  return (await answer)[0];
}
