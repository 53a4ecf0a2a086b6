import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type NpmRegistry, startNpmRegistry } from "./npm-registry.ts";
import { sdkFiles } from "./sdk.ts";

const REPOSITORY = join(__dirname, "../..");
const NAME = "@acme/sdk";
/** Where the listed version is kept: asking npm costs most of a run's time. */
const KEPT = "acme-sdk-1.0.0.tgz";
const SIDECAR = "/** Image of\u001b[2J\n the sidecar. */ sidecarImage?: pulumi.Input<string>;";
const SERVICE = "acme:run/service:Service";

let registry: NpmRegistry;
let folder: string;
let root: string;

beforeEach(async () => {
  registry = await startNpmRegistry();
  folder = mkdtempSync(join(tmpdir(), "digestbound-catalog-"));
  root = join(folder, "repository");
  cpSync(join(REPOSITORY, "src/discover/catalog"), join(root, "src/discover/catalog"), { recursive: true });
  for (const platform of readdirSync(join(root, "src/discover/catalog"))) writeCatalog(platform, {});
  decide([]);
  const { bytes, integrity } = registry.publish(NAME, "1.0.0", sdkFiles());
  list("1.0.0", integrity);
  mkdirSync(join(folder, "packages"));
  writeFileSync(join(folder, "packages", KEPT), bytes);
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

const writeCatalog = (platform: string, sources: object): void => {
  const catalog = { version: 1, date: "2026-01-01", notRead: {}, sources };
  writeFileSync(join(root, "src/discover/catalog", platform), `${JSON.stringify(catalog, null, 1)}\n`);
};
const list = (version: string, integrity: string): void => {
  const listed = JSON.stringify([{ name: NAME, version, reader: "pulumi", integrity }]);
  writeFileSync(join(root, "scripts/catalog/packages.json"), listed);
};
/** [platform, type, path, role, format] */
const decide = (additions: readonly (readonly string[])[]): void => {
  mkdirSync(join(root, "scripts/catalog"), { recursive: true });
  const text = `export const ADDITIONS = ${JSON.stringify(additions)};`;
  writeFileSync(join(root, "scripts/catalog/additions.mjs"), text);
  writeFileSync(join(root, "scripts/catalog/reasons.mjs"), "export const REASONS = {};");
};
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const everything = (): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => `${path} ${read(path)}`)
    .toSorted();

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function catalog(...args: readonly string[]): Promise<Ended> {
  const script = join(REPOSITORY, "scripts/catalog.mjs");
  const env = {
    ...process.env,
    DIGESTBOUND_PACKAGES: join(folder, "packages"),
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, "npm"),
    npm_config_userconfig: join(folder, "npmrc"),
    npm_config_update_notifier: "false",
  };
  return new Promise((settle) => {
    execFile(process.execPath, [script, "--root", root, ...args], { env }, (error, stdout, stderr) => {
      settle({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

describe("npm run catalog", () => {
  it("names what nobody has decided about, says what to do, and writes nothing about that package", async () => {
    const { code, stdout } = await catalog();
    expect(code).toBe(1);
    expect(stdout).toContain(`? ${SERVICE} image: The container image to run.`);
    expect(stdout).toContain("add it to ADDITIONS in scripts/catalog/additions.mjs");
    expect(stdout).toContain("--no-image 'TYPE PATH'");
    expect(existsSync(join(root, "scripts/catalog/no-images/acme-sdk.json"))).toBe(false);
    expect(stdout).not.toContain(`? ${SERVICE} region`);
  });

  it("is content once each field is listed as one with images, or as one without", async () => {
    decide([
      ["pulumi", SERVICE, "image", "run", "ref"],
      ["pulumi", SERVICE, "containers[].image", "run", "ref"],
    ]);
    expect(await catalog("--no-image", "all")).toMatchObject({ code: 0 });
    const checked = await catalog("--check");
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain("2 listed fields found, 0 known to be gone, 0 gone; 0 fields undecided");
    expect(read("src/discover/catalog/pulumi.json")).toContain(`"containers[].image": "run ref"`);
    const { fields } = JSON.parse(read("scripts/catalog/no-images/acme-sdk.json")) as {
      fields: Record<string, string>;
    };
    expect(fields["acme:index/old:Old"]).toBe("baseImage digest");
    expect(fields[SERVICE]?.split(" ")).not.toContain("image");
    const { sources } = JSON.parse(read("src/discover/catalog/types.json")) as { sources: Record<string, object> };
    expect(sources[`${NAME}@1.0.0`]).toEqual({
      "acme:index/": "Old",
      "acme:index:": "Component",
      "acme:run/": "Service",
    });
  });

  it("writes nothing under --check, and fails where it would", async () => {
    const before = everything();
    expect(await catalog("--check", "--no-image", "all")).toMatchObject({ code: 1 });
    expect(everything()).toEqual(before);
  });

  it("says it where a listed field is gone from the package", async () => {
    decide([["pulumi", SERVICE, "formerImage", "run", "ref"]]);
    const { code, stdout } = await catalog("--no-image", "all");
    expect(code).toBe(1);
    expect(stdout).toContain(`- ${SERVICE} formerImage: the catalog lists it, and this version lacks it`);
  });

  it("fails where a listed type is in no package, unless only one package is asked about", async () => {
    await catalog("--no-image", "all");
    decide([["pulumi", "acme:run/servcie:Servcie", "image", "run", "ref"]]);
    await catalog();
    const { code, stdout } = await catalog("--check");
    expect(code).toBe(1);
    expect(stdout).toContain("- pulumi acme:run/servcie:Servcie: the catalog lists it, and no package declares it");
    expect(await catalog("--check", "--package", NAME)).toMatchObject({ code: 0 });
  });

  it("drops what is listed to hold no image, and is no input any more", async () => {
    await catalog("--no-image", "all");
    const file = "scripts/catalog/no-images/acme-sdk.json";
    const before = read(file);
    writeFileSync(join(root, file), before.replace('"baseImage digest"', '"baseImage digest former"'));
    expect(await catalog("--check")).toMatchObject({ code: 1 });
    expect(await catalog()).toMatchObject({ code: 0 });
    expect(read(file)).toBe(before);
  });
});

describe("a newer version with a new image field", () => {
  beforeEach(async () => {
    await catalog("--no-image", "all");
    registry.publish(NAME, "1.1.0", sdkFiles(SIDECAR));
  });

  it.each([["--package", `${NAME}@1.1.0`], ["--latest"]])(
    "fails the check, which names that field: %s",
    async (...args) => {
      const before = everything();
      const { code, stdout } = await catalog(...args, "--check");
      expect(code).toBe(1);
      expect(stdout.split("\n").filter((line) => line.startsWith("?"))).toEqual([
        `? ${SERVICE} sidecarImage: Image of [2J the sidecar.`,
      ]);
      expect(everything()).toEqual(before);
    },
  );

  it("passes once that field is added to the catalog", async () => {
    decide([["pulumi", SERVICE, "sidecarImage", "run", "ref"]]);
    expect(await catalog("--package", `${NAME}@1.1.0`)).toMatchObject({ code: 0 });
    expect(JSON.parse(read("scripts/catalog/packages.json"))).toMatchObject([{ name: NAME, version: "1.1.0" }]);
    expect(read("src/discover/catalog/types.json")).toContain(`${NAME}@1.1.0`);
    expect(read("src/discover/catalog/types.json")).not.toContain(`${NAME}@1.0.0`);
    expect(await catalog("--check")).toMatchObject({ code: 0 });
  });

  it("passes once that field is told to hold none, and asks again about the same name elsewhere", async () => {
    expect(await catalog("--package", `${NAME}@1.1.0`, "--no-image", `${SERVICE} sidecarImage`)).toMatchObject({
      code: 0,
    });
    const files = sdkFiles(SIDECAR);
    const old = files["old.d.ts"]?.replace("digest?: string;", "digest?: string; sidecarImage?: string;") ?? "";
    registry.publish(NAME, "1.2.0", { ...files, "old.d.ts": old });
    const { code, stdout } = await catalog("--package", `${NAME}@1.2.0`, "--check");
    expect(code).toBe(1);
    expect(stdout.split("\n").filter((line) => line.startsWith("?"))).toEqual([
      "? acme:index/old:Old sidecarImage: no documentation",
    ]);
  });
});

describe("getting a package", () => {
  const forget = (): void => {
    rmSync(join(folder, "packages"), { recursive: true });
  };

  it("fetches what is listed, runs none of its scripts, and keeps it", async () => {
    const kept = join(folder, "packages", KEPT);
    const bytes = readFileSync(kept);
    forget();
    expect(await catalog("--no-image", "all")).toMatchObject({ code: 0 });
    expect(readFileSync(kept).equals(bytes)).toBe(true);
    expect(readdirSync(join(folder, "packages"))).toEqual([KEPT]);
  });

  it("fails where the registry has other bytes than those that were read before", async () => {
    forget();
    list("1.0.0", `sha512-${"A".repeat(86)}==`);
    const { code, stderr } = await catalog("--no-image", "all");
    expect(code).toBe(1);
    expect(stderr).toContain(`${NAME}@1.0.0 is sha512-`);
    expect(existsSync(join(root, "scripts/catalog/no-images"))).toBe(false);
    expect(readdirSync(join(folder, "packages"))).toEqual([]);
  });

  it("fails where the newest version is the listed one with other bytes", async () => {
    list("1.0.0", `sha512-${"A".repeat(86)}==`);
    const { code, stderr } = await catalog("--latest", "--check");
    expect(code).toBe(1);
    expect(stderr).toContain("is expected");
  });

  it("asks the registry again where what is kept was changed, and says it where that cannot be reached", async () => {
    await registry.close();
    expect(await catalog("--no-image", "all")).toMatchObject({ code: 0 });
    writeFileSync(join(folder, "packages", KEPT), "changed");
    const { code, stderr } = await catalog("--check");
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot fetch @acme\/sdk@1\.0\.0: .*ECONNREFUSED/);
  });

  it.each([
    ["is not published", ["--package", `${NAME}@9.9.9`], /cannot fetch @acme\/sdk@9\.9\.9: /],
    ["is no package", ["--package", "--help"], /ambiguous|cannot|is no NAME@VERSION/],
    ["has a name that is none", ["--package", "a b"], /a b is no NAME@VERSION of a package/],
    ["is not listed, without a version", ["--package", "other"], /other is not in scripts\/catalog\/packages\.json/],
  ])("fails where it %s", async (_, args, message) => {
    const { code, stderr } = await catalog(...args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });

  it("fails where its reader knows no type of it: its shape has changed", async () => {
    registry.publish(NAME, "2.0.0", { "index.js": "" });
    const { code, stderr } = await catalog("--package", `${NAME}@2.0.0`, "--check");
    expect(code).toBe(1);
    expect(stderr).toContain("has no type that its reader would know");
  });
});
