import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { loadPolicyFile } from "../../src/policy/index.ts";
import { startExplaining } from "./explain-setting.ts";

let open: Awaited<ReturnType<typeof startExplaining>>;
let folder: string;
beforeEach(async () => {
  open = await startExplaining();
  folder = open.terminal.folder;
});
afterEach(() => open.terminal.close());

const init = (...args: readonly string[]) =>
  open.called(["init", "--pack", "policies", ...args, "--plain-http", open.registry.host]);

it("a pack for the images in use has the first document in the place of the starter's, valid and accepting nothing yet", async () => {
  open.signKeyless();
  const { code, stdout, stderr } = await init(open.pinned, "--trusted-root", "root.json");
  expect(code).toBe(0);
  expect(stderr).not.toContain("run init again");
  const policy = loadPolicyFile(join(folder, "policies/digestbound.yaml"));
  expect(policy.images.map(({ match }) => match.text)).toEqual([open.name]);
  const document = readFileSync(join(folder, "policies/digestbound.yaml"), "utf8");
  expect(document).toContain("  #     trustedRoot: roots/root.json\n");
  expect(stdout).toContain("verified against roots/root.json");
  // In the pack's folder, where the document is found by itself.
  expect(stdout).toContain("In that folder:\n");
  expect(stdout).toContain("  digestbound policy lint\n");
  expect(stdout).toContain(`  digestbound verify ${open.pinned}\n`);
});

it("trusted roots are copied into the pack, which is published without what lies around it", async () => {
  await init(open.pinned, "--trusted-root", "root.json");
  const copied = readFileSync(join(folder, "policies/roots/root.json"), "utf8");
  expect(copied).toBe(readFileSync(join(folder, "root.json"), "utf8"));
  const manifest = JSON.parse(readFileSync(join(folder, "policies/package.json"), "utf8")) as { files: string[] };
  expect(manifest.files).toContain("roots");
});

it("is made although an image could not be looked at, which the exit code tells", async () => {
  const { code, stderr } = await init(`${open.name}:nowhere`);
  expect(code).toBe(3);
  expect(stderr).toContain("or remove policies and run init again, with --private-network HOST or --plain-http HOST");
  expect(readdirSync(join(folder, "policies"))).toContain("digestbound.yaml");
});

it.each<readonly [string, () => void, readonly string[], string]>([
  ["a folder that is not empty", occupy, [], "is not empty"],
  ["a trusted root that is not there", () => undefined, ["--trusted-root", "none.json"], "none.json does not exist"],
  [
    "two trusted roots of one name",
    () => undefined,
    ["--trusted-root", "root.json", "--trusted-root", "other/root.json"],
    "the same file name",
  ],
])("%s is told before any registry is asked, and nothing is made", async (_, arrange, args, told) => {
  arrange();
  const before = open.registry.requests.length;
  const { code, stderr } = await init(open.pinned, ...args);
  expect({ code, asked: open.registry.requests.length - before }).toEqual({ code: 2, asked: 0 });
  expect(stderr).toContain(told);
});

function occupy(): void {
  mkdirSync(join(folder, "policies"));
  writeFileSync(join(folder, "policies/mine.txt"), "");
}
