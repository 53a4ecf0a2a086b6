import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { runAction } from "../action/composite.ts";
import { type FakeGitHub, pullRequestEvent, startFakeGitHub, TOKEN } from "../action/fake-github.ts";
import { pod, type Repository, startRepository } from "../cli/check/repository.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { type Setting, startSetting } from "../gate/setting.ts";
import { filesIn, packFolderTo } from "../npm/index.ts";
import { sarifObjections } from "../report/public-schemas.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

const TIMEOUT = 480_000;
const root = repositoryRoot();

let folder: string;
let tarball: string;
let setting: Setting;
/** What GITHUB_ACTION_PATH is: the Action as a release has it, but that its lockfile names the tarball by its path. */
let released: string;
let bin: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-action-"));
  tarball = await packFolderTo(join(folder, "package"), root);
  released = join(folder, "action");
  mkdirSync(released);
  cpSync(join(root, "action"), join(released, "action"), { recursive: true });
  await lock("--into", join(released, "action"), "--local");
  bin = join(folder, "bin");
  mkdirSync(bin);
  // setup-node is another action, and is not run here.
  symlinkSync(process.execPath, join(bin, "node"));
  setting = await startSetting();
}, TIMEOUT);
afterAll(async () => {
  await setting.close();
  rmSync(folder, { recursive: true });
});

async function lock(...args: readonly string[]) {
  return runCommand(process.execPath, [join(root, "scripts/action-lock.mjs"), tarball, ...args], { timeoutMs: 60_000 });
}

