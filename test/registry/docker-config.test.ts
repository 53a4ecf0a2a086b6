import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalRemedy } from "../../src/registry/credentials.ts";
import { dockerCredentials } from "../../src/registry/index.ts";

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

/** The login for a host in a config.json with this content. */
function find(config: unknown, host: string) {
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return dockerCredentials({ DOCKER_CONFIG: folder })(host);
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
    await expect(findByKey(key, host)).resolves.toEqual({ kind: "none", source: join(folder, "config.json") });
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

describe("a login that cannot be used yet", () => {
  it.each([
    ["an identity token", { auths: { "ghcr.io": { ...login("ci:"), identitytoken: canary } } }, "an identity token"],
    ["a registry token", { auths: { "ghcr.io": { registrytoken: canary } } }, "a registry token"],
    ["a helper for the host", { credHelpers: { "ghcr.io": "gcr" }, auths: { "ghcr.io": login("a:b") } }, "credHelpers"],
    ["a store", { credsStore: "desktop", auths: { "ghcr.io": {} } }, "credsStore"],
    ["a store and no entry", { credsStore: "desktop" }, "credsStore"],
  ])("is named: %s", async (_, config, form) => {
    const found = await find(config, "ghcr.io");
    expect(found).toEqual({ kind: "unsupported", form, source: join(folder, "config.json") });
    const explanation = refusalRemedy(found, "ghcr.io");
    expect(explanation).toContain(`keeps the login for ghcr.io in ${form}, which is not supported yet`);
    expect(explanation).not.toContain(canary);
  });

  it.each([
    ["another host's helper", { credHelpers: { "gcr.io": "gcr" }, auths: { "ghcr.io": login("a:b") } }],
    ["an empty store", { credsStore: "", auths: { "ghcr.io": login("a:b") } }],
    ["a store, while the file has a login", { credsStore: "desktop", auths: { "ghcr.io": login("a:b") } }],
  ])("is not claimed because of %s", async (_, config) => {
    await expect(find(config, "ghcr.io")).resolves.toMatchObject({ kind: "basic", username: "a", password: "b" });
  });
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
    expect(found).toMatchObject({ kind: "unreadable", problem: expect.stringContaining(problem) });
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
    const found = await dockerCredentials({ DOCKER_CONFIG: folder })("ghcr.io");
    expect(found).toMatchObject({ kind: "unreadable", problem: "cannot be read (EISDIR)" });
  });

  it("that is not there has no login", async () => {
    const found = await dockerCredentials({ DOCKER_CONFIG: join(folder, "missing") })("ghcr.io");
    expect(found).toEqual({ kind: "none", source: join(folder, "missing", "config.json") });
  });

  it.each([
    ["DOCKER_CONFIG is not set", {}],
    ["DOCKER_CONFIG is empty", { DOCKER_CONFIG: "" }],
  ])("lies in the home folder where %s", async (_, environment) => {
    mkdirSync(join(folder, ".docker"));
    writeFileSync(join(folder, ".docker", "config.json"), JSON.stringify({ auths: { "ghcr.io": login("a:b") } }));
    await expect(dockerCredentials({ HOME: folder, ...environment })("ghcr.io")).resolves.toMatchObject({
      kind: "basic",
      source: join(folder, ".docker", "config.json"),
    });
  });

  it("is read once, when it is needed", async () => {
    const lookup = dockerCredentials({ DOCKER_CONFIG: folder });
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { "ghcr.io": login("a:b") } }));
    await expect(lookup("ghcr.io")).resolves.toMatchObject({ kind: "basic" });
    rmSync(join(folder, "config.json"));
    await expect(lookup("ghcr.io")).resolves.toMatchObject({ kind: "basic" });
  });
});
