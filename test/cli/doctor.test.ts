import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Check } from "../../src/cli/doctor/check.ts";
import { checkNode } from "../../src/cli/doctor/toolchain.ts";
import type { EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { startConsole, type CallOptions, type Console } from "./console.ts";

const CANARY = "canary-password";
const consoles: Console[] = [];
afterEach(async () => {
  for (const console of consoles.splice(0)) await console.close();
});

async function open(options: EmbeddedRegistryOptions = {}): Promise<Console> {
  const console = await startConsole(options);
  consoles.push(console);
  return console;
}

/** Where everything is to be found, so that nothing of this machine's user is. */
function environmentOf({ folder }: Console): NodeJS.ProcessEnv {
  const docker = join(folder, "docker");
  mkdirSync(docker, { recursive: true });
  return { HOME: folder, XDG_RUNTIME_DIR: folder, DIGESTBOUND_CACHE: join(folder, "cache"), DOCKER_CONFIG: docker };
}

function logIn({ folder, setting }: Console, password: string): void {
  const auth = Buffer.from(`ci:${password}`).toString("base64");
  writeFileSync(
    join(folder, "docker", "config.json"),
    JSON.stringify({ auths: { [setting.registry.host]: { auth } } }),
  );
}

async function examined(console: Console, options: CallOptions = {}, args: readonly string[] = []) {
  const env = environmentOf(console);
  const flags = ["doctor", "--format", "json", "--policy", console.policy, ...args];
  const { code, stdout, stderr } = await console.called(flags, { env, ...options });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  const named = (name: string) => checks.find((check) => check.name === name);
  return { code, stdout, stderr, checks, named, registry: named(console.setting.registry.host) };
}

describe("the registries of the document", () => {
  it("are reached, without a login where there is none", async () => {
    const { code, registry, checks } = await examined(await open());
    expect(registry).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^reached; no login for 127\.0\.0\.1/),
    });
    expect(checks.map(({ status }) => status)).toEqual(checks.map(() => "ok"));
    expect(code).toBe(0);
  });

  it.each(["basic", "bearer"] as const)(
    "say whether they take the login (%s), which is named and never printed",
    async (auth) => {
      const console = await open({ auth, username: "ci", password: CANARY });
      environmentOf(console);
      const without = await examined(console);
      expect(without).toMatchObject({
        code: 0,
        registry: { status: "warning", detail: expect.stringContaining("nobody") },
      });
      expect(without.registry?.remedy).toContain("log in");
      logIn(console, `${CANARY}-wrong`);
      const wrong = await examined(console);
      expect(wrong).toMatchObject({
        code: 3,
        registry: { status: "problem", detail: expect.stringContaining("unauthorized") },
      });
      logIn(console, CANARY);
      const right = await examined(console);
      expect(right).toMatchObject({
        code: 0,
        registry: { status: "ok", detail: expect.stringContaining("config.json") },
      });
      for (const { stdout, stderr } of [without, wrong, right]) expect(stdout + stderr).not.toContain(CANARY);
    },
  );

  it("that ask for no login do not make a wrong one look right", async () => {
    const console = await open();
    environmentOf(console);
    logIn(console, `${CANARY}-wrong`);
    const { registry } = await examined(console);
    expect(registry).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^reached; it asked for no login, so/),
    });
    expect(registry?.detail).toContain("config.json");
  });

  it("ask for a token without any repository's scope", async () => {
    const console = await open({ auth: "bearer", username: "ci", password: CANARY, anonymousPull: true });
    await examined(console);
    const { requests } = console.setting.registry;
    expect(requests.map(({ url }) => url).filter((url) => url.includes("scope"))).toEqual([]);
    expect(requests.some(({ url }) => url.startsWith("/token"))).toBe(true);
  });

  it.each([
    ["is not there", undefined, "unreachable"],
    ["answers with a web page", { status: 200, type: "text/html" }, "bad-content-type"],
    ["fails", { status: 500, type: "application/json" }, "unavailable"],
    ["knows no such path", { status: 404, type: "application/json" }, "not-found"],
  ])("that %s is a problem, with what to do", async (_, answer, reason) => {
    const console = await open({
      intercept: (_request, response) => {
        if (answer === undefined) return false;
        response.writeHead(answer.status, { "content-type": answer.type }).end("{}");
        return true;
      },
    });
    if (answer === undefined) await console.setting.registry.close();
    const { code, registry } = await examined(console);
    expect([code, registry?.status, registry?.remedy === undefined]).toEqual([3, "problem", false]);
    expect(registry?.detail).toContain(`(${reason};`);
    if (answer === undefined) consoles.pop();
  });

  it("are asked only where a match names them: not by their settings, nor where the host has a wildcard (law 9)", async () => {
    const console = await open();
    const { host } = console.setting.registry;
    const because = "nothing of this is deployed";
    const match = "*.registry.example/**";
    const document = {
      version: 1,
      images: [{ match, signature: "not-required", because }],
      registries: [{ host, plainHttp: true }],
    };
    writeFileSync(console.policy, JSON.stringify(document));
    const { registry, named } = await examined(console);
    expect(registry).toBeUndefined();
    expect(named(match)?.detail).toContain("wildcard");
    expect(console.setting.registry.requests).toEqual([]);
  });

  it("include the mirrors and the place of the signatures of a host that is named", async () => {
    const console = await open();
    const { host } = console.setting.registry;
    const document = {
      version: 1,
      images: [{ match: "registry.invalid/**", signature: "not-required", because: "nothing of this is deployed" }],
      registries: [
        { host, plainHttp: true },
        { host: "registry.invalid", mirrors: [host], signatureRepository: "signatures.invalid/all" },
        { host: "signatures.invalid", mirrors: ["signatures-mirror.invalid"] },
      ],
    };
    writeFileSync(console.policy, JSON.stringify(document));
    const { checks, registry } = await examined(console);
    expect(registry?.status).toBe("ok");
    expect(checks.map(({ name }) => name).slice(-4)).toEqual([
      host,
      "registry.invalid",
      "signatures-mirror.invalid",
      "signatures.invalid",
    ]);
  });
});

