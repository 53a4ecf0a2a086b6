import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, startProvider, type EngineResult, type Stack, type StandInProvider } from "../engine/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { packFolder } from "../shop/shop.ts";
import { cosignCli, runCommand } from "../tools/index.ts";
import { pod, program, violations } from "./world.ts";

// The real cosign signs and attests, in both formats; the real engine previews a stack whose policy requires provenance.

const TIMEOUT = 240_000;
const NO_SERVICES = ["--signing-config", "none.json", "--trusted-root", "none-root.json"];
const FORMATS = {
  bundle: NO_SERVICES,
  legacy: ["--new-bundle-format=false", "--tlog-upload=false", "--use-signing-config=false"],
} as const;
type Format = keyof typeof FORMATS;

const PROVENANCE = {
  buildDefinition: {
    buildType: "https://example.com/build/v1",
    externalParameters: {},
    resolvedDependencies: [
      { uri: "git+https://github.com/acme/web@refs/tags/v1", digest: { gitCommit: "1".repeat(40) } },
    ],
  },
  runDetails: { builder: { id: "https://example.com/builder" } },
};

let folder: string;
let cosign: string;
let registry: EmbeddedRegistry;
let provider: StandInProvider;
let stack: Stack;
let preview: EngineResult;
/** How many requests cosign had sent when the preview began. */
let before = 0;
const images = new Map<string, string>();

async function run(...args: readonly string[]): Promise<void> {
  const env = { PATH: process.env["PATH"], HOME: folder, COSIGN_PASSWORD: "", DOCKER_CONFIG: folder };
  const { exitCode, output } = await runCommand(cosign, args, { cwd: folder, env, timeoutMs: 20_000 });
  if (exitCode !== 0) throw new Error(`cosign ${args.join(" ")} failed:\n${output}`);
}

interface Attesting {
  readonly type: string;
  readonly key: string;
}

/** An image that the release key signed, attested like this; its name is how a violation is found. */
async function image(name: string, format: Format, attesting?: Attesting): Promise<void> {
  const { digest } = pushImage(registry, `team/${name}`, "1.0", { text: name });
  const pinned = `${registry.host}/team/${name}@${digest}`;
  images.set(name, pinned);
  await run("sign", "--yes", "--key", "release.key", ...FORMATS[format], pinned);
  if (attesting === undefined) return;
  const { type, key } = attesting;
  const what = ["--type", type, "--predicate", "predicate.json", "--key", `${key}.key`];
  await run("attest", "--yes", ...what, ...FORMATS[format], pinned);
}

function document() {
  const key = (name: string) => ({
    cosign: { key: readFileSync(join(folder, `${name}.pub`), "utf8"), transparencyLog: "not-required" },
  });
  return {
    version: 1,
    signers: { "release-key": key("release"), builder: key("builder") },
    images: [
      {
        match: `${registry.host}/team/*`,
        signedBy: ["release-key"],
        attestations: [{ type: "slsa-provenance", by: ["builder"], builder: "https://example.com/builder" }],
      },
    ],
    registries: [{ host: registry.host, plainHttp: true }],
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-attested-"));
  [cosign, registry, provider] = await Promise.all([
    cosignCli().then(({ path }) => join(path, "cosign")),
    startEmbeddedRegistry(),
    startProvider(),
  ]);
  for (const name of ["release", "builder", "stranger"]) await run("generate-key-pair", "--output-key-prefix", name);
  await run("signing-config", "create", "--out", "none.json");
  await run("trusted-root", "create", "--out", "none-root.json");
  writeFileSync(join(folder, "predicate.json"), JSON.stringify(PROVENANCE));
  for (const format of ["bundle", "legacy"] as const) {
    await image(`${format}-attested`, format, { type: "slsaprovenance1", key: "builder" });
    await image(`${format}-none`, format);
    await image(`${format}-other-type`, format, { type: "spdxjson", key: "builder" });
    await image(`${format}-other-signer`, format, { type: "slsaprovenance1", key: "stranger" });
  }
  const pods = Object.fromEntries(Array.from(images, ([name, pinned]) => [name, pod(pinned)]));
  stack = await openStack({ program: program(pods), debugProviders: provider.debugProviders });
  before = registry.requests.length;
  preview = await stack.run({
    command: "preview",
    packDir: packFolder(),
    packConfig: { digestbound: { document: document() } },
  });
}, TIMEOUT);
afterAll(async () => {
  stack.close();
  provider.close();
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(["bundle", "legacy"] as const)("a preview of images that cosign signed and attested (%s)", (format) => {
  it("accepts the one with the provenance that the policy requires", () => {
    expect(violations(preview, `${format}-attested`)).toEqual([]);
  });

  it.each(["none", "other-type", "other-signer"])("rejects the one with %s, by image-attested alone", (which) => {
    const told = violations(preview, `${format}-${which}`);
    expect(told.map((text) => text.split(":")[0])).toEqual(["image-attested"]);
    expect(told[0]).toContain("slsa-provenance");
  });

  it("asks for each manifest and each blob of the attested image once", () => {
    const urls = registry.requests.slice(before).map(({ url }) => url);
    const asked = urls.filter((url) => url.includes(`/team/${format}-attested/`));
    const read = asked.filter((url) => /\/(manifests|blobs)\/sha256:/.test(url));
    expect(read.length).toBeGreaterThan(0);
    expect(new Set(read).size).toBe(read.length);
  });
});

it("fails, because image-attested is mandatory", () => {
  expect(preview.exitCode).not.toBe(0);
});
