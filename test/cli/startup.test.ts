import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { repositoryRoot } from "../tools/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-startup-"));
  const image = { match: "docker.io/library/*", signature: "not-required", because: "Docker signs nothing of these" };
  writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify({ version: 1, images: [image] }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Loaded {
  readonly status: number | null;
  /** Rooms of this project. */
  readonly rooms: readonly string[];
  /** Its files with data. */
  readonly data: readonly string[];
  readonly packages: readonly string[];
}

/** What the built program loads for these arguments. What is slow is what is loaded: no clock is asked. */
function loadedBy(args: readonly string[]): Loaded {
  const root = repositoryRoot();
  const main = [join(root, "dist/src/cli/main.js"), ...args];
  const { status, output } = spawnSync(process.execPath, ["--require", join(__dirname, "loaded.cjs"), ...main], {
    cwd: folder,
    env: { ...process.env, DIGESTBOUND_CACHE: "off" },
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: 30_000,
  });
  const files = (JSON.parse(output[3] ?? "") as string[]).map((file) => relative(root, file));
  const found = (pattern: RegExp) => [...new Set(files.flatMap((file) => pattern.exec(file)?.[1] ?? []))].sort();
  return {
    status,
    rooms: found(/^dist\/src\/([^/]+)\//),
    data: found(/^dist\/.*\/([^/]+\.json)$/),
    packages: found(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//),
  };
}

const COMMANDS = [
  "check",
  "fix",
  "verify",
  "resolve",
  "lock",
  "init",
  "explain",
  "doctor",
  "trust refresh",
  "exempt",
  "policy lint",
];

it.each(["--help", "--version", "help", "verify", "no-such-command", ...COMMANDS.map((one) => `${one} --help`)])(
  "digestbound %s waits for nothing but the library that reads arguments",
  (line) => {
    const { rooms, data, packages } = loadedBy(line.split(" "));
    expect({ rooms, data, packages }).toEqual({ rooms: ["cli", "reference"], data: [], packages: ["commander"] });
  },
);

describe("an offline run", () => {
  const pinned = `nginx@sha256:${"1".repeat(64)}`;

  it("loads neither what speaks to hosts, nor what verifies signatures that are not there", () => {
    const { status, packages } = loadedBy(["verify", "--offline", pinned]);
    expect(status).toBe(0);
    expect(packages).toContain("zod");
    for (const name of ["undici", "tldts", "@sigstore/verify", "@sigstore/bundle", "@sigstore/tuf", "@noble/curves"])
      expect(packages).not.toContain(name);
  });

  it("reads no catalog of fields where it looks into no file", () => {
    expect(loadedBy(["verify", "--offline", pinned]).data).toEqual([]);
    expect(loadedBy(["explain", "image-pinned"]).data).toEqual([]);
  });
});
