import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { TOLD } from "../../../src/registry/credentials/helper-environment.ts";
import { refusalRemedy } from "../../../src/registry/credentials/refusal.ts";
import { credentialsFrom } from "../../../src/registry/index.ts";
import { failureOf } from "../contents.ts";
import { createHome, login, type Home } from "./logins.ts";

const CANARY = "canary-secret";

let home: Home;
beforeEach(() => {
  home = createHome();
});
afterEach(() => {
  home.remove();
});

const answer = (Username: string, Secret: string) => `echo '${JSON.stringify({ ServerURL: "x", Username, Secret })}'`;

/** A config.json that names the helper "test" for r.example, or in the given way. */
function configure(config: unknown = { credHelpers: { "r.example": "test" } }) {
  home.write(".docker/config.json", config);
}

describe("a helper's answer", () => {
  it.each([
    ["a login", answer("AWS", CANARY), { kind: "basic", username: "AWS", password: CANARY }],
    ["an identity token", answer("<token>", CANARY), { kind: "identity-token", token: CANARY }],
    ["no user name", answer("", CANARY), { kind: "basic", username: "", password: CANARY }],
    ["an empty secret", answer("AWS", ""), { kind: "none" }],
    ["that there is none", 'echo "credentials not found in native keychain"; exit 1', { kind: "none" }],
  ])("%s is understood", async (_, script, expected) => {
    home.helper("test", script);
    configure();
    const found = await home.look("r.example");
    expect(found).toMatchObject(expected);
    expect(found).not.toHaveProperty("problem");
  });

  it.each([
    ["an exit code", `echo '${CANARY}'; echo '${CANARY}' >&2; exit 3`, "could not be asked (exit 3)"],
    ["an exit code and a login", `${answer("AWS", CANARY)}; exit 1`, "could not be asked (exit 1)"],
    ["none, and a success", 'echo "credentials not found in native keychain"', "answered with what is no login"],
    ["a signal", "kill -TERM $$", "could not be asked (exit by a signal)"],
    ["nothing", "true", "answered with what is no login"],
    ["no JSON", `echo '${CANARY}'`, "answered with what is no login"],
    ["a list", `echo '["${CANARY}"]'`, "answered with what is no login"],
    ["no secret", `echo '{"Username":"${CANARY}"}'`, "answered with what is no login"],
    ["a number as its secret", `echo '{"Username":"${CANARY}","Secret":42}'`, "answered with what is no login"],
    ["two secrets", `echo '{"Username":"a","Secret":"b","Secret":"${CANARY}"}'`, "answered with what is no login"],
  ])("that is %s leaves the registry to be asked anonymously, without its words (D41)", async (_, script, problem) => {
    home.helper("test", script);
    configure();
    const found = await home.look("r.example");
    expect(found).toMatchObject({ kind: "none" });
    const remedy = refusalRemedy(found, "r.example");
    expect(remedy).toContain(
      `docker-credential-test (credHelpers["r.example"] in ~/.docker/config.json) ${problem}, so r.example was asked anonymously`,
    );
    expect(remedy).not.toContain(CANARY);
  });

  it("is asked for with `get` and the host on stdin, and for Docker Hub with its old address", async () => {
    home.helper("test", `echo "$@" >> ${home.folder}/asked; cat >> ${home.folder}/asked`, answer("a", "b"));
    configure({ credsStore: "test" });
    await home.look("r.example:5000");
    await home.look("docker.io");
    const asked = readFileSync(join(home.folder, "asked"), "utf8");
    expect(asked).toBe("get\nr.example:5000get\nhttps://index.docker.io/v1/");
  });

  it("may come without the question being read", async () => {
    home.helper("test", "exec <&-", answer("a", "b"));
    configure();
    await expect(home.look("r.example")).resolves.toMatchObject({ username: "a" });
  });
});

