import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { publishPack, runEngine, startProvider, type EngineResult, type StandInProvider } from "../engine/index.ts";
import { filesIn, installPack, packFolderTo, unpack } from "../npm/index.ts";
import { packFolder } from "../shop/shop.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

const TIMEOUT = 480_000;
const DIGEST = `sha256:${"a".repeat(64)}`;
let folder: string;
let digestbound: string;
let provider: StandInProvider;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-publish-"));
  provider = await startProvider();
  digestbound = await packFolderTo(join(folder, "package"), repositoryRoot());
}, TIMEOUT);
afterAll(() => {
  provider.close();
  rmSync(folder, { recursive: true });
});

const pod = (image: string) => ({
  type: "kubernetes:core/v1:Pod",
  properties: { spec: { containers: [{ name: "main", image }] } },
});

/** Previews a tag, a digest that no rule of the starter document covers, and one that it lets through without a signature. */
function preview(packDir: string): Promise<EngineResult> {
  return runEngine({
    command: "preview",
    debugProviders: provider.debugProviders,
    packDir,
    program: {
      name: "published",
      runtime: "yaml",
      resources: {
        tag: pod("registry.invalid/team/web:1.4"),
        pinned: pod(`registry.invalid/team/web@${DIGEST}`),
        official: pod(`docker.io/library/nginx@${DIGEST}`),
      },
    },
  });
}

function violations({ policyEvents }: EngineResult, name: string): string[] {
  return policyEvents.filter(({ urn }) => urn?.endsWith(`::${name}`)).map(({ policyName }) => policyName);
}

/** A package shaped like TypeScript 7, as far as Pulumi's boot looks: a version, and no compiler. */
function putTypeScript7(above: string): void {
  const at = join(above, "node_modules/typescript");
  mkdirSync(at, { recursive: true });
  writeFileSync(
    join(at, "package.json"),
    JSON.stringify({ name: "typescript", version: "7.0.2", exports: "./main.js" }),
  );
  writeFileSync(join(at, "main.js"), 'module.exports = { version: "7.0.2", versionMajorMinor: "7.0" };');
}

it(
  "the package holds the compiled sources, the documents, the schemas and the pack that others are made from, and nothing else",
  async () => {
    const files = await filesIn(digestbound);
    expect(files.filter((file) => !/^(dist\/src|docs)\//.test(file))).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "package.json",
      "policies/PulumiPolicy.yaml",
      "policies/index.js",
      "policies/npm-shrinkwrap.json",
      "policies/package.json",
      "schema/doctor-1.json",
      "schema/explanation-1.json",
      "schema/lock-1.json",
      "schema/lock-file-1.json",
      "schema/policy-1.json",
      "schema/policy-lint-1.json",
      "schema/report-1.json",
    ]);
    const sources = readdirSync(join(repositoryRoot(), "src"), { recursive: true, encoding: "utf8" });
    const modules = sources
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `dist/src/${file.replace(/ts$/, "js")}`);
    expect(files.filter((file) => file.startsWith("dist/") && file.endsWith(".js"))).toEqual(modules.sort());
    // No source maps: they point at sources that are not there.
    const others = files.filter((file) => file.startsWith("dist/") && !/\.(?:js|d\.ts)$/.test(file));
    expect(others.filter((file) => !/^dist\/src\/discover\/catalog\/[\w-]+\.json$/.test(file))).toEqual([]);
  },
  TIMEOUT,
);

describe("policies/ of this repository, packed, unpacked elsewhere, and installed without development dependencies", () => {
  let pack: string;
  let tarball: string;
  beforeAll(async () => {
    pack = join(folder, "ours");
    tarball = await packFolderTo(join(folder, "tarballs"), packFolder());
    await unpack(tarball, pack);
    await installPack(pack, digestbound, "ci", "--omit=dev");
  }, TIMEOUT);

  it("holds its own files and no code", async () => {
    expect(await filesIn(tarball)).toEqual(["PulumiPolicy.yaml", "index.js", "npm-shrinkwrap.json", "package.json"]);
  });

  it(
    "boots, rejects a tag, and says that it has no policy document",
    async () => {
      const result = await preview(pack);
      expect(result.exitCode).not.toBe(0);
      const found = result.policyEvents.map(({ policyName }) => policyName);
      expect(found.sort()).toEqual(["image-pinned", "no-policy"]);
      expect(violations(result, "tag")).toContain("image-pinned");
    },
    TIMEOUT,
  );

  it(
    "has the same pack once more inside digestbound's own package, for who has nothing to publish",
    async () => {
      const result = await preview(join(pack, "node_modules/digestbound/policies"));
      expect(violations(result, "tag")).toContain("image-pinned");
    },
    TIMEOUT,
  );
});

