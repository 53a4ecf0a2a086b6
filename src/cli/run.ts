import { Command, type OutputConfiguration } from "commander";
import { inItsCharset } from "./charset.ts";
import type { AddCommand, Run } from "./command.ts";
import { addCheck } from "./check/command.ts";
import { addDoctor } from "./doctor/command.ts";
import { addExempt } from "./exempt/command.ts";
import { addExplain } from "./explain/command.ts";
import { failed } from "./failed.ts";
import { addFix } from "./fix/command.ts";
import { addInit } from "./init/command.ts";
import { addLock } from "./lock/command.ts";
import { watchInterruption } from "./interruption.ts";
import { plainUsageError } from "./plain-text.ts";
import { addPolicy } from "./policy-lint/command.ts";
import { addResolve } from "./resolve/command.ts";
import type { Terminal } from "./terminal.ts";
import { addTrust } from "./trust/command.ts";
import { addVerify } from "./verify/command.ts";

/** Every command, in the order in which --help lists them. */
const COMMANDS: readonly AddCommand[] = [
  addCheck,
  addFix,
  addVerify,
  addResolve,
  addLock,
  addInit,
  addExplain,
  addDoctor,
  addTrust,
  addExempt,
  addPolicy,
];

const EXIT_HELP = `
Exit codes:
  0    every image was accepted, or what else was found is only advisory
  1    at least one image was rejected
  2    usage or policy error
  3    at least one image could not be judged (registry, credentials), or an internal error
  130  interrupted by Ctrl-C; a second one ends at once
  141  nobody reads the report any more (a closed pipe)
  143  interrupted by SIGTERM`;

/** The command line: arguments in, exit code out. Never rejects. The report goes to stdout, everything else to stderr. */
export async function run(args: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const interruption = watchInterruption(terminal);
  const { signal } = interruption;
  let code = 0;
  const done = (result: number) => {
    code = result;
  };
  try {
    const shown = inItsCharset(terminal);
    await program({ terminal: shown, version, signal, done }).parseAsync([...args], { from: "user" });
    return interruption.exitCode ?? code;
  } catch (error) {
    return interruption.exitCode ?? (await failed(error, terminal));
  } finally {
    interruption.stop();
  }
}

function program(run: Run): Command {
  const made = new Command("digestbound")
    .description("Rejects container images that are not pinned by a digest or not signed by somebody you trust.")
    .version(run.version, "-V, --version")
    .exitOverride()
    .configureOutput(outputOf(run.terminal))
    .addHelpText("after", EXIT_HELP);
  for (const add of COMMANDS) add(made, run);
  return made;
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