describe("a helper's limits (D41)", () => {
  it("ends one that never answers, with everything it has started", async () => {
    // The child would write after the helper's end; it holds stdout open, too.
    home.helper("test", `(sleep 1; echo alive > ${home.folder}/alive) &`, "sleep 30");
    configure();
    const before = performance.now();
    const found = await home.look("r.example", { helperDeadline: 200 });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(found).toMatchObject({ problem: expect.stringContaining("could not be asked (no answer within 0.2 s)") });
    await sleep(1_300);
    expect(existsSync(join(home.folder, "alive"))).toBe(false);
  });

  it("ends one whose child keeps its answer open", async () => {
    home.helper("test", answer("a", "b"), "sleep 30 &");
    configure();
    const found = await home.look("r.example", { helperDeadline: 200 });
    expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining("no answer within") });
  });

  it.each([
    ["an endless answer", "exec cat /dev/zero"],
    ["a long line", `head -c 70000 /dev/zero | tr '\\0' ' '; ${answer("a", "b")}`],
  ])("ends one with %s", async (_, script) => {
    home.helper("test", script);
    configure();
    const found = await home.look("r.example");
    expect(found).toMatchObject({ problem: expect.stringContaining("could not be asked (too long an answer)") });
  });

  it("lets one that says endless things on stderr say them to nobody", async () => {
    home.helper("test", "head -c 1000000 /dev/zero >&2", answer("a", "b"));
    configure();
    await expect(home.look("r.example")).resolves.toMatchObject({ username: "a" });
  });

  it("ends one when the client is closed", async () => {
    home.helper("test", "sleep 30");
    configure();
    const closing = new AbortController();
    const looking = home.look("r.example", { signal: closing.signal });
    setTimeout(() => {
      closing.abort();
    }, 100);
    await expect(looking).resolves.toMatchObject({
      problem: expect.stringContaining("could not be asked (interrupted)"),
    });
  });

  it("asks it once for a host, also where 16 images ask at once and where it fails", async () => {
    home.helper("test", `echo x >> ${home.folder}/asked; sleep 0.1; exit 3`);
    configure({ credsStore: "test" });
    const lookup = credentialsFrom(home.environment);
    const signal = AbortSignal.timeout(10_000);
    await Promise.all(Array.from({ length: 16 }, (_, index) => lookup("r.example", `acme/${index}`, signal)));
    await lookup("r.example", "acme/again", signal);
    await lookup("other.example", "acme/app", signal);
    expect(readFileSync(join(home.folder, "asked"), "utf8")).toBe("x\nx\n");
  });
});

describe("a helper's name", () => {
  it.each([
    "../../evil",
    "/bin/evil",
    "a/b",
    "a\\b",
    "evil; touch x",
    "$(evil)",
    "a b",
    "ä",
    "a\n",
    "x".repeat(129),
    42,
    ["test"],
    {},
    true,
  ])("is never %j, whichever way it is named (D42)", async (value) => {
    for (const [config, key] of [
      [{ credHelpers: { "r.example": value }, auths: { "r.example": login("a:b") } }, 'credHelpers["r.example"]'],
      [{ credsStore: value, auths: { "r.example": login("a:b") } }, "credsStore"],
    ] as const) {
      configure(config);
      const error = await failureOf(home.look("r.example"));
      expect(error).toMatchObject({
        reason: "credential-config",
        message: `~/.docker/config.json: ${key} is not the name of a credential helper.`,
      });
      expect(error.message + error.remedy).not.toContain("evil");
    }
  });

  it("for another host does not matter", async () => {
    configure({ credHelpers: { "evil.example": "../../evil" }, auths: { "r.example": login("a:b") } });
    await expect(home.look("r.example")).resolves.toMatchObject({ username: "a" });
  });

  it.each(["ecr-login", "osxkeychain", "desktop.exe", "acr_env", "GCR"])("may be %s", async (name) => {
    home.helper(name, answer("a", "b"));
    configure({ credsStore: name });
    await expect(home.look("r.example")).resolves.toMatchObject({
      source: `docker-credential-${name} (credsStore in ~/.docker/config.json)`,
    });
  });
});

describe("of helpers and what the file itself holds", () => {
  const both = { "r.example": login("file:x") };
  it.each([
    [
      "the host's helper comes first",
      { credHelpers: { "r.example": "test" }, credsStore: "other", auths: both },
      "test",
    ],
    ["then the one for all hosts", { credHelpers: { "x.example": "test" }, credsStore: "other", auths: both }, "other"],
    [
      "an empty helper for the host means the file",
      { credHelpers: { "r.example": "" }, credsStore: "other", auths: both },
      "file",
    ],
    ["an empty store means the file", { credsStore: "", auths: both }, "file"],
    ["a store without the login leaves the file", { credsStore: "none", auths: both }, "file"],
    [
      "a host's helper without the login leaves the file",
      { credHelpers: { "r.example": "none" }, auths: both },
      "file",
    ],
    ["a store that is not there leaves the file", { credsStore: "missing", auths: both }, "file"],
  ])("%s", async (_, config, username) => {
    home.helper("test", answer("test", "x"));
    home.helper("other", answer("other", "x"));
    home.helper("none", 'echo "credentials not found in native keychain"; exit 1');
    configure(config);
    await expect(home.look("r.example")).resolves.toMatchObject({ kind: "basic", username });
  });

  it("a host's helper that fails is in the place of every other login for it", async () => {
    home.helper("test", "exit 3");
    configure({ credHelpers: { "r.example": "test" }, auths: both });
    home.write("run/containers/auth.json", { auths: both });
    await expect(home.look("r.example")).resolves.toMatchObject({ kind: "none" });
  });

  it("a store that fails is told beside the login that was found elsewhere", async () => {
    home.helper("test", "exit 3");
    configure({ credsStore: "test", auths: both });
    const remedy = refusalRemedy(await home.look("r.example"), "r.example");
    expect(remedy).toContain(
      "was used (docker-credential-test (credsStore in ~/.docker/config.json) could not be asked (exit 3))",
    );
  });
});

