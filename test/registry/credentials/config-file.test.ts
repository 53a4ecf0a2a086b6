import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalRemedy } from "../../../src/registry/credentials/refusal.ts";
import { credentialsFrom } from "../../../src/registry/index.ts";

const root = mkdtempSync(join(tmpdir(), "digestbound-docker-"));
const canary = "canary-password";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(root, "config-"));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const login = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

/** The login for a host, with no other place than the environment names. */
function look(environment: NodeJS.ProcessEnv, host: string, repository = "acme/app") {
  const nowhere = { HOME: join(root, "home"), XDG_RUNTIME_DIR: join(root, "run"), XDG_CONFIG_HOME: join(root, "xdg") };
  const signal = AbortSignal.timeout(10_000);
  return credentialsFrom({ ...nowhere, ...environment })(host, repository, signal);
}

/** The login for a host in a config.json with this content. */
function find(config: unknown, host: string) {
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return look({ DOCKER_CONFIG: folder }, host);
}

function findByKey(key: string, host: string) {
  return find({ auths: { [key]: login(`ci:${canary}`) } }, host);
}

describe("a login", () => {
  it.each([
    ["ghcr.io", "ghcr.io"],
    ["https://ghcr.io", "ghcr.io"],
    ["https://ghcr.io/", "ghcr.io"],
    ["https://ghcr.io/v1/", "ghcr.io"],
    ["https://ghcr.io/v2/", "ghcr.io"],
    ["http://localhost:5000/v2", "localhost:5000"],
    ["GHCR.IO", "ghcr.io"],
    ["https://ghcr.io:443/v1/", "ghcr.io"],
    ["localhost:5000", "localhost:5000"],
    ["[::1]:5000", "[::1]:5000"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["index.docker.io", "docker.io"],
    ["docker.io", "docker.io"],
    ["registry-1.docker.io", "docker.io"],
    ["https://index.docker.io/v1/", "registry-1.docker.io"],
  ])("under %j belongs to %s", async (key, host) => {
    await expect(findByKey(key, host)).resolves.toMatchObject({ kind: "basic", username: "ci", password: canary });
  });

  it.each([
    ["ghcr.io", "cr.io", "the end of a host"],
    ["cr.io", "ghcr.io", "the end of a host"],
    ["ghcr.io", "ghcr.io.attacker.example", "the beginning of a host (@sigstore/oci before 0.7.2)"],
    ["ghcr.io.attacker.example", "ghcr.io", "a longer host"],
    ["https://attacker.example/ghcr.io", "ghcr.io", "a path"],
    ["https://ghcr.io@attacker.example/", "ghcr.io", "a user name"],
    ["sub.ghcr.io", "ghcr.io", "a domain below"],
    ["ghcr.io", "sub.ghcr.io", "a domain above"],
    ["localhost", "localhost:5000", "no port"],
    ["localhost:5000", "localhost", "a port"],
    ["localhost:5000", "localhost:50000", "the beginning of a port"],
    ["registry.example:80", "registry.example", "another protocol's port"],
    ["ghcr.io/acme", "ghcr.io", "a namespace, whose login is not the host's"],
    ["https://ghcr.io/v1/acme", "ghcr.io", "a path below the API"],
    ["https://ghcr.io/v3/", "ghcr.io", "an unknown path"],
    ["*.io", "ghcr.io", "a pattern"],
    ["", "ghcr.io", "nothing"],
    ["https://", "ghcr.io", "a scheme"],
    ["ftp://ghcr.io", "ghcr.io", "another scheme"],
    ["https://https://ghcr.io", "ghcr.io", "two schemes"],
    ["docker.io", "docker.io.attacker.example", "the beginning of Docker Hub's name"],
    ["mydocker.io", "docker.io", "the end of Docker Hub's name"],
    ["__proto__", "ghcr.io", "a prototype"],
  ])("under %j does not belong to %s: %s", async (key, host) => {
    await expect(findByKey(key, host)).resolves.toMatchObject({ kind: "none" });
  });

  it("under the bare host wins over one under its URL", async () => {
    const auths = { "https://ghcr.io/v1/": login("old:old"), "ghcr.io": login("new:new") };
    await expect(find({ auths }, "ghcr.io")).resolves.toMatchObject({ username: "new" });
  });

  it.each([
    ["ci:a:b:c", "ci", "a:b:c"],
    ["ci:", "ci", ""],
    [":token", "", "token"],
    ["ci:pä$$ wörd", "ci", "pä$$ wörd"],
  ])("%j ends its user name at the first colon", async (text, username, password) => {
    const found = await find({ auths: { "ghcr.io": login(text) } }, "ghcr.io");
    expect(found).toMatchObject({ kind: "basic", username, password });
  });

  it("may be written out", async () => {
    const auths = { "ghcr.io": { username: "ci", password: canary } };
    await expect(find({ auths }, "ghcr.io")).resolves.toMatchObject({ kind: "basic", password: canary });
  });

  it("may lack its padding", async () => {
    const auths = { "ghcr.io": { auth: "YTpiYw" } };
    await expect(find({ auths }, "ghcr.io")).resolves.toMatchObject({ username: "a", password: "bc" });
  });
});

describe("a token", () => {
  it.each([
    ["an identity token", { ...login("ci:"), identitytoken: canary }, { kind: "identity-token", token: canary }],
    [
      "an identity token beside a login",
      { ...login("ci:pass"), identitytoken: canary },
      { kind: "identity-token", token: canary, basic: { username: "ci", password: "pass" } },
    ],
    ["an identity token beside what is no login", { auth: "!", identitytoken: canary }, { kind: "identity-token" }],
    ["a registry token", { registrytoken: canary }, { kind: "registry-token", token: canary }],
    ["a registry token before others", { ...login("a:b"), registrytoken: canary }, { kind: "registry-token" }],
    ["an empty one", { ...login("a:b"), registrytoken: "", identitytoken: "" }, { kind: "basic" }],
  ])("is found: %s", async (_, entry, expected) => {
    const found = await find({ auths: { "ghcr.io": entry } }, "ghcr.io");
    expect(found).toMatchObject(expected);
    expect(refusalRemedy(found, "ghcr.io")).not.toContain(canary);
  });

  it.each(["a b", "a\r\nx-injected: 1", "ä", "a\0"])(
    "that no header can carry is not used: %j",
    async (registrytoken) => {
      const found = await find({ auths: { "ghcr.io": { registrytoken } } }, "ghcr.io");
      expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining("no header can carry") });
    },
  );
});

