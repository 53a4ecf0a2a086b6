import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { cacheOption, once, several } from "../options.ts";
import type { InitFlags } from "./init.ts";

const HELP = `
A file holds Kubernetes YAML or JSON, what pulumi stack export prints, or image references, one a line.
Only the registries of these images are asked; the document accepts nothing until somebody has decided.

Examples:
  digestbound init ghcr.io/acme/web:1.4
  kubectl get pods -A -o json | digestbound init -
  pulumi stack export | digestbound init - --output policies/digestbound.yaml
  pulumi stack export | digestbound init --pack policies -
  digestbound init --pack policies`;

/** `digestbound init` */
export const addInit: AddCommand = (program, { terminal, version, signal, done }) => {
  program
    .command("init")
    .argument("[image-or-path...]", "images in use: references, files that name them, or - for standard input")
    .description("write a first document for the images in use, or make a policy pack of your own")
    .addOption(
      new Option("--output <file>", "the document (default: digestbound.yaml); never overwritten").argParser(once),
    )
    .addOption(new Option("--plain-http <host>", "speak to this registry without TLS").argParser(several))
    .addOption(new Option("--private-network <host>", "this registry has a private address").argParser(several))
    .addOption(new Option("--trusted-root <file>", "also look by this trusted root").argParser(several))
    .addOption(cacheOption())
    .addOption(
      new Option("--pack <dir>", "a policy pack with the document in it, in this folder: missing, or empty").argParser(
        once,
      ),
    )
    .addHelpText("after", HELP)
    .action(async (names: string[], options: InitFlags) => {
      const { init } = await import("./init.ts");
      done(await init(names, options, terminal, { version, signal }));
    });
};
