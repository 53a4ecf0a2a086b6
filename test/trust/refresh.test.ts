import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { startMirror, targetPath, tufRepository, type Mirror, type Published } from "./tuf-repository.ts";

const NAME = "trusted_root.json";
const OLD = JSON.stringify(trustedRootJson(openInstance("old")), undefined, 1);
const NEW = JSON.stringify(trustedRootJson(openInstance("new")), undefined, 1);
const repository = tufRepository();
const publish = (text: string, version = 1) => repository.publish({ version, targets: { [NAME]: text } });

let folder = "";
let mirror: Mirror;
let interrupt: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-trust-"));
  writeFileSync(join(folder, "root.json"), repository.root, { mode: 0o400 });
  mirror = await startMirror(publish(OLD));
});
afterEach(async () => {
  await mirror.close();
  rmSync(folder, { recursive: true, force: true });
});

interface CallOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly isTTY?: boolean;
  readonly cwd?: string;
}

async function called(args: readonly string[], { env = {}, isTTY = false, cwd = folder }: CallOptions = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = Object.assign(new EventEmitter(), {
    stdout: { isTTY, write: (text: string) => out.push(text) },
    stderr: { isTTY, write: (text: string) => err.push(text) },
    env: { DIGESTBOUND_CACHE: join(folder, "cache"), ...env },
    cwd: () => cwd,
  });
  interrupt = () => terminal.emit("SIGINT");
  const code = await run(args, terminal, "1.2.3");
  return { code, stdout: out.join(""), stderr: err.join("") };
}

/** Waits for at most two seconds. */
async function until(holds: () => boolean): Promise<void> {
  for (let left = 400; left > 0 && !holds(); left -= 1) await new Promise((done) => setTimeout(done, 5));
  expect(holds()).toBe(true);
}

const refresh = (...more: readonly string[]) => [
  "trust",
  "refresh",
  "--mirror",
  mirror.url,
  "--root",
  "root.json",
  ...more,
];
const output = () => join(folder, "roots", "acme.json");
const toFile = () => refresh("--output", "roots/acme.json");
const bent = (files: Published, path: string, text: string | Buffer) => new Map([...files, [path, Buffer.from(text)]]);

describe("trust refresh", () => {
  it("writes what TUF verifies, byte for byte, and says the line that a document needs", async () => {
    const { code, stdout, stderr } = await called(toFile());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(output(), "utf8")).toBe(OLD);
    expect(stdout).toMatch(
      /^roots\/acme\.json: written\n {2}now: {4}sha256:[0-9a-f]{64}, looked up 20\d\d-\d\d-\d\d\n {2}before: there was none\n/,
    );
    expect(stdout).toContain("  trustedRoot: roots/acme.json\n");
    expect(readdirSync(join(folder, "roots"))).toEqual(["acme.json"]);
    const cosign = { issuer: ISSUER, sourceRepository: "https://github.com/acme/web", trustedRoot: "roots/acme.json" };
    const images = [{ match: "ghcr.io/acme/*", signedBy: ["ci"] }];
    expect(readPolicyObject({ version: 1, signers: { ci: { cosign } }, images }, folder, "t").signers.size).toBe(1);
  });

  it("says unchanged where it is, and leaves the file alone", async () => {
    await called(toFile());
    const { code, stdout } = await called(toFile());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^roots\/acme\.json: unchanged\n.*\n {2}before: sha256:[0-9a-f]{64}, written /);
  });

  it("replaces an older one, and names both", async () => {
    await called(toFile());
    mirror.files = publish(NEW, 2);
    const { stdout } = await called(toFile());
    const [now, before] = Array.from(stdout.matchAll(/sha256:[0-9a-f]{64}/g), ([digest]) => digest);
    expect(now).not.toBe(before);
    expect(readFileSync(output(), "utf8")).toBe(NEW);
  });

  it("follows a root whose keys the old ones have named", async () => {
    mirror.files = bent(publish(OLD), "2.root.json", repository.nextRoot("old and new"));
    expect(await called(toFile())).toMatchObject({ code: 0 });
  });

  it("finds the document's folder without reading the document, which may name the file that is missing", async () => {
    mkdirSync(join(folder, ".git"));
    mkdirSync(join(folder, "deep"));
    writeFileSync(join(folder, "digestbound.yaml"), "trustedRoot: roots/acme.json, and no document at all");
    writeFileSync(join(folder, "deep", "root.json"), repository.root);
    const { code, stdout } = await called(refresh("--output", "own.json"), { cwd: join(folder, "deep") });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^own\.json: written/);
    expect(stdout).toContain("trustedRoot: deep/own.json\n");
  });

  it("shows its progress on a terminal only", async () => {
    expect((await called(toFile(), { isTTY: true })).stderr).toMatch(/^Asking 127\.0\.0\.1:\d+…\r\u001b\[2K$/);
  });

  it("asks for five things, and never for a name that a mirror has chosen", async () => {
    await called(toFile());
    expect(mirror.requests).toEqual([
      "2.root.json",
      "timestamp.json",
      "1.snapshot.json",
      "1.targets.json",
      targetPath(NAME, OLD),
    ]);
  });
});

