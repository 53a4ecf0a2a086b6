import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "@jest/globals";
import { SDK_LEAVES, sdkFiles } from "./sdk.ts";
import { packageTarball } from "./tarball.ts";

const folder = mkdtempSync(join(tmpdir(), "digestbound-read-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Reading {
  readonly types: readonly string[];
  readonly candidates: readonly { readonly type: string; readonly path: string; readonly doc: string }[];
  readonly leaves: Readonly<Record<string, readonly string[]>>;
}

/** Jest runs CommonJS, and the reader is a module of the scripts. */
const READ = `
  import { read } from ${JSON.stringify(pathToFileURL(join(__dirname, "../../scripts/catalog/read/pulumi.mjs")).href)};
  const { types, candidates, leaves } = await read(process.argv[1]);
  const paths = Object.fromEntries([...leaves].map(([type, of]) => [type, [...of].sort()]));
  console.log(JSON.stringify({ types, candidates, leaves: paths }));`;
const COMMAND = ["--input-type=module", "-e", READ];

function tarballFile(bytes: Buffer): string {
  const file = join(folder, "sdk.tgz");
  writeFileSync(file, bytes);
  return file;
}

function reading(files: Readonly<Record<string, string>>): Reading {
  const file = tarballFile(packageTarball(files));
  return JSON.parse(execFileSync(process.execPath, [...COMMAND, file], { encoding: "utf8" })) as Reading;
}

describe("reading a Pulumi SDK", () => {
  const sdk = reading(sdkFiles());

  it("finds every resource by the token that it registers, and no provider", () => {
    expect(sdk.types).toEqual(Object.keys(SDK_LEAVES).toSorted());
  });

  it("finds every input: through lists, maps, unions, namespaces, imports, parents, and types that contain themselves", () => {
    expect(sdk.leaves).toEqual(SDK_LEAVES);
  });

  it("asks about the names that images, documents and settings have, and not about numbers and listed names", () => {
    const asked = sdk.candidates.filter(({ type }) => type.endsWith(":Service")).map(({ path }) => path);
    expect(asked.toSorted()).toEqual([
      "containers[].env[].value",
      "containers[].image",
      "environmentVariables{}",
      "image",
      "imageMode",
      "images[]",
      "shared.repository",
      "sidecars{}.env[].value",
      "sidecars{}.image",
      "steps.imageUri",
      "steps.script",
    ]);
  });

  it("tells the documentation on one line", () => {
    expect(sdk.candidates.find(({ path }) => path === "image")?.doc).toBe("The container image to run.");
  });

  it("asks about a plain name whose documentation tells of an image", () => {
    const extra = "/** Pulled from Docker Hub. */ what?: string; /** Nothing. */ else?: string;";
    const asked = reading(sdkFiles(extra)).candidates.map(({ path }) => path);
    expect([asked.includes("what"), asked.includes("else")]).toEqual([true, false]);
  });

  it("reads files whose path is longer than a tar header holds", () => {
    const deep = `${"deep/".repeat(30)}thing`;
    const files = Object.fromEntries(
      Object.entries(sdkFiles()).map(([path, text]) => [
        path.startsWith("old.") ? path.replace("old", deep) : path,
        text,
      ]),
    );
    expect(reading(files).types).toContain("acme:index/old:Old");
  });
});

describe("what is no package", () => {
  const whole = packageTarball(sdkFiles());
  const archive = gunzipSync(whole);
  const damaged = Buffer.from(archive);
  damaged.write("x", 0);

  it.each([
    ["no gzip", Buffer.from("<html>"), /header check/],
    ["cut off while compressed", whole.subarray(0, whole.length / 2), /unexpected end of file/],
    ["cut off in a file", gzipSync(archive.subarray(0, 540)), /ends in the middle of package\/package\.json/],
    ["cut off between files", gzipSync(archive.subarray(0, 1024)), /ends before its archive does/],
    ["no tar archive", gzipSync(Buffer.alloc(2048, "a")), /no tar archive/],
    ["damaged", gzipSync(damaged), /no tar archive, or a damaged one/],
  ])("fails: %s", (_, bytes, message) => {
    const { status, stderr } = spawnSync(process.execPath, [...COMMAND, tarballFile(bytes)], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });
});
