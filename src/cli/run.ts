import { Command, CommanderError, Option, type OutputConfiguration } from "commander";
import { InvalidLock } from "../lock/index.ts";
import { InvalidPolicy } from "../policy/index.ts";
import { addCheck } from "./check/command.ts";
import { addExempt } from "./exempt/command.ts";
import { addFix } from "./fix/command.ts";
import { examine, type DoctorFlags } from "./doctor/doctor.ts";
import { explain, type ExplainFlags } from "./explain/explain.ts";
import { init, type InitFlags } from "./init.ts";
import type { JudgeFlags } from "./judge.ts";
import { atOption } from "./at.ts";
import type { GateLockFlags } from "./lock/gate-lock.ts";
import { addLock } from "./lock/command.ts";
import type { OfflineFlags } from "./offline.ts";
import { cacheOption, frozenOption, lockOption, offlineOption, once, policyOption, several } from "./options.ts";
import { UsageError, type Terminal } from "./terminal.ts";
import { plainUsageError } from "./plain-text.ts";
import { addPolicy } from "./policy-lint/command.ts";
import { resolveImages } from "./resolve.ts";
import { refreshTrust, type TrustFlags } from "./trust-refresh.ts";
import { verifyImages } from "./verify.ts";

const EXIT_HELP = `
Exit codes:
  0    every image was accepted, or what else was found is only advisory
  1    at least one image was rejected
  2    usage or policy error
  3    at least one image could not be judged (registry, credentials), or an internal error
  130  interrupted
  141  nobody reads the report any more (a closed pipe)`;

/** The command line: arguments in, exit code out. Never rejects. The report goes to stdout, everything else to stderr. */
export async function run(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () => {
    interrupt.abort();
  };
  terminal.once("SIGINT", onSignal);
  let code = 0;
  const program = commands(version, terminal, interrupt.signal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return interrupt.signal.aborted ? 130 : code;
  } catch (error) {
    return interrupt.signal.aborted ? 130 : failed(error, terminal);
  } finally {
    terminal.removeListener("SIGINT", onSignal);
  }
}

function commands(version: string, terminal: Terminal, signal: AbortSignal, done: (code: number) => void): Command {
  const program = new Command("digestbound")
    .description("Rejects container images that are not pinned by a digest or not signed by somebody you trust.")
    .version(version, "-V, --version")
    .exitOverride()
    .configureOutput(outputOf(terminal))
    .addHelpText("after", EXIT_HELP);
  program
    .command("verify")
    .argument("<image...>", "image references, judged as if they stood in a resource")
    .description("judge images: pinned by a digest, signed by whom the policy trusts")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(atOption())
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "plain text (so does NO_COLOR)")
    .addHelpText("after", "\nExample:\n  digestbound verify ghcr.io/acme/web:1.4@sha256:… --policy digestbound.yaml")
    .action(async (images: string[], options: VerifyFlags) => {
      done(await verifyImages(images, options, terminal, signal));
    });
  program
    .command("resolve")
    .argument("<image...>", "image references, usually with a tag")
    .description("print each image with the digest its tag points at, if that digest is trusted")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(atOption())
    .option("--accept-unverified", "also print digests for which the policy asks no signature")
    .addHelpText(
      "after",
      "\nExample:\n  digestbound resolve ghcr.io/acme/web:1.4   # prints ghcr.io/acme/web:1.4@sha256:…",
    )
    .action(async (images: string[], options: ResolveFlags) => {
      done(await resolveImages(images, options, terminal, signal));
    });
  addInit(program, terminal, { version, signal }, done);
  addExplain(program, terminal, signal, done);
  addDoctor(program, terminal, signal, done);
  addTrust(program, terminal, signal, done);
  for (const add of [addCheck, addFix, addLock, addExempt, addPolicy]) add(program, terminal, signal, done);
  return program;
}

function addInit(
  program: Command,
  terminal: Terminal,
  run: { readonly version: string; readonly signal: AbortSignal },
  done: (code: number) => void,
): void {
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
    .addHelpText("after", INIT_HELP)
    .action(async (names: string[], options: InitFlags) => {
      done(await init(names, options, terminal, run));
    });
}

const INIT_HELP = `
A file holds Kubernetes YAML or JSON, what pulumi stack export prints, or image references, one a line.
Only the registries of these images are asked; the document accepts nothing until somebody has decided.

Examples:
  digestbound init ghcr.io/acme/web:1.4
  kubectl get pods -A -o json | digestbound init -
  pulumi stack export | digestbound init - --output policies/digestbound.yaml
  pulumi stack export | digestbound init --pack policies -
  digestbound init --pack policies`;

function addExplain(program: Command, terminal: Terminal, signal: AbortSignal, done: (code: number) => void): void {
  program
    .command("explain")
    .argument("[name...]", "names of rules, or image references")
    .description("say what a rule demands, or what a verdict about an image rests on and who did sign")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "plain text (so does NO_COLOR)")
    .addHelpText(
      "after",
      "\nExamples:\n  digestbound explain                      # every rule in a line\n  digestbound explain image-signed\n" +
        "  digestbound explain ghcr.io/acme/web:1.4@sha256:…",
    )
    .action(async (names: string[], options: ExplainFlags) => {
      done(await explain(names, options, terminal, signal));
    });
}

function addDoctor(program: Command, terminal: Terminal, signal: AbortSignal, done: (code: number) => void): void {
  program
    .command("doctor")
    .description(
      "look at what a run depends on: Node, TypeScript, cache, policy document, trusted root, lock file, logins, registries",
    )
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(offlineOption())
    .addOption(new Option("--pack <dir>", "the folder of the policy pack (default: here)").argParser(once))
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "plain text (so does NO_COLOR)")
    .addHelpText("after", "\nExample:\n  digestbound doctor --policy digestbound.yaml")
    .action(async (options: DoctorFlags) => {
      done(await examine(options, terminal, signal));
    });
}

function addTrust(program: Command, terminal: Terminal, signal: AbortSignal, done: (code: number) => void): void {
  program
    .command("trust")
    .description("whose certificates and logs count")
    .command("refresh")
    .description(
      "look up Sigstore's trusted root and write it to a file; the only command that does, and no preview does",
    )
    .addOption(
      new Option("--output <file>", "default: roots/public-good.json beside the policy document").argParser(once),
    )
    .addOption(new Option("--mirror <url>", "another TUF repository; with --root and --output").argParser(once))
    .addOption(new Option("--root <file>", "the root.json by which the mirror is verified").argParser(once))
    .addOption(policyOption())
    .addHelpText("after", "\nExample:\n  digestbound trust refresh --output roots/public-good.json")
    .action(async (options: TrustFlags) => {
      done(await refreshTrust(options, terminal, signal));
    });
}

function outputOf({ stdout, stderr }: Terminal): OutputConfiguration {
  return {
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    outputError: (text, write) => {
      write(plainUsageError(text));
    },
  };
}

export interface VerifyFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

export interface ResolveFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly acceptUnverified?: boolean;
}

function failed(error: unknown, { stderr }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InvalidPolicy || error instanceof InvalidLock || error instanceof UsageError) {
    stderr.write(`digestbound: ${error.message}\n`);
    return 2;
  }
  stderr.write(
    `digestbound: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 3;
}