const past = "2020-01-01T00:00:00Z";

describe("of what a mirror shows nothing is written (laws 2, 3 and 9)", () => {
  it.each<[string, () => Published, string, RegExp]>([
    [
      "another target than was signed",
      () => bent(publish(OLD), targetPath(NAME, OLD), NEW),
      "not-verified",
      /hash|length/,
    ],
    [
      "a target of the same length",
      () => bent(publish(OLD), targetPath(NAME, OLD), OLD.replace("tlogs", "tl0gs")),
      "not-verified",
      /hash/,
    ],
    [
      "a target without end",
      () => bent(publish(OLD), targetPath(NAME, OLD), OLD.padEnd(OLD.length + 1)),
      "not-verified",
      /Max length/,
    ],
    [
      "an expired timestamp",
      () => repository.publish({ targets: { [NAME]: OLD }, expires: { timestamp: past } }),
      "expired",
      /expired/,
    ],
    [
      "an expired snapshot",
      () => repository.publish({ targets: { [NAME]: OLD }, expires: { snapshot: past } }),
      "expired",
      /expired/,
    ],
    [
      "expired targets",
      () => repository.publish({ targets: { [NAME]: OLD }, expires: { targets: past } }),
      "expired",
      /expired/,
    ],
    [
      "a timestamp by another key",
      () => repository.publish({ targets: { [NAME]: OLD }, forged: "timestamp" }),
      "not-verified",
      /timestamp was signed by 0\/1/,
    ],
    [
      "targets by another key",
      () => repository.publish({ targets: { [NAME]: OLD }, forged: "targets" }),
      "not-verified",
      /targets was signed by 0\/1/,
    ],
    [
      "a root that only it itself has named",
      () => bent(publish(OLD), "2.root.json", repository.nextRoot("new alone")),
      "not-verified",
      /root was signed by 0\/1/,
    ],
    ["no trusted root", () => repository.publish({ targets: { "other.json": OLD } }), "no-target", /not found/],
    ["no repository", () => new Map(), "unreachable", /HTTP 404/],
    ["a page", () => bent(publish(OLD), "timestamp.json", "<html>"), "not-verified", /JSON/],
    ["a signed target that is no trusted root", () => publish("{}"), "unusable", /mediaType/],
    [
      "a signed trusted root that no document could name",
      () => publish(OLD.replace('"tlogs": [', '"tlogs": [], "tlogs": [')),
      "unusable",
      /strict JSON/,
    ],
    [
      "names that lead out of the folder",
      () => repository.publish({ targets: { "../../../escaped.json": OLD, "..": OLD } }),
      "no-target",
      /not found/,
    ],
    [
      "a delegated role whose name leads out of the folder",
      () => {
        const delegated = { name: "../../../escaped", keyids: [], threshold: 1, terminating: false, paths: ["*"] };
        return repository.publish({ targets: {}, more: { delegations: { keys: {}, roles: [delegated] } } });
      },
      "not-verified",
      /./,
    ],
  ])("%s", async (_, files, reason, says) => {
    mirror.files = files();
    const { code, stdout, stderr } = await called(toFile());
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr).toContain(`(${reason}).\n`);
    expect(existsSync(output())).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(["cache", "root.json"]);
  });

  it("an older version than one that was seen, also from another file (rollback)", async () => {
    mirror.files = publish(NEW, 2);
    await called(toFile());
    mirror.files = publish(OLD, 1);
    const { code, stderr } = await called(refresh("--output", "other.json"));
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("(rolled-back)") });
    expect(readFileSync(output(), "utf8")).toBe(NEW);
    expect(existsSync(join(folder, "other.json"))).toBe(false);
  });

  it("and without a cache folder that is said, because then nobody would notice", async () => {
    const { code, stderr } = await called(toFile(), { env: { DIGESTBOUND_CACHE: "off" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("is not noticed") });
  });

  it("what earlier runs kept is not taken for another root's: a given root counts, whatever was seen before", async () => {
    await called(toFile());
    const stranger = tufRepository();
    rmSync(join(folder, "root.json"));
    writeFileSync(join(folder, "root.json"), stranger.root);
    expect(await called(toFile())).toMatchObject({ code: 3, stderr: expect.stringContaining("not-verified") });
  });
});

