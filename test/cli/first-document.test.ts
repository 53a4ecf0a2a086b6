import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { EventEmitter } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { loadPolicyFile } from "../../src/policy/index.ts";
import { documentText } from "../../src/cli/first-document/document-text.ts";
import { proposalsFor } from "../../src/cli/first-document/proposals.ts";
import { usesNamed } from "../../src/cli/first-document/inputs.ts";
import { byRepository } from "../../src/cli/first-document/images.ts";
import { undecidedPolicy } from "../../src/cli/first-document/undecided.ts";
import type { Observed } from "../../src/cli/first-document/observe.ts";
import { parseDigest, parseImageReference } from "../../src/reference/index.ts";
import { generateKeyPair, pushImage } from "../fixtures/index.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { email, identity, release } from "../policy/identities.ts";
import type { CallOptions } from "./console.ts";
import { PROVENANCE, startExplaining, WHO } from "./explain-setting.ts";

let open: Awaited<ReturnType<typeof startExplaining>>;
let folder: string;
beforeEach(async () => {
  open = await startExplaining();
  folder = open.terminal.folder;
});
afterEach(() => open.terminal.close());

const stdout = { write: () => undefined };
const FILE = "first.yaml";
const document = () => readFileSync(join(folder, FILE), "utf8");

async function init(args: readonly string[], options: CallOptions = {}) {
  return open.called(
    ["init", ...args, "--output", FILE, "--plain-http", open.registry.host, "--trusted-root", "root.json"],
    options,
  );
}

/** As a person decides: a signer is put into use, and its line takes the place of the one of nobody. */
function decide(signer: string): void {
  const lines = document().split("\n");
  const start = lines.indexOf(`  # ${signer}:`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("  # "));
  const uncommented = lines.map((line, index) => (index >= start && index < end ? line.replace("# ", "") : line));
  const text = uncommented
    .join("\n")
    .replace("    signedBy: [undecided]\n", "")
    .replace(`    # signedBy: [${signer}]`, `    signedBy: [${signer}]`);
  writeFileSync(join(folder, FILE), text);
}

