import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { refusalRemedy } from "../../../src/registry/credentials/refusal.ts";
import type { Hosts } from "../../../src/registry/index.ts";
import { createHome, login, type Home } from "./logins.ts";

let home: Home;
beforeEach(() => {
  home = createHome();
});
afterEach(() => {
  home.remove();
});

const auths = (user: string, key = "r.example") => ({ auths: { [key]: login(`${user}:x`) } });
const named: Hosts = new Map([["r.example", { credentials: { username: "document", passwordEnv: "R_PASSWORD" } }]]);

/** Every place at once, each with a login of its own name; then without the first, without the first two, … */
const PLACES = ["document", "variable", "named-file", "docker", "runtime", "config"] as const;

function fill(from: number) {
  const has = (place: (typeof PLACES)[number]) => PLACES.indexOf(place) >= from;
  if (has("docker")) home.write(".docker/config.json", auths("docker"));
  if (has("runtime")) home.write("run/containers/auth.json", auths("runtime"));
  if (has("config")) home.write("config/containers/auth.json", auths("config"));
  return {
    ...(has("document") ? { hosts: named } : {}),
    environment: {
      R_PASSWORD: "x",
      ...(has("variable") ? { DOCKER_AUTH_CONFIG: JSON.stringify(auths("variable")) } : {}),
      ...(has("named-file") ? { REGISTRY_AUTH_FILE: home.write("named.json", auths("named-file")) } : {}),
    },
  };
}

describe("the first place that holds a login for the host counts", () => {
  it.each(PLACES.map((place, from) => [place, from] as const))("%s, and none before it", async (place, from) => {
    await expect(home.look("r.example", fill(from))).resolves.toMatchObject({ kind: "basic", username: place });
  });

  it("and a place that holds one for another host does not", async () => {
    home.write(".docker/config.json", auths("docker"));
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify(auths("variable", "other.example")) };
    await expect(home.look("r.example", { environment })).resolves.toMatchObject({ username: "docker" });
  });

  it("Podman's own files are not read where REGISTRY_AUTH_FILE is set, as by Podman", async () => {
    home.write("run/containers/auth.json", auths("runtime"));
    home.write("config/containers/auth.json", auths("config"));
    const REGISTRY_AUTH_FILE = join(home.folder, "missing.json");
    await expect(home.look("r.example", { environment: { REGISTRY_AUTH_FILE } })).resolves.toMatchObject({
      kind: "none",
      source: "the policy document, ~/missing.json, ~/.docker/config.json",
    });
  });

  it.each([
    ["is not set", undefined],
    ["is empty", ""],
    ["is relative, which the base directory specification has ignored", "config"],
  ])("Podman's file is in ~/.config where XDG_CONFIG_HOME %s", async (_, XDG_CONFIG_HOME) => {
    home.write(".config/containers/auth.json", auths("fallback"));
    const environment: NodeJS.ProcessEnv = { XDG_CONFIG_HOME };
    await expect(home.look("r.example", { environment })).resolves.toMatchObject({ username: "fallback" });
  });

  it.each([
    ["no JSON", "{", "is not readable as JSON (syntax)"],
    ["no object", "[]", "is no JSON object"],
    ["no base64", '{"auths":{"r.example":{"auth":"!canary!"}}}', "not base64"],
  ])("a place with %s is passed over, and told", async (_, text, problem) => {
    home.write(".docker/config.json", auths("docker"));
    const found = await home.look("r.example", { environment: { DOCKER_AUTH_CONFIG: text } });
    expect(found).toMatchObject({ username: "docker", problem: expect.stringContaining(problem) });
    expect(refusalRemedy(found, "r.example")).toMatch(/config\.json \(r\.example\) was used \(DOCKER_AUTH_CONFIG /);
    expect(refusalRemedy(found, "r.example")).not.toContain("canary");
  });

  it("where no place holds one, every place is named that was looked at", async () => {
    const environment = { DOCKER_AUTH_CONFIG: "{}" };
    const found = await home.look("r.example", { environment });
    expect(refusalRemedy(found, "r.example")).toBe(
      "The image may be private, or not there: check its name, or log in. There is no login for r.example in " +
        "the policy document, DOCKER_AUTH_CONFIG, ~/.docker/config.json, ~/run/containers/auth.json, " +
        "~/config/containers/auth.json, so it was asked anonymously.",
    );
  });
});

