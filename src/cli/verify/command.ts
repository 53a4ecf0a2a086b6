import type { AddCommand } from "../command.ts";
import { atOption, cacheOption, frozenOption, lockOption, offlineOption, policyOption } from "../options.ts";
import { addReportOptions } from "../report-options.ts";
import type { VerifyFlags } from "./verify.ts";

/** `digestbound verify` */
export const addVerify: AddCommand = (program, { terminal, version, signal, done }) => {
  const verify = program
    .command("verify")
    .argument("<image...>", "image references, judged as if they stood in a resource")
    .description("judge images: pinned by a digest, signed by whom the policy trusts")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(atOption())
    .addHelpText("after", "\nExample:\n  digestbound verify ghcr.io/acme/web:1.4@sha256:… --policy digestbound.yaml")
    .action(async (images: string[], options: VerifyFlags) => {
      const { verifyImages } = await import("./verify.ts");
      done(await verifyImages(images, options, terminal, { version, signal }));
    });
  addReportOptions(verify);
};
