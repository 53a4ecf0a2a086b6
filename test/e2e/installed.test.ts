import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { version } from "../../package.json";
import { installLocked, packFolderTo, runIn } from "../npm/index.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

const TIMEOUT = 480_000;
let folder: string;
let project: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-installed-"));
  project = join(folder, "project");
  await installLocked(project, await packFolderTo(join(folder, "package"), repositoryRoot()));
}, TIMEOUT);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Listed {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Listed>>;
}

/** Every package below that is there, as name@version; optional peers that are not have no version. */
function listed({ dependencies = {} }: Listed): readonly string[] {
  return Object.entries(dependencies).flatMap(([name, one]) =>
    one.version === undefined ? [] : [`${name}@${one.version}`, ...listed(one)],
  );
}

describe("the packed tarball, installed into an empty project", () => {
  it("brings the versions that this repository's lockfile names, and no development dependency", async () => {
    const found = new Set(listed(JSON.parse(await runIn(project, "npm", "ls", "--all", "--json")) as Listed));
    const lock = JSON.parse(readFileSync(join(repositoryRoot(), "package-lock.json"), "utf8")) as {
      readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
    };
    const nameOf = (place: string) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const all = Object.entries(lock.packages).filter(([place]) => place !== "");
    const production = new Set(
      all.filter(([, { dev }]) => dev !== true).map(([place, one]) => `${nameOf(place)}@${one.version}`),
    );
    expect([...found].filter((one) => !production.has(one))).toEqual([`digestbound@${version}`]);
  });

  it.each([
    ["CommonJS", "use.cjs", 'const { parseImageReference, createGate, imagePolicies } = require("digestbound");'],
    ["ESM", "use.mjs", 'import { parseImageReference, createGate, imagePolicies } from "digestbound";'],
  ])("is a library for %s", async (_, file, line) => {
    const print = 'console.log(parseImageReference("nginx:1").repository, typeof createGate, typeof imagePolicies);';
    writeFileSync(join(project, file), `${line}\n${print}\n`);
    expect(await runIn(project, process.execPath, file)).toBe("library/nginx function function\n");
  });

  it.each(["digestbound/pack", "digestbound/schema/report-1.json", "digestbound/package.json"])(
    "exports %s",
    async (name) => {
      writeFileSync(join(project, "entry.cjs"), `console.log(typeof require(${JSON.stringify(name)}));`);
      expect(await runIn(project, process.execPath, "entry.cjs")).toBe("object\n");
    },
  );

  it("keeps its rooms to itself", async () => {
    writeFileSync(join(project, "inner.cjs"), 'require("digestbound/dist/src/gate/index.js");');
    await expect(runIn(project, process.execPath, "inner.cjs")).rejects.toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  it(
    "is a program",
    async () => {
      expect(await runIn(project, "npx", "--offline", "digestbound", "--version")).toBe(`${version}\n`);
      const tag = await runCommand("npx", ["--offline", "digestbound", "verify", "nginx:1"], {
        cwd: project,
        timeoutMs: 60_000,
      });
      expect([tag.exitCode, tag.stdout]).toEqual([1, expect.stringContaining("image-pinned")]);
    },
    TIMEOUT,
  );
});