it("a user name without a password beside an identity token, as az acr login writes it, is no login", async () => {
  const found = await find({ auths: { "ghcr.io": { ...login("ci:"), identitytoken: canary } } }, "ghcr.io");
  expect(found).not.toHaveProperty("basic");
});

describe("a configuration", () => {
  it.each([
    ["no JSON", "{", "is not readable as JSON (syntax)"],
    ["twice the same key", '{"auths":{},"auths":{}}', "is not readable as JSON (duplicate-key)"],
    ["a byte order mark", "\ufeff{}", "is not readable as JSON (syntax)"],
    ["a list", "[]", "is no JSON object"],
    ["a login with a stray character", { auths: { "ghcr.io": { auth: "YT!pi" } } }, "holds a login that is not base64"],
    ["a login without a colon", { auths: { "ghcr.io": login(canary) } }, "holds a login that is not base64"],
    [
      "a login that is no base64",
      { auths: { "ghcr.io": { auth: `ci:${canary}` } } },
      "holds a login that is not base64",
    ],
  ])("with %s is not used, and says why without quoting it", async (_, config, problem) => {
    const found = await find(config, "ghcr.io");
    expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining(problem) });
    expect(JSON.stringify(found) + refusalRemedy(found, "ghcr.io")).not.toContain(canary);
  });

  it.each([
    ["no logins", {}],
    ["logins that are a list", { auths: [login("a:b")] }],
    ["logins that are null", { auths: null }],
    ["an entry that is a string", { auths: { "ghcr.io": "YTpi" } }],
    ["an entry that is empty", { auths: { "ghcr.io": {} } }],
    ["a login that is a number", { auths: { "ghcr.io": { auth: 42 } } }],
  ])("with %s has no login", async (_, config) => {
    await expect(find(config, "ghcr.io")).resolves.toMatchObject({ kind: "none" });
  });

  it("that is a folder is not used", async () => {
    mkdirSync(join(folder, "config.json"));
    const found = await look({ DOCKER_CONFIG: folder }, "ghcr.io");
    expect(found).toMatchObject({
      kind: "none",
      problem: expect.stringMatching(/config\.json cannot be read \(EISDIR\)$/),
    });
  });

  it("of more than a megabyte is not read", async () => {
    const found = await find(JSON.stringify({ auths: {}, padding: "x".repeat(1024 * 1024) }), "ghcr.io");
    expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining("too-large") });
  });

  it("that never ends is read no further than that", async () => {
    symlinkSync("/dev/zero", join(folder, "config.json"));
    const found = await look({ DOCKER_CONFIG: folder }, "ghcr.io");
    expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining("too-large") });
  });

  it("that is not there has no login", async () => {
    const found = await look({ DOCKER_CONFIG: join(folder, "missing") }, "ghcr.io");
    expect(found).toMatchObject({ kind: "none", source: expect.stringContaining("missing/config.json") });
    expect(found).not.toHaveProperty("problem");
  });

  it.each([
    ["DOCKER_CONFIG is not set", {}],
    ["DOCKER_CONFIG is empty", { DOCKER_CONFIG: "" }],
  ])("lies in the home folder where %s", async (_, environment) => {
    mkdirSync(join(folder, ".docker"));
    writeFileSync(join(folder, ".docker", "config.json"), JSON.stringify({ auths: { "ghcr.io": login("a:b") } }));
    await expect(look({ HOME: folder, ...environment }, "ghcr.io")).resolves.toMatchObject({
      kind: "basic",
      source: "~/.docker/config.json (ghcr.io)",
    });
  });

  it("is read once, when it is needed", async () => {
    const lookup = credentialsFrom({ DOCKER_CONFIG: folder });
    const signal = AbortSignal.timeout(10_000);
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { "ghcr.io": login("a:b") } }));
    await expect(lookup("ghcr.io", "a", signal)).resolves.toMatchObject({ kind: "basic" });
    rmSync(join(folder, "config.json"));
    await expect(lookup("ghcr.io", "b", signal)).resolves.toMatchObject({ kind: "basic" });
  });
});