describe("a helper is found", () => {
  it.each([
    [".", "a dot"],
    ["", "nothing"],
    ["bin", "a relative folder"],
    ["./bin", "a relative folder with a dot"],
  ])("in no entry of PATH that is %j: %s would run a file of the change that is judged", async (entry) => {
    home.helper("test", answer("evil", "x"));
    home.write("docker-credential-test", "");
    configure();
    const before = process.cwd();
    process.chdir(entry.includes("bin") ? home.folder : join(home.folder, "bin"));
    try {
      const found = await home.look("r.example", { environment: { PATH: `${entry}:/usr/bin:/bin` } });
      expect(found).toMatchObject({ kind: "none", problem: expect.stringContaining("was not found in PATH") });
    } finally {
      process.chdir(before);
    }
  });

  it("as a file that may be run, wherever that is on PATH", async () => {
    home.helper("test", answer("right", "x"));
    mkdirSync(join(home.folder, "folder/docker-credential-test"), { recursive: true });
    home.write("data/docker-credential-test", "#!/bin/sh\nexit 3\n");
    configure();
    const PATH = ["folder", "data", "bin"].map((name) => join(home.folder, name)).join(":");
    await expect(home.look("r.example", { environment: { PATH: `${PATH}:/bin` } })).resolves.toMatchObject({
      username: "right",
    });
  });

  it.each([undefined, ""])("nowhere where PATH is %j", async (PATH) => {
    home.helper("test", answer("a", "b"));
    configure();
    const environment: NodeJS.ProcessEnv = { PATH };
    const found = await home.look("r.example", { environment });
    expect(found).toMatchObject({ problem: expect.stringContaining("was not found in PATH") });
  });

  it("and one that the system cannot start is told", async () => {
    const file = home.helper("test");
    home.write("bin/docker-credential-test", "#!/no/such/interpreter\n");
    expect(existsSync(file)).toBe(true);
    configure();
    const found = await home.look("r.example");
    expect(found).toMatchObject({ problem: expect.stringContaining("could not be asked (cannot be started, ENOENT)") });
  });
});

it("a helper runs in its own folder, and is told of the environment only what it needs", async () => {
  home.helper("test", `env > ${home.folder}/env`, `pwd > ${home.folder}/pwd`, answer("a", "b"));
  configure();
  const told = { AWS_PROFILE: "ci", GOOGLE_APPLICATION_CREDENTIALS: "k", AZURE_TENANT_ID: "t", CLOUDSDK_CONFIG: "c" };
  const more = { https_proxy: "http://p", NO_PROXY: "x", SSL_CERT_FILE: "f", GNUPGHOME: "g", IDENTITY_ENDPOINT: "i" };
  const secret = { GITHUB_TOKEN: CANARY, PULUMI_ACCESS_TOKEN: CANARY, DOCKER_AUTH_CONFIG: "{}", R_PASSWORD: CANARY };
  const code = { LD_PRELOAD: "", NODE_OPTIONS: "--x", PYTHONPATH: "x", BASH_ENV: "x", ENV: "x", IFS: "x" };
  const PATH = `.:${home.environment["PATH"] ?? ""}:bin`;
  await home.look("r.example", { environment: { ...told, ...more, ...secret, ...code, PATH } });
  const lines = readFileSync(join(home.folder, "env"), "utf8").trim().split("\n");
  const names = lines.map((line) => line.split("=")[0] ?? "");
  const shell = ["PWD", "SHLVL", "_", "OLDPWD"];
  expect(names.filter((name) => !shell.includes(name)).sort()).toEqual(
    ["HOME", "PATH", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", ...Object.keys(told), ...Object.keys(more)].sort(),
  );
  expect(lines).toContain(`PATH=${home.environment["PATH"] ?? ""}`);
  expect(readFileSync(join(home.folder, "pwd"), "utf8").trim()).toMatch(/\/bin$/);
});

it("docs/credentials.md names every variable that a helper is told (law 7)", () => {
  const page = readFileSync(join(__dirname, "../../../docs/credentials.md"), "utf8");
  expect([...TOLD].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
