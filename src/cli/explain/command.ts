import type { AddCommand } from "../command.ts";
import {
  cacheOption,
  colourOption,
  formatOption,
  frozenOption,
  lockOption,
  offlineOption,
  policyOption,
} from "../options.ts";
import type { ExplainFlags } from "./explain.ts";

const HELP = `
Examples:
  digestbound explain                      # every rule in a line
  digestbound explain image-signed
  digestbound explain ghcr.io/acme/web:1.4@sha256:…`;

/** `digestbound explain` */
export const addExplain: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("explain")
    .argument("[name...]", "names of rules, or image references")
    .description("say what a rule demands, or what a verdict about an image rests on and who did sign")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(formatOption())
    .addOption(colourOption())
    .addHelpText("after", HELP)
    .action(async (names: string[], options: ExplainFlags) => {
      const { explain } = await import("./explain.ts");
      done(await explain(names, options, terminal, signal));
    });
};