describe("trust refresh is refused", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["a mirror without a root", ["--mirror", "http://127.0.0.1:1/"], /--mirror needs --root FILE/],
    ["a mirror without an output", ["--mirror", "http://127.0.0.1:1/", "--root", "root.json"], /needs --output FILE/],
    ["a mirror that is no URL", ["--mirror", "mirror", "--root", "root.json", "--output", "a"], /no http\(s\) URL/],
    ["a mirror in a file", ["--mirror", "file:///tmp", "--root", "root.json", "--output", "a"], /no http\(s\) URL/],
    ["a mirror with a login", ["--mirror", "http://a:b@c/", "--root", "root.json", "--output", "a"], /without a login/],
    ["an output twice", ["--output", "a", "--output", "b"], /may be given once/],
    ["something else", ["now"], /too many arguments/],
  ])("with %s", async (_, args, says) => {
    expect(await called(["trust", "refresh", ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
    expect(mirror.requests).toEqual([]);
  });

  it.each<[string, string | undefined, RegExp]>([
    ["that is not there", undefined, /bad-root/],
    ["that is none", "{}", /is no root\.json of a TUF repository \(bad-root\)/],
    ["that is a trusted root", OLD, /bad-root/],
  ])("with a root %s", async (_, text, says) => {
    rmSync(join(folder, "root.json"));
    if (text !== undefined) writeFileSync(join(folder, "root.json"), text);
    expect(await called(toFile())).toMatchObject({ code: 3, stderr: expect.stringMatching(says) });
    expect(mirror.requests).toEqual([]);
  });

  it("where something else than a trusted root would be overwritten", async () => {
    writeFileSync(join(folder, "digestbound.yaml"), "version: 1");
    expect(await called(refresh("--output", "digestbound.yaml"))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("not-written"),
    });
    expect(readFileSync(join(folder, "digestbound.yaml"), "utf8")).toBe("version: 1");
    expect(mirror.requests).toEqual([]);
  });

  it("where the folder cannot be made", async () => {
    expect(await called(refresh("--output", "a/b/c.json"))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("ENOENT"),
    });
  });

  it("where what earlier runs kept is damaged, by the folder's name", async () => {
    await called(toFile());
    const cache = join(folder, "cache", "tuf");
    const file =
      readdirSync(cache, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("/timestamp.json")) ?? "";
    writeFileSync(join(cache, file), "{");
    expect(await called(toFile())).toMatchObject({ code: 3, stderr: expect.stringContaining("bad-state") });
  });

  it("where the environment switches certificate checks off (law 9)", async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(await called(toFile(), { env })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("(weakened-tls)"),
    });
    expect(mirror.requests).toEqual([]);
  });

  it("where nobody answers", async () => {
    const args = toFile();
    await mirror.close();
    const { code, stderr } = await called(args);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/could not be read.*\(unreachable\)/) });
    mirror = await startMirror(new Map());
  });

  it("ends at once on Ctrl-C, and writes nothing", async () => {
    mirror.silent = true;
    const running = called(toFile());
    await until(() => mirror.requests.length > 0);
    interrupt();
    expect(await running).toMatchObject({ code: 130, stdout: "" });
    mirror.letGo();
    await until(() => mirror.requests.length === 5);
    expect(existsSync(output())).toBe(false);
  });
});

it("no verification looks a root up: nothing is fetched but by this command", async () => {
  const fetched = jest.spyOn(globalThis, "fetch");
  writeFileSync(join(folder, "acme.json"), OLD);
  const signer = (trustedRoot: string) => ({
    cosign: { issuer: "https://accounts.google.com", subject: "a@acme.example", trustedRoot },
  });
  const signers = { embedded: signer("public-good"), own: signer("acme.json") };
  const images = [{ match: "127.0.0.1:1/team/*", signedBy: ["embedded", "own"] }];
  const registries = [{ host: "127.0.0.1:1", plainHttp: true }];
  writeFileSync(join(folder, "p.yaml"), JSON.stringify({ version: 1, signers, images, registries }));
  const image = `127.0.0.1:1/team/web@sha256:${"0".repeat(64)}`;
  expect(await called(["verify", "--policy", join(folder, "p.yaml"), image])).toMatchObject({ code: 3 });
  expect(fetched).not.toHaveBeenCalled();
  expect(mirror.requests).toEqual([]);
  fetched.mockRestore();
});
