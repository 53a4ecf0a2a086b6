import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { repositoryRoot } from "./tools/index.ts";

const hasTools = process.platform !== "win32" && ["bash", "git", "ssh-keygen"].every(isThere);

function isThere(name: string): boolean {
  return spawnSync(name, ["--version"]).error === undefined;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-tag-"));
  git("init", "--quiet", "--initial-branch=main");
  for (const name of ["maintainer", "stranger"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(folder, name)]);
  commit({ version: "1.2.3", repository: "https://github.com/acme/digestbound.git" });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Hermetic: no settings of who runs the tests. */
function git(...args: readonly string[]): string {
  const who = ["-c", "user.name=m", "-c", "user.email=m@example.com", "-c", "gpg.format=ssh"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  return execFileSync("git", [...who, ...args], { cwd: folder, env, encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(manifest: object): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  git("add", "package.json");
  git("commit", "--quiet", "--message", "a version");
}

function sign(tag: string, key = "maintainer"): void {
  git("-c", `user.signingkey=${join(folder, key)}`, "tag", "--sign", "--message", tag, tag);
}

function verify(tag: string, env: NodeJS.ProcessEnv = {}) {
  const key = readFileSync(join(folder, "maintainer.pub"), "utf8").trim();
  const { status, stderr } = spawnSync("bash", [join(repositoryRoot(), "scripts/verify-tag.sh"), tag], {
    cwd: folder,
    encoding: "utf8",
    timeout: 30_000,
    env: {
      PATH: process.env["PATH"],
      ...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", HOME: folder },
      ...{ FETCH: "no", MAIN: "main", GITHUB_SHA: git("rev-parse", "HEAD"), GITHUB_REPOSITORY: "acme/digestbound" },
      ALLOWED_SIGNERS: `m@example.com ${key}`,
      ...env,
    },
  });
  return [status, stderr.split("\n").find((line) => line.startsWith("verify-tag:")) ?? ""];
}

(hasTools ? describe : describe.skip)("verify-tag.sh", () => {
  it("lets a signed tag of this version on main pass", () => {
    sign("v1.2.3");
    expect(verify("v1.2.3")).toEqual([0, ""]);
  });

  it.each<[string, () => void, string, NodeJS.ProcessEnv]>([
    ["a tag that is not signed", () => git("tag", "--annotate", "--message", "x", "v1.2.3"), "is not signed", {}],
    ["a name of a commit", () => git("tag", "v1.2.3"), "no signed tag", {}],
    [
      "a stranger's signature",
      () => {
        sign("v1.2.3", "stranger");
      },
      "is not signed by one who may",
      {},
    ],
    [
      "no signer at all",
      () => {
        sign("v1.2.3");
      },
      "ALLOWED_SIGNERS is empty",
      { ALLOWED_SIGNERS: "" },
    ],
    [
      "an older tag under a new name",
      () => {
        sign("v1.2.2");
        git("update-ref", "refs/tags/v1.2.3", git("rev-parse", "refs/tags/v1.2.2"));
      },
      "signed as v1.2.2",
      {},
    ],
    [
      "another commit than the one that is built",
      () => {
        sign("v1.2.3");
        commit({ version: "1.2.3", repository: "https://github.com/acme/digestbound", private: true });
      },
      "not the commit that is being built",
      {},
    ],
    [
      "a commit that is not on main",
      () => {
        git("checkout", "--quiet", "-b", "aside");
        commit({ version: "1.2.3", repository: "https://github.com/acme/digestbound", private: true });
        sign("v1.2.3");
      },
      "is not on main",
      {},
    ],
    [
      "another repository",
      () => {
        sign("v1.2.3");
      },
      "repository of package.json is not",
      { GITHUB_REPOSITORY: "mallory/digestbound" },
    ],
  ])("refuses %s", (_, prepare, problem, env) => {
    prepare();
    expect(verify("v1.2.3", env)).toEqual([1, expect.stringContaining(problem)]);
  });

  it("refuses another version", () => {
    sign("v1.2.4");
    expect(verify("v1.2.4")).toEqual([1, "verify-tag: v1.2.4 is not of version 1.2.3"]);
  });
});
