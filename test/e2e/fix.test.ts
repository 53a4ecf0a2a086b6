import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pod } from "../cli/fix/setting.ts";
import { pushImage } from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { openCosign } from "../shop/cosign.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

// The built command line, the real cosign and the real git.

const TIMEOUT = 120_000;
const MAIN = join(repositoryRoot(), "dist/src/cli/main.js");
let folder: string;
let work: string;
let registry: EmbeddedRegistry;
let isSilent = false;
let images: { readonly web: Image; readonly api: Image; readonly evil: Image };

interface Image {
  readonly tag: string;
  readonly pinned: string;
}

beforeAll(async () => {
  registry = await startEmbeddedRegistry({ intercept: () => isSilent });
  folder = mkdtempSync(join(tmpdir(), "digestbound-fix-"));
  work = join(folder, "work");
  mkdirSync(join(work, "k8s"), { recursive: true });
  const cosign = await openCosign(join(folder, "cosign"));
  const key = await cosign.keyPair("release");
  const pushed = (name: string): Image => {
    const { digest } = pushImage(registry, `team/${name}`, "1.4", { text: name });
    const tag = `${registry.host}/team/${name}:1.4`;
    return { tag, pinned: `${tag}@${digest}` };
  };
  images = { web: pushed("web"), api: pushed("api"), evil: pushed("evil") };
  await cosign.sign("release", images.web.pinned.replace(":1.4@", "@"), "bundle");
  await cosign.sign("release", images.api.pinned.replace(":1.4@", "@"), "legacy");
  writeFileSync(join(work, "digestbound.yaml"), document(key));
}, TIMEOUT);
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

function document(key: string): string {
  return JSON.stringify({
    version: 1,
    signers: { release: { cosign: { key, transparencyLog: "not-required" } } },
    images: [{ match: `${registry.host}/team/*`, signedBy: ["release"] }],
    registries: [{ host: registry.host, plainHttp: true }],
  });
}

const env = { PATH: process.env["PATH"], DIGESTBOUND_CACHE: "off" };
const fix = (...args: readonly string[]) =>
  runCommand(process.execPath, [MAIN, "fix", ...args], { cwd: work, env, timeoutMs: TIMEOUT });
const git = (...args: readonly string[]) => spawnSync("git", args, { cwd: work, encoding: "utf8" }).stdout;
const read = (name: string) => readFileSync(join(work, name), "utf8");

describe("digestbound fix", () => {
  it(
    "writes what cosign signed into a repository, and git sees those lines changed and no other",
    async () => {
      const { web, api, evil } = images;
      writeFileSync(join(work, "k8s/web.yaml"), pod(web.tag, api.tag));
      writeFileSync(join(work, "k8s/evil.yaml"), pod(evil.tag));
      git("init", "-q");
      git("add", ".");
      const shown = await fix();
      expect(shown.exitCode).toBe(1);
      for (const { tag, pinned } of [web, api]) expect(shown.stdout).toContain(`- ${tag}\n+ ${pinned}\n`);
      expect(git("diff", "--numstat")).toBe("");
      const written = await fix("--write");
      expect([written.exitCode, written.stdout]).toEqual([1, shown.stdout]);
      expect(written.stderr).toContain(`${evil.tag}\n  the tag 1.4 points at`);
      expect(git("diff", "--numstat")).toBe("2\t2\tk8s/web.yaml\n");
      expect(read("k8s/web.yaml")).toBe(pod(web.pinned, api.pinned));
      expect(await fix("--write", "k8s/web.yaml")).toMatchObject({ exitCode: 0, stdout: "" });
    },
    TIMEOUT,
  );

  it(
    "is a filter",
    async () => {
      const { web } = images;
      const script = `printf '%s' "$1" | "$2" "$3" fix - > out.txt`;
      const args = ["-c", script, "sh", pod(web.tag), process.execPath, MAIN];
      const { exitCode } = await runCommand("sh", args, { cwd: work, env, timeoutMs: TIMEOUT });
      expect([exitCode, read("out.txt")]).toEqual([0, pod(web.pinned)]);
      rmSync(join(work, "out.txt"));
    },
    TIMEOUT,
  );

  it(
    "leaves everything as it was when it is interrupted",
    async () => {
      const { web } = images;
      writeFileSync(join(work, "k8s/late.yaml"), pod(web.tag));
      isSilent = true;
      const child = spawn(process.execPath, [MAIN, "fix", "--write", "k8s/late.yaml"], { cwd: work, env });
      const before = registry.requests.length;
      for (let turn = 0; turn < 300 && registry.requests.length === before; turn++)
        await new Promise((resolve) => setTimeout(resolve, 100));
      child.kill("SIGINT");
      const [code] = (await once(child, "exit")) as [number | null];
      isSilent = false;
      expect([code, read("k8s/late.yaml")]).toEqual([130, pod(web.tag)]);
      expect(readdirSync(join(work, "k8s")).sort()).toEqual(["evil.yaml", "late.yaml", "web.yaml"]);
    },
    TIMEOUT,
  );
});
