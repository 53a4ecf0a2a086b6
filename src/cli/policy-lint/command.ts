import { Option, type Command } from "commander";
import { atOption } from "../at.ts";
import { policyOption } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { lint, type LintFlags } from "./lint.ts";

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
export function addPolicy(
  program: Command,
  terminal: Terminal,
  signal: AbortSignal,
  done: (code: number) => void,
): void {
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
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "plain text (so does NO_COLOR)")
    .addHelpText("after", HELP)
    .action(async (names: string[], options: LintFlags) => {
      done(await lint(names, options, terminal, signal));
    });
}