describe("a login that the policy document names", () => {
  it.each([
    ["is not set", {}],
    ["is empty", { R_PASSWORD: "" }],
  ])("is not sent where its variable %s, nor is any other; the refusal names the variable", async (_, environment) => {
    home.write(".docker/config.json", auths("docker"));
    const found = await home.look("r.example", { environment, hosts: named });
    expect(found).toMatchObject({ kind: "none" });
    expect(refusalRemedy(found, "r.example")).toContain(
      "The policy document names the environment variable R_PASSWORD, which is not set, so r.example was asked anonymously",
    );
  });

  it("is told by its variable, never by its password", async () => {
    const found = await home.look("r.example", { environment: { R_PASSWORD: "canary" }, hosts: named });
    expect(found).toMatchObject({ kind: "basic", username: "document", password: "canary" });
    expect(refusalRemedy(found, "r.example")).toContain("in the policy document (password from R_PASSWORD) was used");
    expect(refusalRemedy(found, "r.example")).not.toContain("canary");
  });

  it.each(["other.example", "r.example:444", "x.r.example"])("is not %s's", async (host) => {
    const found = await home.look(host, { environment: { R_PASSWORD: "x" }, hosts: named });
    expect(found).toMatchObject({ kind: "none" });
  });
});

describe("a namespace in Podman's file or in DOCKER_AUTH_CONFIG", () => {
  const keys = ["r.example/acme/app", "r.example/acme", "r.example", "r.example/acme/app/deep", "other.example/acme"];
  const all = { auths: Object.fromEntries(keys.map((key) => [key, login(`${key}:x`)])) };

  it.each([
    ["acme/app", "r.example/acme/app"],
    ["acme/app/deep/er", "r.example/acme/app/deep"],
    ["acme/application", "r.example/acme"],
    ["acme/other", "r.example/acme"],
    ["acme", "r.example/acme"],
    ["acmeother/app", "r.example"],
    ["app", "r.example"],
  ])("the login for %s is the one of %s", async (repository, expected) => {
    home.write("run/containers/auth.json", all);
    await expect(home.look("r.example", { repository })).resolves.toMatchObject({ username: expected });
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify(all) };
    await expect(home.look("r.example", { repository, environment })).resolves.toMatchObject({ username: expected });
  });

  it.each(["v1", "v2"])("may be called %s, which is no host's key then", async (namespace) => {
    home.write("run/containers/auth.json", auths("tenant", `r.example/${namespace}`));
    await expect(home.look("r.example", { repository: "acme/app" })).resolves.toMatchObject({ kind: "none" });
    await expect(home.look("r.example", { repository: `${namespace}/app` })).resolves.toMatchObject({
      username: "tenant",
    });
  });

  it.each(["r.example/acme/app:1", "r.example/acme/", "r.example//acme", "R.EXAMPLE/ACME", "https://r.example/acme"])(
    "%j is none of this repository's",
    async (key) => {
      home.write("run/containers/auth.json", auths("tenant", key));
      await expect(home.look("r.example")).resolves.toMatchObject({ kind: "none" });
    },
  );

  it.each([
    ["docker.io/library", "library/nginx"],
    ["index.docker.io/library/nginx", "library/nginx"],
    ["https://index.docker.io/v1/", "library/nginx"],
  ])("%j is Docker Hub's", async (key, repository) => {
    home.write("run/containers/auth.json", auths("hub", key));
    await expect(home.look("docker.io", { repository })).resolves.toMatchObject({ username: "hub" });
  });

  it("without a login in it leaves the host's", async () => {
    home.write("run/containers/auth.json", { auths: { "r.example/acme": {}, "r.example": login("host:x") } });
    await expect(home.look("r.example")).resolves.toMatchObject({ username: "host" });
  });

  it("in Docker's config.json is no key", async () => {
    home.write(".docker/config.json", auths("tenant", "r.example/acme"));
    await expect(home.look("r.example")).resolves.toMatchObject({ kind: "none" });
  });
});