describe("the aliases of a registry", () => {
  it("are asked as well, and a missing one is a problem", async () => {
    const console = await open();
    const { host } = console.setting.registry;
    const document = {
      version: 1,
      images: [{ match: "registry.invalid/**", signature: "not-required", because: "nothing of this is deployed" }],
      registries: [{ host: "registry.invalid", aliases: [host, "alias.invalid"], plainHttp: true }],
    };
    writeFileSync(console.policy, JSON.stringify(document));
    const { code, registry, named } = await examined(console);
    expect([code, registry?.status, named("alias.invalid")?.status]).toEqual([3, "ok", "problem"]);
  });
});

describe("the policy document", () => {
  it("that is not valid is told beside everything else, with exit code 2", async () => {
    const console = await open();
    writeFileSync(console.policy, "version: 2\n");
    const { code, named, checks } = await examined(console);
    expect(code).toBe(2);
    expect(named("Policy document")).toMatchObject({ status: "problem", detail: expect.stringContaining("version") });
    expect(checks).toHaveLength(4);
  });

  it("that is missing is a warning", async () => {
    const console = await open();
    const { code, stdout } = await console.called(["doctor"], { env: environmentOf(console), cwd: "/" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^! Policy document: none .*\n {4}Write digestbound\.yaml/m);
  });
});

describe("the machine", () => {
  it("has a Node that runs this, or is told which one does", () => {
    expect(checkNode(process.versions.node)).toMatchObject({ status: "ok" });
    expect(checkNode("20.20.2")).toMatchObject({ status: "problem", remedy: expect.stringContaining("^24.15.0") });
  });

  it.each([
    ["6.0.3", "ok"],
    ["7.0.0", "warning"],
  ])("has TypeScript %s above the pack: %s", async (version, status) => {
    const console = await open();
    const folder = join(console.folder, "pack/node_modules/typescript");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
    const { code, named } = await examined(console, {}, ["--pack", "pack"]);
    expect([code, named("TypeScript")?.status]).toEqual([0, status]);
    expect(named("TypeScript")?.detail).toContain(version);
  });

  it("has a cache, which is looked into, or a reason why nothing is kept", async () => {
    const console = await open();
    const withCache = async (folder: string) => {
      const env = { ...environmentOf(console), DIGESTBOUND_CACHE: folder };
      return (await examined(console, { env })).named("Cache");
    };
    const folder = join(console.folder, "kept");
    expect(await withCache(folder)).toMatchObject({ status: "ok", detail: `${folder}, 0 files, 0.0 MiB` });
    writeFileSync(join(folder, "file"), Buffer.alloc(1024 * 1024));
    expect(await withCache(folder)).toMatchObject({ status: "ok", detail: `${folder}, 1 files, 1.0 MiB` });
    chmodSync(folder, 0o777);
    expect(await withCache(folder)).toMatchObject({ status: "warning", detail: expect.stringContaining("alone") });
    expect(await withCache("relative")).toMatchObject({
      status: "warning",
      detail: expect.stringContaining("no folder"),
    });
  });

  it("has no such pack's folder: a usage error", async () => {
    const console = await open();
    expect(await console.called(["doctor", "--pack", "nowhere"], { env: environmentOf(console) })).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("no folder nowhere"),
    });
  });
});

it("the report is coloured for a terminal only", async () => {
  const console = await open();
  const args = ["doctor", "--policy", console.policy];
  const env = environmentOf(console);
  const plain = await console.called(args, { env });
  const coloured = await console.called(args, { env, isTTY: true });
  const asked = await console.called([...args, "--no-color"], { env, isTTY: true });
  expect(plain.stdout).toMatch(/^✓ Node: \d/);
  expect(coloured.stdout).toContain("\u001b[32m✓\u001b[39m Node");
  expect(asked.stdout).toBe(plain.stdout);
});
