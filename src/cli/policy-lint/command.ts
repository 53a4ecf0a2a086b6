import type { AddCommand } from "../command.ts";
import { atOption, colourOption, formatOption, policyOption } from "../options.ts";
import type { LintFlags } from "./lint.ts";

const HELP = `
Asks no registry and judges no image. What a document may say and hardly means is an error, a warning or a note; every check is
explained in docs/policy-lint.md. With the images in use it also finds rules and exemptions that are about none of them, or about more.
A file holds Kubernetes YAML or JSON, what pulumi stack export prints, or image references, one a line.

Exit codes:
  0    no error
  1    at least one error
  2    usage, or a document that is not valid

Examples:
  digestbound policy lint
  digestbound policy lint --policy policies/digestbound.yaml ghcr.io/acme/web:1.4
  pulumi stack export | digestbound policy lint -`;

/** `digestbound policy` and what is below it. */
export const addPolicy: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("policy")
    .description("look after the policy document")
    .command("lint")
    .argument("[image-or-path...]", "images in use: references, files that name them, or - for standard input")
    .description(
      "say what a valid policy document says and hardly means: identities that are too wide, rules for nobody",
    )
    .addOption(policyOption())
    .addOption(atOption())
    .addOption(formatOption())
    .addOption(colourOption())
    .addHelpText("after", HELP)
    .action(async (names: string[], options: LintFlags) => {
      const { lint } = await import("./lint.ts");
      done(await lint(names, options, terminal, signal));
    });
};
