// npm run bench [-- verify | preview [--quick] | wire]
import { benchPreview } from "./preview.ts";
import { benchVerify } from "./verify.ts";
import { benchWire } from "./wire.ts";

async function main([part, flag]: readonly string[]): Promise<void> {
  if (part === "wire") return benchWire();
  if (part !== undefined && part !== "verify" && part !== "preview")
    throw new Error("usage: verify | preview [--quick] | wire");
  if (part !== "preview") await benchVerify();
  if (part !== "verify") await benchPreview(flag === "--quick");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
