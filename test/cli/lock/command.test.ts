import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lockFileText, readLockFile } from "../../../src/lock/index.ts";
import { lockSetting, type LockSetting } from "./setting.ts";

let open: LockSetting;
let web: string;
beforeEach(async () => {
  open = await lockSetting();
  web = `${open.host}/team/web:1.4`;
});
afterEach(() => open.close());

/** Two signed images. */
function two(): readonly [string, string] {
  open.signKey(open.push("web"));
  open.signKey(open.push("api", {}, "team/api"), open.trusted, "team/api");
  return [web, `${open.host}/team/api:1.4`];
}

describe("which images", () => {
  it("none named: all that is locked; some named: these, and the others stay", async () => {
    const [, api] = two();
    expect((await open.lock([web, api])).stdout).toContain("digestbound.lock: 2 added.\n");
    open.signKey(open.push("moved"));
    open.signKey(open.push("moved-api", {}, "team/api"), open.trusted, "team/api");
    expect((await open.lock([web])).stdout).toContain("digestbound.lock: 1 changed, 1 not named.\n");
    expect(open.lockText()).toContain('"sha256:api"');
    expect((await open.lock()).stdout).toContain("digestbound.lock: 1 changed, 1 unchanged.\n");
    expect(open.lockText()).toContain('"sha256:moved-api"');
  });

  it("--prune removes what was not named, and nothing that was refused", async () => {
    const [, api] = two();
    await open.lock([web, api]);
    open.push("evil");
    const { code, stdout } = await open.lock([web, "--prune"]);
    expect(code).toBe(1);
    expect(stdout).toBe(`- removed  HOST/team/api:1.4
    was  sha256:api
         signed by release-key, key TRUSTED

digestbound.lock: 1 removed, 1 refused.
`);
    expect([...readLockFile(Buffer.from(open.readRaw()), "lock").keys()]).toEqual([web]);
  });

  it("are locked under their canonical spelling: without a tag as latest, a digest as it is named", async () => {
    const { digest } = open.push("web", {}, "team/web", "latest");
    open.signKey({ digest });
    const name = `${open.host}/team/web`;
    const { stdout } = await open.lock([name, `${name}:latest`, `${name}:2@${digest}`, `${name}@${digest}`]);
    expect(stdout).toContain("digestbound.lock: 3 added.\n");
    expect([...readLockFile(Buffer.from(open.readRaw()), "lock").keys()]).toEqual([
      `${name}:2@${digest}`,
      `${name}:latest`,
      `${name}@${digest}`,
    ]);
  });

  it("are those of a file, and those that are deployed: later runs show what differs from them", async () => {
    const { digest } = open.push("web");
    open.signKey({ digest });
    const pod = (image: string) => ({
      ...{ type: "kubernetes:core/v1:Pod", urn: "urn:web" },
      inputs: { apiVersion: "v1", kind: "Pod", spec: { containers: [{ name: "web", image }] } },
    });
    const state = { version: 3, deployment: { resources: [pod(`${web}@${digest}`)] } };
    const deployed = await open.lock(["-"], { stdin: JSON.stringify(state) });
    expect(deployed.stdout).toContain(`+ added  HOST/team/web:1.4@sha256:web\n`);
    open.signKey(open.push("next"));
    expect((await open.lock([web])).stdout)
      .toBe(`+ added  HOST/team/web:1.4 (locked until now: HOST/team/web:1.4@sha256:web)
    was  sha256:web
         signed by release-key, key TRUSTED
    now  sha256:next
         signed by release-key, key TRUSTED

digestbound.lock: 1 added, 1 not named.
`);
  });

  it("that are none are told, and exit code 3 says that they are not locked (law 3)", async () => {
    two();
    const items = [
      { name: "a", image: web },
      { name: "b", image: "Not An Image" },
    ];
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: { containers: items } };
    writeFileSync(open.file("pod.json"), JSON.stringify(pod));
    const { code, stdout, stderr } = await open.lock([open.file("pod.json")]);
    expect([code, stdout]).toEqual([3, expect.stringContaining("1 added")]);
    expect(stderr).toMatch(/^Passed over: v1 Pod p spec\.containers\[1\]\.image is no image reference/);
  });
});

