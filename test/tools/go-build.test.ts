import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { buildWithGo } from "./go.ts";
import { COSIGN } from "./tool.ts";

/** Writes its module's folder, its flags and its package into the file that -o names; the package comes last. */
const GO_THAT_BUILDS = `#!/bin/sh
flags="$*"
while [ "$1" != "-o" ]; do shift; done
echo "$PWD $flags CGO_ENABLED=$CGO_ENABLED" > "$2"`;
const GO_THAT_FAILS = `#!/bin/sh
for i in 1 2 3 4 5 6 7 8 9; do echo "downloading $i"; done
for i in 1 2 3 4 5 6 7 8 9; do echo "problem $i" >&2; done
exit 1`;

const environmentPath = process.env["PATH"];
let root: string;
let destination: string;

function installGo(script: string): void {
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/go"), script, { mode: 0o755 });
  process.env["PATH"] = [join(root, "bin"), environmentPath].join(delimiter);
}

const build = (): Promise<void> => buildWithGo(COSIGN, destination, join(root, "modules"));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "digestbound-go-test-"));
  destination = join(root, "tools/cosign-v3");
  mkdirSync(join(root, "modules/cosign"), { recursive: true });
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env["PATH"] = environmentPath;
  rmSync(root, { recursive: true, force: true });
});

describe("a build with Go", () => {
  it("runs in the module's folder, without machine paths, and leaves the whole tool", async () => {
    installGo(GO_THAT_BUILDS);
    await build();
    expect(readdirSync(join(root, "tools"))).toEqual(["cosign-v3"]);
    const asked = readFileSync(join(destination, "cosign"), "utf8");
    expect(asked).toContain("modules/cosign build -trimpath -buildvcs=false -mod=readonly ");
    expect(asked).toContain("github.com/sigstore/cosign/v3/cmd/cosign CGO_ENABLED=0");
  });

  it("by two processes at once leaves one tool, and both succeed", async () => {
    installGo(GO_THAT_BUILDS);
    await Promise.all([build(), build()]);
    expect(readdirSync(join(root, "tools"))).toEqual(["cosign-v3"]);
  });

  it("that fails says the end of what go printed, and leaves nothing", async () => {
    installGo(GO_THAT_FAILS);
    await expect(build()).rejects.toMatchObject({
      reason: "build-failed",
      message: expect.stringMatching(/^go build of github\.com\/sigstore\S+ failed:\n[^]*problem 9$/),
    });
    await expect(build()).rejects.not.toThrow(/downloading 1$/m);
    expect(readdirSync(join(root, "tools"))).toEqual([]);
  });

  it("sweeps up what an interrupted one left, but not one that may still run", async () => {
    installGo(GO_THAT_BUILDS);
    const [old, running] = ["old", "new"].map((name) => `${destination}.building-${name}`) as [string, string];
    for (const folder of [old, running]) mkdirSync(folder, { recursive: true });
    utimesSync(old, 0, 0);
    await build();
    expect(readdirSync(join(root, "tools"))).toEqual(["cosign-v3", "cosign-v3.building-new"]);
  });
});