describe("the first document", () => {
  it("is valid as it stands and rejects what nobody has decided about, by the name undecided", async () => {
    open.signKeyless();
    expect(await init([open.pinned])).toMatchObject({ code: 0 });
    const policy = loadPolicyFile(join(folder, FILE));
    expect([...policy.signers.keys()]).toEqual(["undecided"]);
    expect(policy.images.map(({ match }) => match.text)).toEqual([open.name]);
    const { code, stdout } = await open.called(["verify", open.pinned, "--policy", join(folder, FILE)]);
    expect(code).toBe(1);
    expect(stdout).toContain("carries no signature that the policy trusts (undecided (issuer ");
  });

  it.each([
    ["beside it", ".", "./node_modules"],
    ["at the repository's root", "infra/policies", "../../node_modules"],
  ])("names the schema of a digestbound that is installed %s", async (_, below, path) => {
    const schema = join(folder, "node_modules/digestbound/schema");
    mkdirSync(schema, { recursive: true });
    mkdirSync(join(folder, ".git"), { recursive: true });
    mkdirSync(join(folder, below), { recursive: true });
    writeFileSync(join(schema, "policy-1.json"), "{}");
    const output = join(below, "second.yaml");
    await open.called(["init", open.pinned, "--output", output, "--plain-http", open.registry.host]);
    const [line] = readFileSync(join(folder, output), "utf8").split("\n");
    expect(line).toBe(`# yaml-language-server: $schema=${path}/digestbound/schema/policy-1.json`);
  });

  it("names no schema that is not there, nor one above the repository", async () => {
    const outside = join(folder, "node_modules/digestbound/schema");
    mkdirSync(outside, { recursive: true });
    writeFileSync(join(outside, "policy-1.json"), "{}");
    mkdirSync(join(folder, "repository/.git"), { recursive: true });
    const output = "repository/second.yaml";
    await open.called(["init", open.pinned, "--output", output, "--plain-http", open.registry.host]);
    expect(readFileSync(join(folder, output), "utf8")).not.toContain("$schema");
  });

  it("accepts the image once a person has put the observed identity into use", async () => {
    open.signKeyless();
    await init([open.pinned]);
    decide("acme-web");
    const { code, stdout } = await open.called(["verify", open.pinned, "--policy", join(folder, FILE)]);
    expect(code).toBe(0);
    expect(stdout).toContain("signed by acme-web");
  });

  it("says on which image what was observed, with the trusted root that vouched", async () => {
    open.signKeyless();
    const { stdout } = await init([open.pinned]);
    expect(document()).toContain(`  # An identity that signed ${open.pinned}.\n  # acme-web:\n`);
    expect(document()).toContain("  #     trustedRoot: root.json\n");
    expect(document()).toContain(`  # ${open.pinned}: signed by ${WHO}\n`);
    expect(stdout).toContain(`made by ${WHO}`);
    expect(stdout).toMatch(/verified against root\.json$/m);
    expect(stdout).toContain(`issuer: ${ISSUER}`);
  });

  it("names a tag's digest, and proposes a key's file for a signature by a key", async () => {
    open.signLegacy(open.stranger);
    const { stdout } = await init([`${open.name}:1.0`]);
    expect(stdout).toContain("made with a key; nothing beside it says whose it is\n");
    expect(document()).toContain(`  # ${open.name}:1.0, now ${open.image.digest}: signed by a key\n`);
    const name = /# signedBy: \[(.*-key)\]/.exec(document())?.[1] ?? "";
    expect(document()).toContain(`  # ${name}:\n  #   cosign:\n  #     key: keys/${name}.pub\n`);
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, `keys/${name}.pub`), open.stranger.publicKeyPem);
    decide(name);
    const logless = document().replace(`${name}.pub\n`, `${name}.pub\n      transparencyLog: not-required\n`);
    writeFileSync(join(folder, FILE), logless);
    const { code } = await open.called(["verify", open.pinned, "--policy", join(folder, FILE)]);
    expect(code).toBe(0);
  });

  it("proposes for an unsigned image, and only for such a one, that no signature is asked", async () => {
    open.signBundle(open.stranger, PROVENANCE);
    const { stdout } = await init([open.pinned]);
    expect(document()).toContain(`  # ${open.pinned}: no signature\n`);
    expect(document()).toContain("    # signature: not-required\n    # because: ");
    expect(stdout).toContain(`attestation of predicate type ${PROVENANCE}`);
    const text = document().replace("    signedBy: [undecided]\n", "").replaceAll("    # ", "    ");
    writeFileSync(join(folder, FILE), text);
    expect((await open.called(["verify", open.pinned, "--policy", join(folder, FILE)])).code).toBe(0);
    open.signLegacy(open.trusted, `sha256:${"1".repeat(64)}`);
    await open.called(["init", open.pinned, "--output", "second.yaml", "--plain-http", open.registry.host]);
    expect(readFileSync(join(folder, "second.yaml"), "utf8")).not.toContain("not-required");
  });

  it("has one rule for each repository, whatever its tags", async () => {
    pushImage(open.registry, "team/web", "2.0", { text: "two" });
    pushImage(open.registry, "team/api", "1.0", { text: "api" });
    const names = ["team/web:1.0", "team/web:2.0", "team/api:1.0", "team/web:1.0"];
    await init(names.map((name) => `${open.registry.host}/${name}`));
    const { images, registries } = loadPolicyFile(join(folder, FILE));
    expect(images.map(({ match }) => match.text)).toEqual([`${open.registry.host}/team/api`, open.name]);
    expect([...registries.values()]).toMatchObject([{ plainHttp: true }]);
  });

  it("is written although an image could not be looked at, which the exit code tells", async () => {
    const { code, stdout } = await init([`${open.name}:1.0`, `${open.name}:nowhere`]);
    expect(code).toBe(3);
    expect(stdout).toContain("not everything could be read");
    expect(document()).toContain(`${open.name}:nowhere: could not be looked at in full: `);
    expect(document()).not.toContain("not-required");
  });

  it("tells the next steps", async () => {
    const { stdout } = await init([open.pinned]);
    expect(stdout).toContain(`digestbound verify ${open.pinned} --policy ${FILE}`);
    expect(stdout).toContain("digestbound init --pack DIR");
  });

  it.each(["a file", "a link to nowhere", "a folder"])("overwrites nothing: %s", async (what) => {
    const path = join(folder, FILE);
    if (what === "a file") writeFileSync(path, "kept");
    else if (what === "a folder") mkdirSync(path);
    else symlinkSync("nowhere", path);
    const before = readdirSync(folder);
    const { code, stderr } = await init([open.pinned]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${FILE} is there already`);
    expect(readdirSync(folder)).toEqual(before);
    expect(open.registry.requests).toEqual([]);
  });

  it("is digestbound.yaml here unless told, and leaves no temporary file", async () => {
    mkdirSync(join(folder, "new"));
    const args = ["init", open.pinned, "--plain-http", open.registry.host];
    expect((await open.called(args, { cwd: join(folder, "new") })).code).toBe(0);
    expect(readdirSync(join(folder, "new"))).toEqual(["digestbound.yaml"]);
    const { code, stderr } = await open.called([...args, "--output", "nowhere/policy.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("nowhere/policy.yaml cannot be written: ENOENT.");
  });

  it("is not written after an interrupt", async () => {
    open.terminal.interrupt();
    const called = init([open.pinned]);
    open.terminal.interrupt();
    expect((await called).code).toBe(130);
    expect(readdirSync(folder)).not.toContain(FILE);
  });
});

describe("the registries that are asked (law 9)", () => {
  it("are told first, and are those of the images alone", async () => {
    const { stderr } = await init([open.pinned]);
    expect(stderr).toBe(`Asking ${open.registry.host} about 1 image.\n`);
  });

  it("are asked in private networks and without TLS only where the user names them", async () => {
    const { code, stdout } = await open.called(["init", open.pinned, "--output", FILE]);
    expect(code).toBe(3);
    expect(stdout).toContain("private");
    expect(open.registry.requests).toEqual([]);
  });

  it.each(["--plain-http", "--private-network"])("%s takes only a registry of the images", async (flag) => {
    const { code, stderr } = await open.called(["init", open.pinned, "--output", FILE, flag, "other.example"]);
    expect(code).toBe(2);
    expect(stderr).toContain("other.example is the registry of none of the images");
  });
});

const DEPLOYMENT = (image: string, kind = "Deployment") => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name: "web" },
  spec: { template: { spec: { containers: [{ name: "web", image }] } } },
});

describe("what names images", () => {
  const stack = (...resources: readonly object[]) => JSON.stringify({ version: 3, deployment: { resources } });
  const deployed = (image: string, more: object = {}) => ({
    ...{ urn: "urn:web", type: "kubernetes:apps/v1:Deployment", inputs: DEPLOYMENT(image) },
    ...more,
  });
  const list = (...images: readonly string[]) =>
    JSON.stringify({ apiVersion: "v1", kind: "List", items: images.map((image) => DEPLOYMENT(image)) });

  it.each<readonly [string, (image: string) => string]>([
    ["a list, with comments and blank lines", (image) => `# in use\n\n${image}\r\n`],
    ["Kubernetes JSON", (image) => JSON.stringify(DEPLOYMENT(image))],
    ["a List", (image) => list(image)],
    [
      "YAML of several documents",
      (image) =>
        `---\n${JSON.stringify({ apiVersion: "v1", kind: "Service" })}\n---\n${JSON.stringify(DEPLOYMENT(image))}\n---\n`,
    ],
    [
      "YAML with anchors and merges",
      (image) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: &n web, labels: {app: *n}}\nspec:\n  x: &c {image: "${image}"}\n  containers:\n  - <<: *c\n    name: web\n`,
    ],
    ["a compose file", (image) => `services:\n  web:\n    image: ${image}\n`],
    ["a stack export", (image) => stack({ type: "pulumi:pulumi:Stack", urn: "urn:stack" }, deployed(image))],
    [
      "a stack export with a resource on its way out",
      (image) => stack(deployed(image), deployed("evil:1", { delete: true })),
    ],
  ])("may be %s, in a file or on standard input", async (_, text) => {
    writeFileSync(join(folder, "input"), text(open.pinned));
    expect((await init(["input"])).code).toBe(0);
    const fromFile = document();
    expect(fromFile).toContain(`match: ${open.name}\n`);
    expect(loadPolicyFile(join(folder, FILE)).images).toHaveLength(1);
    const again = ["init", "-", "--output", "again.yaml", "--plain-http", open.registry.host];
    expect((await open.called(again, { stdin: text(open.pinned) })).code).toBe(0);
    expect(readFileSync(join(folder, "again.yaml"), "utf8")).toBe(fromFile);
  });

  it.each([
    ["prose", "Dear reader, this is prose.\n"],
    ["YAML of something else", "service:\n  web:\n    image: nginx:1\n"],
    ["broken YAML", "a: [b\n"],
    ["a YAML document after a good one that is something else", `${list("a:1")}\n---\nx: 1\n`],
    ["JSON of something else", '{"a":1}'],
    ["a list of JSON", "[1]"],
    ["nesting without end", "[".repeat(100_000)],
    ["YAML that nests deeper than any object", `apiVersion: v1\nkind: Pod\na: ${"[".repeat(80)}${"]".repeat(80)}\n`],
    ["an alias to nothing", "apiVersion: v1\nkind: *x\n"],
    ["bytes that are no text", "\ufffd".repeat(3)],
  ])("is not %s, which is said clearly", async (_, text) => {
    const { code, stderr, stdout } = await init(["-"], { stdin: text });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("standard input is no list of image references, one a line, no Kubernetes YAML");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    ["nothing", ""],
    ["no image", JSON.stringify({ apiVersion: "v1", kind: "Service" })],
    ["an empty stack", stack()],
  ])("cannot be %s", async (_, text) => {
    const { code, stderr } = await init(["-"], { stdin: text });
    expect(code).toBe(2);
    expect(stderr).toContain("no image is named.");
  });

  it("is YAML of a few megabytes at most, since reading it takes long; JSON of many more is read", async () => {
    const pods = Array<object>(60_000).fill(DEPLOYMENT(open.pinned));
    const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: pods });
    const { code, stderr } = await init(["-"], { stdin: `# YAML\n${text}` });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("give it as JSON") });
    expect(await init(["-"], { stdin: text })).toMatchObject({ code: 0 });
  });

  it("tells what it passed over: a value that is no reference, and one that nobody can read", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
    const resource = deployed("Not A Reference\u001b[2J");
    const text = stack(deployed(open.pinned), resource, deployed(secret as unknown as string));
    const { code, stderr } = await init(["-"], { stdin: text });
    expect(code).toBe(0);
    expect(stderr).toContain("Passed over: urn:web spec.template.spec.containers[0].image is no image reference: ");
    expect(stderr).toContain("Passed over: urn:web spec.template.spec.containers[0].image is an object, not an image");
    expect(stderr).not.toContain("\u001b");
  });

  it("and puts what it passed over nowhere where a build service would obey it (law 10)", async () => {
    const pod = { apiVersion: "::error::x", kind: "Pod", spec: { containers: [{ image: "##[error]" }] } };
    for (const more of [[], [DEPLOYMENT(open.pinned)]]) {
      const items = [pod, ...more].map((one) => JSON.stringify(one));
      const { stderr } = await init(["-"], { stdin: items.join("\n---\n") });
      expect(stderr).toContain("Passed over: ::error::x Pod spec.containers[0].image is no image reference");
      expect(stderr).not.toMatch(/^\s*::|##/m);
    }
  });

  it.each([
    ["a file that is not there", ["missing.yaml"], "there is no file missing.yaml."],
    ["a folder", ["./sub"], "./sub is a folder; name the files in it"],
    ["standard input twice", ["-", "-"], "- is given twice"],
    ["no reference", ["Not/A Reference"], "argument 1 is no image reference"],
  ])("%s is a usage error", async (_, args, told) => {
    mkdirSync(join(folder, "new/sub"), { recursive: true });
    const { code, stderr } = await open.called(["init", ...args], { stdin: "nginx:1", cwd: join(folder, "new") });
    expect(code).toBe(2);
    expect(stderr).toContain(told);
  });

  it("is waited for on standard input only until an interrupt", async () => {
    const interrupt = new AbortController();
    const stdin = new Readable({ read: () => undefined });
    const terminal = Object.assign(new EventEmitter(), { stdin, stdout, stderr: stdout, env: {}, cwd: () => folder });
    const waiting = usesNamed(["-"], terminal, interrupt.signal);
    interrupt.abort();
    await expect(waiting).rejects.toThrow("standard input cannot be read: ABORT_ERR");
  });

  it("a folder of an image's name hides no image", async () => {
    mkdirSync(join(folder, open.registry.host, "team/web"), { recursive: true });
    expect((await init([open.name])).stderr).toContain("about 1 image.");
  });
});

