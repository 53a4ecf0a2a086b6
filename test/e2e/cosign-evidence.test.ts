import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { openShop, type Shop } from "../shop/shop.ts";

// What the real cosign signed, in both of its formats, is stored, and judged without a registry.

const TIMEOUT = 120_000;
let shop: Shop;
let folder: string;
let stored: Awaited<ReturnType<typeof digestbound>>;
beforeAll(async () => {
  shop = await openShop();
  folder = mkdtempSync(join(tmpdir(), "digestbound-cosign-evidence-"));
  writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(shop.document));
  stored = await digestbound("lock", "--evidence", image("web"), image("api"), image("billing"));
  await shop.registry.close();
}, TIMEOUT);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await shop.close().catch(() => undefined);
});

function image(name: "web" | "api" | "billing" | "cart"): string {
  return `${shop.registry.host}/shop/${name}@${shop.images[name].digest}`;
}

async function digestbound(...args: readonly string[]) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const terminal = { stdout: stream, stderr: stream, env: { DIGESTBOUND_CACHE: "off" }, cwd: () => folder };
  const code = await run(args, Object.assign(new EventEmitter(), terminal), "0.0.0");
  return { code, output: written.join("") };
}

it("stores what it signed, and nothing of what a stranger did", () => {
  expect(stored.code).toBe(1);
  expect(stored.output).toContain("digestbound.evidence: 6 files");
  expect(stored.output).toContain("digestbound.lock: 2 added");
});

it.each(["web", "api"] as const)("accepts %s offline, with the registry gone", async (name) => {
  const { code, output } = await digestbound("verify", "--offline", image(name));
  expect([code, output]).toEqual([0, expect.stringContaining("signed by release-key")]);
});

it.each(["billing", "cart"] as const)("finds nothing out about %s, which is not stored", async (name) => {
  const { code, output } = await digestbound("verify", "--offline", image(name));
  expect([code, output]).toEqual([3, expect.stringContaining("This run is offline")]);
});
