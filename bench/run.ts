// npm run bench [-- signature | discover | check | verify | registry | wire | startup | preview [--quick]]
import { benchCheck } from "./check.ts";
import { benchDiscover } from "./discover.ts";
import { benchPreview } from "./preview.ts";
import { benchRegistry } from "./registry.ts";
import { benchSignature } from "./signature.ts";
import { benchStartup } from "./startup.ts";
import { benchVerify } from "./verify.ts";
import { benchWire } from "./wire.ts";

const PARTS: Readonly<Record<string, (quick: boolean) => Promise<void>>> = {
  signature: () => {
    benchSignature();
    return Promise.resolve();
  },
  discover: () => {
    benchDiscover();
    return Promise.resolve();
  },
  check: () => {
    benchCheck();
    return Promise.resolve();
  },
  verify: benchVerify,
  registry: benchRegistry,
  wire: benchWire,
  startup: () => {
    benchStartup();
    return Promise.resolve();
  },
  preview: benchPreview,
};

async function main([part, flag]: readonly string[]): Promise<void> {
  const chosen = part === undefined ? Object.values(PARTS) : [PARTS[part]];
  for (const bench of chosen) {
    if (bench === undefined) throw new Error(`usage: ${Object.keys(PARTS).join(" | ")} [--quick]`);
    await bench(flag === "--quick");
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
