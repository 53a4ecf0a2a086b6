import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { BaseTree } from "../../../src/cli/check/base-tree.ts";
import { UsageError } from "../../../src/cli/terminal.ts";
import { type Repository, startRepository } from "./repository.ts";

let repository: Repository;
beforeEach(() => {
  repository = startRepository({ "a/b.yaml": "b" });
});
afterEach(() => {
  repository.close();
});

const treeOf = (commit: string) => new BaseTree({ root: repository.folder, ref: "origin/main", commit, since: commit });

it("knows the files of a commit", () => {
  const tree = treeOf(repository.git("rev-parse", "HEAD").trim());
  expect([tree.has("a/b.yaml"), tree.has("a"), tree.under("a"), tree.read("a/b.yaml")?.toString()]).toEqual([
    true,
    false,
    ["a/b.yaml"],
    "b",
  ]);
});

it("is no tree without files, and so without a policy, where git does not list them (law 3)", () => {
  const list = () => treeOf("0".repeat(40));
  expect(list).toThrow(UsageError);
  expect(list).toThrow("git cannot list the files of origin/main");
});
