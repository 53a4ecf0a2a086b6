import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { generateKeyPair, pushImage, signWithBundle } from "../fixtures/index.ts";
import { filesIn, installLocked, packFolderTo } from "../npm/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";
import { ONE_OF_EACH } from "./one-of-each.ts";

// Every door and format as a user has them: out of the packed tarball, in a project that has nothing else. publish.test.ts boots the pack so.

const TIMEOUT = 480_000;
let folder: string;
let project: string;
let tarball: string;
let registry: EmbeddedRegistry;
let tag: string;
let digest: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-doors-"));
  project = join(folder, "project");
  tarball = await packFolderTo(join(folder, "package"), repositoryRoot());
  await installLocked(project, tarball);
  registry = await startEmbeddedRegistry();
  const key = generateKeyPair("p256");
  const image = pushImage(registry, "team/web", "1.4", { text: "web", platforms: ["linux/amd64"] });
  signWithBundle(registry, "team/web", image, { keyPair: key });
  tag = `${registry.host}/team/web:1.4`;
  digest = image.digest;
  for (const name of ["aws-cdk-lib", "constructs"])
    symlinkSync(join(repositoryRoot(), "node_modules", name), join(project, "node_modules", name));
  const document = {
    version: 1,
    signers: { release: { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } } },
    images: [{ match: `${registry.host}/team/*`, signedBy: ["release"] }],
    registries: [{ host: registry.host, plainHttp: true }],
  };
  write("signed/digestbound.yaml", JSON.stringify(document));
  for (const [file, text] of Object.values(ONE_OF_EACH)) write(join("each", file), text);
  write("each/cdk/manifest.json", "{}");
}, TIMEOUT);
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

const read = (file: string) => readFileSync(join(project, file), "utf8");

function start(program: string, args: readonly string[], below: string) {
  const env = { PATH: process.env["PATH"], HOME: folder, DIGESTBOUND_CACHE: "off", CDK_VALIDATION: "false" };
  return runCommand(program, args, { cwd: join(project, below), env, timeoutMs: 60_000 });
}

const digestbound = (below: string, ...args: readonly string[]) =>
  start(join(project, "node_modules/.bin/digestbound"), args, below);

describe("the tarball", () => {
  it("holds what runs, its documents and the pack, and nothing that is only for building it", async () => {
    const files = await filesIn(tarball);
    const known = /^(?:dist\/src\/.+\.(?:js|d\.ts|json)|docs\/.+\.md|schema\/[\w-]+\.json|policies\/[\w.-]+)$/;
    const others = files.filter((file) => !known.test(file));
    expect(others).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const built = files.filter((file) => file.endsWith(".js") && file.startsWith("dist/"));
    const sources = built.map((file) => file.replace(/^dist\/(.*)\.js$/, "$1.ts"));
    expect(sources.filter((file) => !existsSync(join(repositoryRoot(), file)))).toEqual([]);
  });
});

describe("check", () => {
  const reports: readonly (readonly [format: string, shape: RegExp])[] = [
    ["pretty", /^error\[image-pinned\][^]*\d+ checked: \d+ rejected\.\n$/],
    ["json", /^\{\s*"version": 1,/],
    ["sarif", /"version": "2\.1\.0"/],
    ["junit", /^<\?xml [^]*<testsuites [^]*<\/testsuites>\n$/],
    ["markdown", /^<!-- [^]*\| [^]*Dockerfile/],
    ["github", /^::error [^]*file=/m],
  ];
  const outputs = reports.flatMap(([format]) => ["--format", format, "--output", `../report.${format}`]);

  it(
    "reads a file of every format that the documentation names, and reports in every format",
    async () => {
      const { exitCode, stderr } = await digestbound("each", "check", ...outputs);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
      for (const [format, shape] of reports) expect(read(`report.${format}`)).toMatch(shape);
      const { uses } = JSON.parse(read("report.json")) as { uses: { verdict: string; place: { file: string } }[] };
      const files = Object.values(ONE_OF_EACH).map(([file]) => file);
      expect([...new Set(uses.map(({ place }) => place.file))].sort()).toEqual([...files].sort());
      expect(uses.filter(({ verdict }) => verdict !== "rejected")).toEqual([]);
    },
    TIMEOUT,
  );

  it("names every format of docs/files*.md in this test", () => {
    const told = ["files.md", "files-kubernetes.md", "files-infrastructure.md"].flatMap((name) => {
      const text = read(join("node_modules/digestbound/docs", name));
      const [table = ""] = /^\| format [^]*?\n\n/m.exec(text) ?? [];
      return [...table.matchAll(/^\| (\w[^|]*?) *\|/gm)].map(([, format = ""]) => format).slice(1);
    });
    const tested = Object.keys(ONE_OF_EACH);
    const missing = told.filter(
      (one) => !tested.includes(one) && !one.split(", ").every((part) => tested.includes(part)),
    );
    expect(told.length).toBeGreaterThan(25);
    expect(missing).toEqual([]);
  });
});

describe("with a document that trusts a key", () => {
  it("verify, lock and fix take the signed image", async () => {
    const pinned = `${tag}@${digest}`;
    expect(await digestbound("signed", "verify", pinned)).toMatchObject({ exitCode: 0 });
    expect(await digestbound("signed", "verify", tag)).toMatchObject({ exitCode: 1 });
    expect(await digestbound("signed", "lock", "--evidence", tag)).toMatchObject({ exitCode: 0 });
    expect(read("signed/digestbound.lock")).toContain(digest);
    expect(await digestbound("signed", "verify", "--offline", pinned)).toMatchObject({ exitCode: 0 });
    write("signed/compose.yaml", `services:\n  web:\n    image: ${tag} # ours\n`);
    await digestbound("signed", "fix", "--write");
    expect(read("signed/compose.yaml")).toBe(`services:\n  web:\n    image: ${pinned} # ours\n`);
    expect(await digestbound("signed", "check")).toMatchObject({ exitCode: 0 });
  });

  it("the command is there in no time", async () => {
    const began = performance.now();
    expect(await digestbound("signed", "--help")).toMatchObject({ exitCode: 0 });
    // The budget is measured with bench/; this only tells that not everything is loaded.
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe.each([
  ["CommonJS", "cjs", (names: string, from: string) => `const ${names} = require("${from}");`],
  ["ESM", "mjs", (names: string, from: string) => `import ${names} from "${from}";`],
])("in %s", (_, ending, load) => {
  const app = (
    image: string,
  ) => `${load("{ App, Stack, Validations, aws_ecs as ecs }".replace(" as ", ending === "cjs" ? ": " : " as "), "aws-cdk-lib")}
${load("{ ImagePolicy }", "digestbound/cdk")}
const app = new App({ outdir: "cdk.out" });
new ecs.CfnTaskDefinition(new Stack(app, "Web"), "T", { containerDefinitions: [{ name: "web", image: "${image}" }] });
Validations.of(app).addPlugins(new ImagePolicy());
app.synth();
`;
  const synth = (image: string) => {
    write(`signed/app.${ending}`, app(image));
    return start(process.execPath, [`app.${ending}`], "signed");
  };

  it(
    "digestbound/cdk fails an app whose image has a tag, and lets one through that is pinned and signed",
    async () => {
      const failed = await synth(tag);
      expect([failed.exitCode, failed.output]).toEqual([1, expect.stringContaining(`@${digest}`)]);
      expect(failed.output).toContain("FATAL image-pinned (mutable-tag)");
      expect(await synth(`${tag}@${digest}`)).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT,
  );
});
