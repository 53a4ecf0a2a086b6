import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { cacheOption, once, policyOption } from "../options.ts";
import type { ExemptFlags } from "./exempt.ts";

const HELP = `
Prints entries for exemptions: of the policy document, one for each repository or digest and rule, and writes nothing. A file holds
Kubernetes YAML or JSON, what pulumi stack export prints, or image references, one a line. Markers in such a file do not count here.

Exit codes:
  0    with these entries everything given passes
  1    something stays rejected: it is told on stderr
  2    usage or policy error
  3    nothing stays rejected, and something could not be judged: it is told on stderr

Examples:
  pulumi stack export | digestbound exempt --existing --until 2027-01-31 --owner team-legacy --because "signed from next year on" -
  digestbound exempt --existing --until 2027-01-31 --owner shop --because "moves to our registry" quay.io/legacy/app:1.4`;

export const addExempt: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("exempt")
    .argument("[image-or-path...]", "images in use: references, files that name them, or - for standard input")
    .description("print the exemptions that let through what is rejected today, each with an owner and an end")
    .option("--existing", "for what is there already")
    .addOption(new Option("--until <date>", "the last valid day, UTC: 2027-01-31").argParser(once))
    .addOption(new Option("--owner <text>", "who answers for them").argParser(once))
    .addOption(new Option("--because <text>", "why, in 10 to 300 characters").argParser(once))
    .addOption(policyOption())
    .addOption(cacheOption())
    .addHelpText("after", HELP)
    .action(async (names: string[], options: ExemptFlags) => {
      const { exempt } = await import("./exempt.ts");
      done(await exempt(names, options, terminal, signal));
    });
};
