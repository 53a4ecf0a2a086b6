import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { runEngine, startProvider } from "../engine/index.ts";
import { openShop, packFolder, type Shop } from "../shop/shop.ts";
import { repositoryRoot } from "../tools/index.ts";

const TIMEOUT = 240_000;
const readme = readFileSync(join(repositoryRoot(), "README.md"), "utf8");
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, TIMEOUT);
afterAll(() => shop.close());

/** What differs from run to run, written as the README writes it. */
function shown(output: string): string {
  return output
    .replaceAll(shop.registry.host, "registry.example.com")
    .replace(/key [A-Za-z0-9+/]{43}=/g, "key rMKCLJt1…")
    .replace(/ \(local: [^)]*\)/, "")
    .trimEnd();
}

it(
  "shows what a preview really prints for a tag",
  async () => {
    const provider = await startProvider();
    const containers = [{ name: "api", image: `${shop.registry.host}/shop/api:2.1` }];
    const { output } = await runEngine({
      command: "preview",
      debugProviders: provider.debugProviders,
      packDir: packFolder(),
      packConfig: { digestbound: { document: shop.document } },
      program: {
        name: "shop",
        runtime: "yaml",
        resources: {
          api: { type: "kubernetes:apps/v1:Deployment", properties: { spec: { template: { spec: { containers } } } } },
        },
      },
    });
    provider.close();
    const policies = output.slice(output.indexOf("Policies:"), output.indexOf("Diagnostics:"));
    expect(readme).toContain(shown(policies));
  },
  TIMEOUT,
);

it(
  "shows what verify and resolve really print",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "digestbound-readme-"));
    writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(shop.document));
    const called = async (...args: readonly string[]) => {
      const written: string[] = [];
      const stream = { write: (text: string) => written.push(text) };
      await run(
        args,
        Object.assign(new EventEmitter(), { stdout: stream, stderr: stream, env: {}, cwd: () => folder }),
        "0.0.0",
      );
      return shown(written.join(""));
    };
    const { web } = shop.images;
    expect(readme).toContain(await called("verify", `${shop.registry.host}/shop/web:1.4@${web.digest}`));
    expect(readme).toContain(await called("resolve", `${shop.registry.host}/shop/api:2.1`));
    rmSync(folder, { recursive: true });
  },
  TIMEOUT,
);
