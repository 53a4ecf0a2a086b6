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
  const { code, stdout } = await init(open.pinned, "--trusted-root", "root.json");
  expect(code).toBe(0);
  const policy = loadPolicyFile(join(folder, "policies/digestbound.yaml"));
  expect(policy.images.map(({ match }) => match.text)).toEqual([open.name]);
  const document = readFileSync(join(folder, "policies/digestbound.yaml"), "utf8");
  expect(document).toContain("  #     trustedRoot: roots/root.json\n");
  expect(stdout).toContain("verified against roots/root.json");
  expect(stdout).toContain("  digestbound policy lint --policy policies/digestbound.yaml\n");
  expect(stdout).toContain(`  digestbound verify ${open.pinned} --policy policies/digestbound.yaml\n`);
});

it("trusted roots are copied into the pack, which is published without what lies around it", async () => {
  await init(open.pinned, "--trusted-root", "root.json");
  const copied = readFileSync(join(folder, "policies/roots/root.json"), "utf8");
  expect(copied).toBe(readFileSync(join(folder, "root.json"), "utf8"));
  const manifest = JSON.parse(readFileSync(join(folder, "policies/package.json"), "utf8")) as { files: string[] };
  expect(manifest.files).toContain("roots");
});

it("is made although an image could not be looked at, which the exit code tells", async () => {
  expect((await init(`${open.name}:nowhere`)).code).toBe(3);
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
