import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { findPolicyFile } from "../../src/policy/index.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "digestbound-find-")));
  mkdirSync(join(root, "repository/stacks/web"), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const at = (path: string) => join(root, path);
const write = (path: string) => {
  writeFileSync(at(path), "version: 1\n");
};

describe("the policy document that is found without being named", () => {
  it("is the nearest one, from the folder up to the repository's root", () => {
    mkdirSync(at("repository/.git"));
    expect(findPolicyFile(at("repository/stacks/web"))).toBeUndefined();
    write("repository/digestbound.yaml");
    expect(findPolicyFile(at("repository/stacks/web"))).toBe(at("repository/digestbound.yaml"));
    write("repository/stacks/digestbound.yaml");
    expect(findPolicyFile(at("repository/stacks/web"))).toBe(at("repository/stacks/digestbound.yaml"));
  });

  it("is never one above the repository (law 8)", () => {
    write("digestbound.yaml");
    mkdirSync(at("repository/.git"));
    expect(findPolicyFile(at("repository/stacks/web"))).toBeUndefined();
    expect(findPolicyFile(at("repository"))).toBeUndefined();
  });

  it("is found in a worktree too, where .git is a file", () => {
    write("digestbound.yaml");
    writeFileSync(at("repository/.git"), "gitdir: elsewhere\n");
    expect(findPolicyFile(at("repository/stacks"))).toBeUndefined();
    write("repository/digestbound.yaml");
    expect(findPolicyFile(at("repository/stacks"))).toBe(at("repository/digestbound.yaml"));
  });

  it("lies in the folder itself where there is no repository", () => {
    write("repository/digestbound.yaml");
    expect(findPolicyFile(at("repository/stacks"))).toBeUndefined();
    expect(findPolicyFile(at("repository"))).toBe(at("repository/digestbound.yaml"));
  });

  it("is found even where it cannot be read, so that it fails instead of being passed over (law 3)", () => {
    mkdirSync(at("repository/.git"));
    write("repository/digestbound.yaml");
    symlinkSync("nowhere", at("repository/stacks/digestbound.yaml"));
    expect(findPolicyFile(at("repository/stacks"))).toBe(at("repository/stacks/digestbound.yaml"));
    mkdirSync(at("repository/stacks/web/digestbound.yaml"));
    expect(findPolicyFile(at("repository/stacks/web"))).toBe(at("repository/stacks/web/digestbound.yaml"));
  });

  it("has no other name", () => {
    mkdirSync(at("repository/.git"));
    for (const name of ["digestbound.yml", "digestbound.json", ".digestbound.yaml"]) write(`repository/${name}`);
    expect(findPolicyFile(at("repository"))).toBeUndefined();
  });
});