describe("the file", () => {
  it("is untouched where nothing changed, be it formatted by hand", async () => {
    two();
    await open.lock([web]);
    const text = open.readRaw().replaceAll("\n", "\r\n");
    open.writeRaw(text);
    expect(await open.lock()).toEqual({
      code: 0,
      stderr: "",
      stdout: "digestbound.lock: 1 unchanged. Nothing was written.\n",
    });
    expect(open.readRaw()).toBe(text);
  });

  it("keeps the time of an entry unless something else of it changed", async () => {
    open.signKeyless(open.push("web"));
    await open.lock([web]);
    expect(open.lockText()).toContain('"locked": "2026-06-01T00:00:00Z"');
    open.writeRaw(open.readRaw().replace('"signed": "2026-03-01T12:00:10Z"', '"signed": "2020-01-01T00:00:00Z"'));
    const { stdout } = await open.lock();
    expect(stdout).toContain("~ updated  HOST/team/web:1.4\n");
    // What the file said, beside what is verified now.
    expect(Array.from(stdout.matchAll(/, (20[-\d]+T[\d:]+Z)$/gm), ([, at]) => at)).toEqual([
      "2020-01-01T00:00:00Z",
      "2026-03-01T12:00:10Z",
    ]);
    expect(open.lockText()).toContain('"locked": "2026-06-01T01:00:00Z"');
  });

  it("keeps what is stored for a digest as long as that is locked", async () => {
    open.signKeyless(open.push("web"));
    await open.lock([web]);
    const lock = readLockFile(Buffer.from(open.readRaw()), "lock");
    const [entry] = [...lock.values()];
    if (entry === undefined) throw new Error("nothing is locked");
    const evidence = [{ subject: entry.digest, kind: "bundle", manifest: entry.digest }] as const;
    open.writeRaw(lockFileText(new Map([[web, { ...entry, evidence, source: { repository: "https://x" } }]])));
    await open.lock();
    expect(open.lockText()).toContain('"kind": "bundle"');
    open.signKey(open.push("next"));
    await open.lock();
    expect(open.lockText()).not.toContain('"kind": "bundle"');
  });

  it("ends a line, is sorted, and one moved tag changes lines of its own entry alone", async () => {
    const [, api] = two();
    await open.lock([web, api]);
    const before = open.lockText().split("\n");
    open.signKey(open.push("next"));
    await open.lock();
    const after = open.lockText().split("\n");
    expect(after.at(-1)).toBe("");
    expect(before.findIndex((line) => line.includes("team/api"))).toBeLessThan(
      before.findIndex((line) => line.includes("team/web")),
    );
    const start = after.findIndex((line) => line.includes("team/web"));
    const changed = after.flatMap((line, index) => (line === before[index] ? [] : [index]));
    expect(changed.map((index) => (after[index] ?? "").trim().split(":")[0])).toEqual(['"digest"', '"locked"']);
    expect(changed.every((index) => index > start)).toBe(true);
  });

  it("is beside the policy document, wherever the command runs, or where --lock says", async () => {
    two();
    mkdirSync(open.file(".git"));
    mkdirSync(open.file("deep/er"), { recursive: true });
    expect((await open.lock([web], { cwd: open.file("deep/er") })).stdout).toContain(
      "../../digestbound.lock: 1 added.",
    );
    expect(open.lockText()).toContain("team/web");
    await open.lock([web, "--lock", "other.lock"]);
    expect(readdirSync(dirname(open.file("x")))).toContain("other.lock");
  });

  it("that is a link stays one", async () => {
    two();
    await open.lock([web]);
    mkdirSync(open.file("shared"));
    renameSync(open.file("digestbound.lock"), open.file("shared/lock"));
    symlinkSync("shared/lock", open.file("digestbound.lock"));
    open.signKey(open.push("next"));
    await open.lock();
    expect(readdirSync(open.file("shared"))).toEqual(["lock"]);
    expect(open.lockText()).toContain("sha256:next");
  });

  it("is not written by --dry-run, which tells and exits as the command itself", async () => {
    two();
    const { code, stdout } = await open.lock([web, "--dry-run"]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("digestbound.lock: 1 added. Nothing was written: --dry-run.\n"),
    ]);
    expect(readdirSync(dirname(open.file("x")))).not.toContain("digestbound.lock");
    open.push("evil");
    expect((await open.lock([web, "--dry-run"])).code).toBe(1);
  });

  it("loses nothing that another run wrote meanwhile, and is never half a file", async () => {
    const [, api] = two();
    const results = await Promise.all([open.lock([web]), open.lock([api])]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect([...readLockFile(Buffer.from(open.readRaw()), "lock").keys()].sort()).toEqual([api, web]);
    expect(readdirSync(dirname(open.file("x"))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is as it was after Ctrl-C", async () => {
    two();
    await open.lock([web]);
    const text = open.readRaw();
    open.signKey(open.push("next"));
    open.setAsked(() => {
      open.console.interrupt();
    });
    const { code, stdout, stderr } = await open.lock();
    expect([code, stdout, stderr, open.readRaw()]).toEqual([130, "", "", text]);
  });
});

describe("what earlier runs read", () => {
  it("spares a run its questions, and none with --no-cache", async () => {
    open.signKey(open.push("web"));
    const env = { DIGESTBOUND_CACHE: open.file("cache") };
    const requests = async (...args: string[]) => {
      const before = open.registry.requests.length;
      expect((await open.lock([web, ...args], { env })).code).toBe(0);
      return open.registry.requests.length - before;
    };
    const first = await requests();
    const second = await requests();
    expect(second).toBeLessThan(first);
    expect(await requests("--no-cache")).toBe(first);
  });
});

describe("usage", () => {
  it.each([
    ["nothing to do", [], "there is no lock file yet; name images: digestbound lock IMAGE or PATH…"],
    [
      "--prune without images",
      ["--prune"],
      "--prune removes what was not named: name the images to keep, or a file that names them.",
    ],
    ["no image", ["nowhere.yaml"], "there is no file nowhere.yaml."],
    ["two lock files", ["a", "--lock", "a", "--lock", "b"], "It may be given once."],
    [
      "a lock file in a folder that is not there",
      ["--accept-unverified", "HOST/vendor/app:1.4", "--lock", "no/where.lock"],
      "no/where.lock cannot be written: ENOENT.",
    ],
    [
      "a lock file that another run is writing",
      ["--accept-unverified", "HOST/vendor/app:1.4", "--lock", "busy.lock"],
      "busy.lock cannot be written: another run is writing it, or was killed while it did. " +
        "Where none is running, remove the file of the same name with .tmp at its end.",
    ],
    ["a lock file that is a folder", ["nginx", "--lock", "."], ". is not a valid lock file: is a directory."],
    ["two reports", ["nginx", "--format", "sarif"], "Allowed choices are pretty, json."],
  ])("%s", async (_, args, told) => {
    open.push("vendor", {}, "vendor/app");
    writeFileSync(open.file("busy.lock.tmp"), "");
    const { code, stdout, stderr } = await open.lock(args.map((arg) => arg.replace("HOST", open.host)));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(told);
  });

  it("an empty lock file", async () => {
    open.writeRaw(lockFileText(new Map()));
    expect(await open.lock()).toEqual({
      code: 2,
      stdout: "",
      stderr: "digestbound: nothing is locked; name images: digestbound lock IMAGE or PATH…\n",
    });
  });

  it("a lock file that is not valid is told, and never written over", async () => {
    open.writeRaw("<<<<<<< HEAD\n{");
    expect(await open.lock([web])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "digestbound: digestbound.lock is not a valid lock file: a merge left conflict marks in it. Keep one side of each, then run `digestbound lock`.\n",
    });
    expect([open.readRaw(), open.registry.requests]).toEqual(["<<<<<<< HEAD\n{", []]);
  });

  it("no policy document: nothing may be asked", async () => {
    mkdirSync(open.file("empty/.git"), { recursive: true });
    const { code, stderr } = await open.lock(["nginx"], { cwd: open.file("empty") });
    expect([code, stderr]).toEqual([
      2,
      "digestbound: lock locks what a policy trusts, and asks only registries that it names: give --policy FILE or write digestbound.yaml.\n",
    ]);
  });

  it("--help shows examples and exit codes; progress is for a terminal alone", async () => {
    const { stdout } = await open.lock(["--help"]);
    expect(stdout).toContain("pulumi stack export | digestbound lock --prune -");
    expect(stdout).toContain("  130  interrupted: the lock file is as it was");
    two();
    expect((await open.lock([web], { isTTY: true })).stderr).toContain("Checking 1 image…");
    expect((await open.lock([web])).stderr).toBe("");
  });

  it("is coloured for a terminal only", async () => {
    two();
    const { stdout } = await open.lock([web, "--dry-run"], { isTTY: true });
    expect(stdout).toContain("\u001b[32m+ added\u001b[39m");
    expect((await open.lock([web, "--dry-run", "--no-color"], { isTTY: true })).stdout).not.toContain("\u001b");
  });
});

it("as JSON", async () => {
  open.signKeyless(open.push("web", { platforms: ["linux/amd64", "linux/386"] }), { at: 2, commit: "1".repeat(40) });
  await open.lock([web]);
  const next = open.push("next", { platforms: ["linux/amd64", "linux/arm64"] });
  open.signKeyless(next, { at: 1 });
  open.push("bad", {}, "team/bad");
  const { code, stdout, stderr } = await open.lock([web, `${open.host}/team/bad:1.4`, "--format", "json"]);
  expect([code, stderr]).toEqual([1, ""]);
  const entry = (digest: string, hour: number, platform: string, commit?: string) => ({
    ...{ digest: `sha256:${digest}`, mediaType: "application/vnd.oci.image.index.v1+json" },
    platforms: ["linux/amd64", platform],
    signers: [{ signer: "ci", system: "cosign", identity: expect.any(String), signed: `2026-03-01T${hour}:00:10Z` }],
    source: { repository: "https://github.com/acme/web", ref: "refs/tags/v1.4.0", ...(commit && { commit }) },
  });
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    lock: { file: "digestbound.lock", written: true },
    changes: [
      {
        image: "HOST/team/web:1.4",
        change: "changed",
        old: { image: "HOST/team/web:1.4", ...entry("web", 14, "linux/386", "1".repeat(40)), refused: null },
        new: entry("next", 13, "linux/arm64"),
        platforms: { came: ["linux/arm64"], went: ["linux/386"] },
        warnings: [{ kind: "rollback", message: expect.stringContaining("It was signed at") }],
      },
    ],
    refused: [
      {
        ...{ image: "HOST/team/bad:1.4", why: "rejected", digest: "sha256:bad", locked: null },
        findings: [
          expect.objectContaining({ rule: "image-pinned" }),
          expect.objectContaining({ reason: "no-signature" }),
        ],
      },
    ],
    passedOver: [],
    summary: {
      ...{ entries: 1, added: 0, changed: 1, updated: 0, removed: 0 },
      ...{ unchanged: 0, kept: 0, refused: 1, warnings: 1 },
    },
  });
});