let repository: Repository;
let github: FakeGitHub;
let run = 0;
beforeEach(async () => {
  github = await startFakeGitHub();
  const { host } = setting.registry;
  const policy = {
    version: 1,
    signers: { release: { cosign: { key: "keys/release.pub", transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["release"] }],
    registries: [{ host, plainHttp: true }],
  };
  repository = startRepository({
    "digestbound.yaml": JSON.stringify(policy),
    "keys/release.pub": setting.trusted.publicKeyPem,
  });
  repository.git("update-ref", "refs/remotes/origin/main", "main");
  repository.git("checkout", "--quiet", "-b", "change");
});
afterEach(async () => {
  repository.close();
  await github.close();
});

/** An image in the registry; answers its name by digest. */
function image(name: string, { signed }: { readonly signed: boolean }): string {
  const { digest } = pushImage(setting.registry, `team/${name}`, "1.0", { text: name });
  if (signed) legacySignature(setting.registry, `team/${name}`, digest, { keyPair: setting.trusted });
  return `${setting.registry.host}/team/${name}:1.0@${digest}`;
}

/** One run of the Action for a pull request of what is in the repository. */
async function pullRequest(
  inputs: Readonly<Record<string, string>> = {},
  {
    event = pullRequestEvent(),
    env = {},
    path = released,
  }: { event?: object; env?: NodeJS.ProcessEnv; path?: string } = {},
) {
  const temporary = join(folder, `temp-${(run += 1)}`);
  mkdirSync(temporary);
  const files = { output: join(temporary, "output"), summary: join(temporary, "step-summary") };
  writeFileSync(join(temporary, "event.json"), JSON.stringify(event));
  const ran = await runAction(
    { "github-token": TOKEN, ...inputs },
    {
      cwd: repository.folder,
      env: {
        PATH: `${bin}:${process.env["PATH"]}`,
        HOME: process.env["HOME"],
        npm_config_offline: "true",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GITHUB_ACTIONS: "true",
        GITHUB_ACTION_PATH: path,
        GITHUB_API_URL: github.url,
        GITHUB_BASE_REF: "main",
        GITHUB_EVENT_NAME: "pull_request",
        GITHUB_EVENT_PATH: join(temporary, "event.json"),
        GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
        GITHUB_JOB: "images",
        GITHUB_OUTPUT: files.output,
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_RUN_ID: "42",
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_WORKFLOW: "checks",
        RUNNER_TEMP: temporary,
        ...env,
      },
      readOutputs: () => {
        const text = existsSync(files.output) ? readFileSync(files.output, "utf8") : "";
        rmSync(files.output, { force: true });
        const lines = text.split("\n").map((line) => [line.replace(/=.*/, ""), line.replace(/^.*?=/, "")] as const);
        return Object.fromEntries(lines);
      },
    },
  );
  return { ...ran, summary: existsSync(files.summary) ? readFileSync(files.summary, "utf8") : "" };
}

describe("the Action, from the packed tarball", () => {
  it(
    "accepts what is signed: no annotation of a fault, no comment, and a cache to keep",
    async () => {
      repository.write({ "k8s/web.yaml": pod(image("web", { signed: true })) });
      repository.commit();
      const ran = await pullRequest({ comment: "true" });
      expect(ran.log).toContain("1 checked: 1 accepted.");
      expect(ran).toMatchObject({ succeeded: true, outputs: { "exit-code": "0" } });
      expect(ran.log).not.toMatch(/^::(?:error|warning)/m);
      expect(ran.summary).toContain("✅ digestbound: accepted");
      expect(github.comments).toEqual([]);
      expect(ran.steps).toContain("actions/cache/save");
    },
    TIMEOUT,
  );

  it(
    "rejects a tag and what nobody signed, everywhere in the same words",
    async () => {
      repository.write({ "k8s/web.yaml": pod("nginx:1", image("evil", { signed: false })) });
      repository.commit();
      const ran = await pullRequest({ comment: "true", sarif: "true" });
      expect(ran).toMatchObject({ succeeded: false, outputs: { "exit-code": "1" } });
      expect(ran.log).toMatch(/^ {2}--> k8s\/web\.yaml:8:14$/m);
      expect(ran.log).toMatch(
        /^::error file=k8s\/web\.yaml,line=8,endLine=8,col=14,endColumn=21,title=image-pinned::/m,
      );
      expect(ran.log).toMatch(/^::error file=k8s\/web\.yaml,line=10,.*title=image-signed::/m);
      expect(ran.summary).toContain("❌ digestbound: rejected");
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining("❌ digestbound: rejected")]);
      const sarif = JSON.parse(readFileSync(ran.outputs["sarif"] ?? "", "utf8")) as { runs: { results: object[] }[] };
      expect(sarifObjections(sarif)).toEqual([]);
      expect(sarif.runs[0]?.results.length).toBeGreaterThanOrEqual(2);
      const report = JSON.parse(readFileSync(ran.outputs["report"] ?? "", "utf8")) as object;
      expect(report).toMatchObject({
        summary: { uses: 2, rejected: 2 },
        policy: { source: "digestbound.yaml of origin/main" },
      });
      expect(ran.steps.slice(-2)).not.toContain("github/codeql-action/upload-sarif");
      expect(ran.steps).toContain("github/codeql-action/upload-sarif");
      expect(ran.log).not.toContain(TOKEN);
    },
    TIMEOUT,
  );

  it(
    "judges by the base's policy, from a fork with a token that may only read, and looks only at what was changed where that is asked (law 8)",
    async () => {
      github.handler = ({ method, url }, response) => {
        if (method === "GET" || url === "/graphql") return false;
        response.writeHead(403).end(JSON.stringify({ message: "Resource not accessible by integration" }));
        return true;
      };
      const { host } = setting.registry;
      const lax = { version: 1, images: [{ match: `${host}/**`, signature: "not-required", because: "trust me" }] };
      repository.write({
        ".npmrc": "registry=http://127.0.0.1:9/\nignore-scripts=false\n",
        "digestbound.yaml": JSON.stringify(lax),
        "k8s/web.yaml": pod(image("evil", { signed: false })),
      });
      repository.commit();
      const ran = await pullRequest(
        { comment: "true", "changed-since": "origin/main", paths: "k8s\n\n  ." },
        { event: pullRequestEvent({ from: "mallory/shop" }) },
      );
      expect(ran).toMatchObject({ succeeded: false, outputs: { "exit-code": "1" } });
      expect(ran.log).toMatch(/title=policy-changed::/);
      expect(ran.log).toMatch(/title=image-signed::/);
      expect(ran.log).toContain("::notice title=digestbound::This pull request comes from a fork");
      expect(ran.summary).toContain("❌ digestbound: rejected");
    },
    TIMEOUT,
  );

  it(
    "says in the summary and the comment that it did not run, and fails",
    async () => {
      repository.write({ "k8s/web.yaml": pod("nginx:1") });
      const ran = await pullRequest({ comment: "true", paths: "nowhere" });
      expect(ran).toMatchObject({ succeeded: false, outputs: { "exit-code": "2", report: "", sarif: "" } });
      expect(ran.log).toContain("there is no file or folder nowhere");
      expect(ran.summary).toContain("❌ digestbound: did not run");
      expect(github.comments).toHaveLength(1);
      expect(ran.steps).not.toContain("github/codeql-action/upload-sarif");
    },
    TIMEOUT,
  );

  it(
    "keeps no bytes where that is not wanted, and fails by no summary that is full",
    async () => {
      repository.write({ "k8s/web.yaml": pod(image("kept", { signed: true })) });
      repository.commit();
      const full = join(folder, "full-summary");
      writeFileSync(full, "x".repeat(1024 * 1024 - 100));
      const ran = await pullRequest({ cache: "false" }, { env: { GITHUB_STEP_SUMMARY: full } });
      expect(ran).toMatchObject({ succeeded: true, outputs: { "exit-code": "0" } });
      expect(ran.steps.filter((step) => step.startsWith("actions/cache"))).toEqual([]);
      expect(ran.log).toContain("::notice title=digestbound::The job's summary is full");
      expect(readFileSync(full, "utf8")).toMatch(/^x+$/);
    },
    TIMEOUT,
  );

  it.each([
    ["a flag that is none", { frozen: "yes" }, "frozen is neither true nor false."],
    ["an option for a path", { paths: "--policy=evil.yaml" }, "there is no file or folder --policy=evil.yaml"],
    ["a script for a path", { paths: '$(touch injected)"; touch injected; "' }, "there is no file or folder $(touch"],
    ["standard input", { paths: "-" }, "no standard input"],
  ])(
    "takes no input for anything else: %s",
    async (_, inputs, said) => {
      const ran = await pullRequest(inputs);
      expect(ran).toMatchObject({ succeeded: false, outputs: { "exit-code": "2" } });
      expect(ran.log).toContain(said);
      expect(existsSync(join(repository.folder, "injected"))).toBe(false);
    },
    TIMEOUT,
  );

  it("that belongs to no release says so, and fails", async () => {
    const unreleased = join(folder, "unreleased");
    cpSync(released, unreleased, { recursive: true });
    rmSync(join(unreleased, "action/package-lock.json"));
    const ran = await pullRequest({ comment: "true" }, { path: unreleased });
    expect(ran.log).toContain("::error title=digestbound::This commit of the Action belongs to no release");
    expect(ran).toMatchObject({ succeeded: false, steps: ["actions/setup-node", "Install digestbound", "Verdict"] });
  });

  it(
    "whose package is not that of its lockfile installs nothing",
    async () => {
      const swapped = join(folder, "swapped");
      cpSync(released, swapped, { recursive: true });
      const file = join(swapped, "action/package-lock.json");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(/("resolved": "file:[^"]*",\s+"integrity": "sha512-)../, "$1AA"));
      const ran = await pullRequest({}, { path: swapped });
      expect(ran.log).toContain("EINTEGRITY");
      expect(ran).toMatchObject({ succeeded: false, steps: ["actions/setup-node", "Install digestbound", "Verdict"] });
    },
    TIMEOUT,
  );
});

describe("the lockfile of the Action", () => {
  it("is that of the tarball, or the release stops", async () => {
    const into = join(folder, "locked");
    mkdirSync(into);
    expect((await lock("--into", into)).exitCode).toBe(0);
    expect(readFileSync(join(into, "package-lock.json"), "utf8")).not.toContain('"resolved"');
    expect((await lock("--into", into, "--check")).exitCode).toBe(0);
    const file = join(into, "package-lock.json");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(/(digestbound": \{\s+"version": ".*",\s+"integrity": "sha512-)../, "$1__"),
    );
    expect(await lock("--into", into, "--check")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("the Action would run something else"),
    });
  });

  it("can be written before the release: packing again makes the same bytes, and the Action is none of them", async () => {
    const again = await packFolderTo(join(folder, "again"), root);
    expect(readFileSync(again).equals(readFileSync(tarball))).toBe(true);
    expect((await filesIn(tarball)).filter((name) => /^(?:action|templates)/.test(name))).toEqual([]);
  });
});
