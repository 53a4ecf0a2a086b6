// npm run bench [-- signature | verify | preview [--quick]]
import { benchPreview } from "./preview.ts";
import { benchSignature } from "./signature.ts";
import { benchVerify } from "./verify.ts";

const PARTS: readonly (string | undefined)[] = [undefined, "signature", "verify", "preview"];

async function main([part, flag]: readonly string[]): Promise<void> {
  if (!PARTS.includes(part)) throw new Error("usage: signature | verify | preview [--quick]");
  const asked = (name: string) => part === undefined || part === name;
  if (asked("signature")) benchSignature();
  if (asked("verify")) await benchVerify();
  if (asked("preview")) await benchPreview(flag === "--quick");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