describe("what is proposed", () => {
  const digest = parseDigest(`sha256:${"1".repeat(64)}`);
  const observed = (image: string, identities: readonly (typeof release)[]): Observed => ({
    reference: parseImageReference(image),
    examination: {
      resolution: { kind: "pinned", digest },
      problems: [],
      evidence: identities.map((identity) => ({
        ...{ via: "referrer", format: "bundle", kind: "signature", manifest: digest, layer: digest, differences: [] },
        maker: { kind: "stranger", identity },
      })),
    },
  });
  const written = (...all: readonly Observed[]) => {
    const groups = new Map(
      Array.from(byRepository(all.map(({ reference }) => reference)), ([name, images]) => [
        name,
        all.filter(({ reference }) => images.includes(reference)),
      ]),
    );
    const policy = undecidedPolicy([...groups.keys()], [], [], "/");
    return documentText(groups, proposalsFor(groups, { files: [], policy }), []);
  };

  it("is a publisher's preset, where the image is in its pattern; whoever fits it is not proposed beside it", () => {
    const krel = email("krel-trust@k8s-releng-prod.iam.gserviceaccount.com");
    const text = written(observed("registry.k8s.io/pause:3.10", [krel]));
    expect(text).toContain("  # kubernetes:\n  #   preset: kubernetes\n");
    expect(text).toContain("Signatures that fit it were observed.");
    expect(text.match(/# signedBy/g)).toHaveLength(1);
  });

  it("is somebody who does not fit the preset beside it, and the document says so", () => {
    const text = written(observed("registry.k8s.io/pause:3.10", [email("mallory@evil.example")]));
    expect(text).toContain("No signature that fits it was observed.");
    expect(text).toContain("    # signedBy: [kubernetes]\n    # signedBy: [mallory-evil.example]\n");
  });

  it("is each identity once, with every image that it signed, and two identities by two names", () => {
    const fork = { ...release, claims: { ...release.claims, sourceRepositoryRef: "refs/heads/dev" } };
    const text = written(observed("ghcr.io/acme/web:1", [release]), observed("ghcr.io/acme/web:2", [release, fork]));
    expect(text).toContain("  # An identity that signed ghcr.io/acme/web:1, ghcr.io/acme/web:2.\n  # acme-web:\n");
    expect(text).toContain("  # acme-web-2:\n");
    expect(text).toContain("    # signedBy: [acme-web]\n    # signedBy: [acme-web-2]\n");
  });

  it("is nobody whom a document could only name together with others", () => {
    expect(written(observed("ghcr.io/acme/web:1", [email("*@acme.example")]))).not.toContain("# signedBy");
  });

  it.each(["123", "null", "true", "1e3", "0x10"])("has a name that stays a name: %s", (name) => {
    const who = identity({
      issuer: "https://ci.example",
      subjectUri: `https://ci.example/${name}`,
      claims: { sourceRepositoryUri: undefined },
    });
    writeFileSync(join(folder, FILE), written(observed("ghcr.io/acme/web:1", [who])));
    const shown = `"${name}"`;
    expect(document()).toContain(`  # ${shown}:\n`);
    decide(shown);
    expect([...loadPolicyFile(join(folder, FILE)).signers.keys()]).toContain(name);
  });

  it("stands in comments alone, whatever a message holds", () => {
    const bad = observed("ghcr.io/acme/web:1", []);
    const error = { reason: "x", message: "down\nimages: [{ match: evil }]\u2028x", remedy: "" };
    const text = written({ ...bad, examination: { ...bad.examination, problems: [error] } });
    expect(text).not.toMatch(/^images: \[/m);
    expect(text).toContain("in full: down images: [{ match: evil }] x\n");
  });
});

it("a key of nobody's does not hide an identity beside it", async () => {
  open.signKeyless();
  open.signLegacy(generateKeyPair("p256"));
  await init([open.pinned]);
  expect(document()).toContain(`signed by ${WHO}, a key\n`);
});
