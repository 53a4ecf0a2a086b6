import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runEngine, startProvider } from "../engine/index.ts";
import { packFolder } from "../shop/shop.ts";
import { repositoryRoot, runCommand } from "../tools/index.ts";

it("the pack, packed as `pulumi policy publish` packs it and unpacked elsewhere, boots and rejects a tag", async () => {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-publish-"));
  cpSync(packFolder(), join(folder, "source"), { recursive: true });
  const packed = await runCommand("npm", ["pack", "--pack-destination", folder], {
    cwd: join(folder, "source"),
    timeoutMs: 60_000,
  });
  expect(packed.exitCode).toBe(0);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  await runCommand("tar", ["-xzf", tarball], { cwd: folder, timeoutMs: 60_000 });
  const pack = join(folder, "package");
  expect(readdirSync(pack)).toEqual(
    expect.arrayContaining(["PulumiPolicy.yaml", "package.json", "dist", "npm-shrinkwrap.json"]),
  );
  // Installing would leave this machine; the repository has the same exact versions (test/boundaries.test.ts).
  symlinkSync(join(repositoryRoot(), "node_modules"), join(pack, "node_modules"));
  const provider = await startProvider();
  const result = await runEngine({
    command: "preview",
    debugProviders: provider.debugProviders,
    packDir: pack,
    program: {
      name: "published",
      runtime: "yaml",
      resources: {
        web: {
          type: "kubernetes:core/v1:Pod",
          properties: { spec: { containers: [{ name: "web", image: "nginx:1.29" }] } },
        },
      },
    },
  });
  provider.close();
  rmSync(folder, { recursive: true });
  expect(result.exitCode).not.toBe(0);
  expect(result.policyEvents.map(({ policyName }) => policyName)).toEqual(
    expect.arrayContaining(["image-pinned", "no-policy"]),
  );
}, 240_000);
