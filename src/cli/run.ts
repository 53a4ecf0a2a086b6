import { Command, type OutputConfiguration } from "commander";
import type { AddCommand, Run } from "./command.ts";
import { addDoctor } from "./doctor/command.ts";
import { addExempt } from "./exempt/command.ts";
import { addExplain } from "./explain/command.ts";
import { failed } from "./failed.ts";
import { addInit } from "./init/command.ts";
import { addLock } from "./lock/command.ts";
import { plainUsageError } from "./plain-text.ts";
import { addPolicy } from "./policy-lint/command.ts";
import { addResolve } from "./resolve/command.ts";
import type { Terminal } from "./terminal.ts";
import { addTrust } from "./trust/command.ts";
import { addVerify } from "./verify/command.ts";

/** Every command, in the order in which --help lists them. */
const COMMANDS: readonly AddCommand[] = [
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
  const done = (result: number) => {
    code = result;
  };
  try {
    await program({ terminal, version, signal: interrupt.signal, done }).parseAsync([...args], { from: "user" });
    return interrupt.signal.aborted ? 130 : code;
  } catch (error) {
    return interrupt.signal.aborted ? 130 : await failed(error, terminal);
  } finally {
    terminal.removeListener("SIGINT", onSignal);
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