describe("a pack made by digestbound init, published, and installed as the CLI of a member installs it", () => {
  let pack: string;
  let tarball: string;
  let published: Awaited<ReturnType<typeof publishPack>>;
  beforeAll(async () => {
    const made = join(folder, "made");
    const main = join(repositoryRoot(), "dist/src/cli/main.js");
    const init = await runCommand(process.execPath, [main, "init", "--pack", made], { cwd: folder, timeoutMs: 60_000 });
    expect(init).toMatchObject({ exitCode: 0, stderr: "" });
    writeFileSync(join(made, "keys/release.pub"), "a public key");
    writeFileSync(join(made, "keys/release.key"), "a private key");
    // The document that init wrote becomes a base, so that what is published has to hold bases.
    mkdirSync(join(made, "bases"));
    renameSync(join(made, "digestbound.yaml"), join(made, "bases/official.yaml"));
    writeFileSync(join(made, "bases/other.key"), "a private key");
    writeFileSync(join(made, "base.yaml"), "version: 1\nfreshness: 0\n");
    writeFileSync(join(made, "digestbound.yaml"), "version: 1\nextends: [base.yaml, bases/official.yaml]\n");
    // To publish, the CLI boots the pack where it was made; what is installed for real is what it then uploads.
    symlinkSync(join(repositoryRoot(), "node_modules"), join(made, "node_modules"));
    published = await publishPack(made);
    tarball = join(folder, "published.tgz");
    writeFileSync(tarball, published.tarball);
    pack = join(folder, "member/pack");
    await unpack(tarball, pack);
    await installPack(pack, digestbound, "install", "--loglevel=error", "--production");
  }, TIMEOUT);

  it("holds its own files, the lockfile among them, and no private key", async () => {
    const bases = ["base.yaml", "bases/official.yaml"];
    const files = ["PulumiPolicy.yaml", ...bases, "digestbound.yaml", "index.js", "keys/README.md", "keys/release.pub"];
    expect(await filesIn(tarball)).toEqual([...files, "npm-shrinkwrap.json", "package.json"]);
    expect(published.requests.at(-1)).toMatch(
      /^POST \/api\/orgs\/acme\/policypacks\/digestbound\/versions\/.*\/complete$/,
    );
  });

  it(
    "boots, reads its document, rejects a tag, and accepts what the document lets through",
    async () => {
      const result = await preview(pack);
      expect(result.exitCode).not.toBe(0);
      expect(violations(result, "tag").sort()).toEqual(["image-pinned", "image-registry"]);
      expect(violations(result, "pinned")).toEqual(["image-registry"]);
      expect(violations(result, "official")).toEqual([]);
      expect(result.policyEvents.map(({ policyName }) => policyName)).not.toContain("no-policy");
    },
    TIMEOUT,
  );

  it(
    "boots beneath a TypeScript 7, because it brings a TypeScript that Pulumi can load",
    async () => {
      putTypeScript7(join(folder, "member"));
      expect(violations(await preview(pack), "tag")).toContain("image-pinned");
      const own = join(pack, "node_modules/typescript");
      expect(existsSync(own)).toBe(true);
      renameSync(own, join(folder, "typescript-6"));
      const crashed = await preview(pack);
      expect(crashed.exitCode).not.toBe(0);
      expect(crashed.policyEvents).toEqual([]);
      expect(crashed.output).toContain("TypeError: Cannot read properties of undefined (reading 'readFile')");
    },
    TIMEOUT,
  );
});
