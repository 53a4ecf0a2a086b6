import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import packageJson from "../package.json";
import packPackageJson from "../policies/package.json";

const root = dirname(__dirname);
const src = join(root, "src");

/** The arrows of the house (docs/how-it-works.md): a room may import from these rooms and no others. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  reference: [],
  json: [],
  rules: [],
  discover: ["json", "reference"],
  storage: ["reference"],
  lock: ["json", "reference", "storage"],
  // Discover for its words alone: a resource, an unknown value, an image use.
  lint: ["discover", "json", "reference", "rules"],
  signature: ["reference", "json"],
  registry: ["reference", "json", "storage"],
  predicate: ["json"],
  policy: ["discover", "predicate", "reference", "rules", "signature", "storage"],
  trust: ["reference", "signature"],
  gate: ["discover", "lock", "reference", "policy", "registry", "rules", "signature"],
  report: ["discover", "gate", "policy", "reference", "rules"],
  remedy: ["discover", "gate", "policy", "reference"],
  pulumi: ["discover", "gate", "lint", "lock", "policy", "reference", "remedy", "report", "rules", "storage"],
  cli: ["discover", "gate", "lint", "lock", "policy", "reference", "remedy", "report", "rules", "storage", "trust"],
};

/** What only one room needs stays in that room: a dependency on the network or on a platform is an arrow, too. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@noble/curves": ["signature"],
  "@pulumi/policy": ["pulumi"],
  "@sigstore/tuf": ["trust"],
  "@sigstore/verify": ["signature"],
  "@sigstore/bundle": ["signature"],
  "@sigstore/core": ["signature"],
  commander: ["cli"],
  "fastest-levenshtein": ["policy"],
  "p-limit": ["gate", "storage"],
  tldts: ["registry"],
  undici: ["registry"],
  yaml: ["cli", "discover", "lint", "policy"],
  zod: ["lock", "policy", "registry", "report", "signature"],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(join(src, file), "utf8");
  const found = [...text.matchAll(/(?:\bfrom|\bimport|typeof import\(|import\()\s*"([^"\s,\]]+)"/g)];
  return found.map((match) => ({ file, room: roomOf(file), target: match[1] ?? "" }));
});

function roomOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

/** The room that an import reaches, with the file inside it; nothing for packages and the room's own files. */
function reached({ file, target }: Import): { room: string; file: string } | undefined {
  if (!target.startsWith(".")) return undefined;
  const path = relative(src, resolve(src, dirname(file), target));
  return { room: roomOf(path), file: path };
}

it("finds every room of the house and the files in it", () => {
  const rooms = new Set(files.map(roomOf).filter((room) => room !== ""));
  expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  expect(imports.length).toBeGreaterThan(100);
});

describe("nothing imports upwards", () => {
  it.each(Object.entries(MAY_IMPORT))("%s imports only from %j", (room, allowed) => {
    const wrong = imports
      .filter((one) => one.room === room)
      .filter((one) => {
        const target = reached(one);
        return target !== undefined && target.room !== room && target.room !== "" && !allowed.includes(target.room);
      });
    expect(wrong).toEqual([]);
  });

  it("rooms are entered by their index", () => {
    const wrong = imports.filter((one) => {
      const target = reached(one);
      return (
        target !== undefined && target.room !== one.room && target.room !== "" && !target.file.endsWith("/index.ts")
      );
    });
    expect(wrong.filter(({ file }) => file !== "index.ts" && file !== "pack.ts")).toEqual([]);
  });
});

describe("packages", () => {
  it.each(Object.entries(PACKAGES))("%s is imported only in %j", (name, rooms) => {
    const users = imports
      .filter(({ target }) => target === name || target.startsWith(`${name}/`))
      .map(({ room }) => room);
    expect([...new Set(users)].filter((room) => !rooms.includes(room))).toEqual([]);
  });

  it("are all declared, with exact versions", () => {
    const declared = packageJson.dependencies as Readonly<Record<string, string>>;
    const used = imports
      .map(({ target }) => target)
      .filter((target) => !target.startsWith(".") && !target.startsWith("node:"));
    for (const name of used)
      expect(Object.keys(declared).some((known) => name === known || name.startsWith(`${known}/`))).toBe(true);
    for (const version of Object.values(declared)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("of the pack are this one, in this version, and what Pulumi's boot loads, in the same versions as here", () => {
    expect(packPackageJson.dependencies).toEqual({
      "@pulumi/pulumi": packageJson.dependencies["@pulumi/pulumi"],
      digestbound: packageJson.version,
      typescript: packageJson.devDependencies.typescript,
    });
    expect(packPackageJson.version).toBe(packageJson.version);
    expect(packPackageJson.engines).toEqual(packageJson.engines);
  });

  it("of the pack are locked as they are here: npm run lockfile was run", () => {
    const check = spawnSync(process.execPath, [join(root, "scripts/pack-lockfile.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(check).toMatchObject({ status: 0, stderr: "" });
  });

  it("signature and registry never read the environment, so that it cannot weaken them (law 9)", () => {
    const readers = files.filter(
      (file) => /^(signature|registry)\//.test(file) && readFileSync(join(src, file), "utf8").includes("process.env"),
    );
    expect(readers).toEqual([]);
  });
});

it("no source file holds two ideas: 250 lines at most", () => {
  const long = files.filter((file) => readFileSync(join(src, file), "utf8").split("\n").length > 251);
  expect(long).toEqual([]);
});
