import { setImmediate } from "node:timers/promises";
import type { PolicyDocument } from "../../policy/index.ts";
import { baseOf } from "../check/base.ts";
import { judgingPolicy } from "../check/base-policy.ts";
import { nothingRecognised } from "../check/check.ts";
import { filesAt } from "../check/files.ts";
import { gateLockFor } from "../lock/gate-lock.ts";
import { packBelow } from "../pack-below.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { exitOf } from "./exit.ts";
import type { FixFlags } from "./flags.ts";
import { distinctFiles, usesAt } from "./files.ts";
import { fixFile, type Fixed } from "./fix-file.ts";
import { judgedFiles } from "./judged.ts";
import { Teller } from "./tell.ts";

/**
 * `digestbound fix [PATH…]`: shows which verified digest to write beside each tag, or writes it. Of standard input the text with its pins
 * is printed.
 * @throws InvalidPolicy, InvalidLock, UsageError before anything is asked or written
 */
export async function fixFiles(
  paths: readonly string[],
  flags: FixFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const isFilter = standsAlone(paths, flags);
  const { policy, path } = requiredPolicy(flags, terminal);
  const around = { corrections: policy.corrections };
  const lock = gateLockFor(flags, { ...policy, source: path }, terminal);
  const files = distinctFiles(await filesAt(paths.length === 0 ? ["."] : paths, terminal, signal));
  const found = await usesAt(files, around, { terminal, signal });
  if (found.every(({ inputs }) => inputs.read.length === 0) && flags.allowEmpty !== true)
    throw nothingRecognised(files.length, { skipped: found.flatMap(({ inputs }) => inputs.skipped) });
  const { files: judged, levels } = await judgedFiles(found, policy, { ...flags, lock }, terminal, signal);
  const teller = new Teller(terminal, { ...flags, isFilter });
  const fixed: Fixed[] = [];
  for (const { at, intents } of judged) {
    // Between two files an interrupt is heard; within one all is done or nothing.
    await setImmediate();
    if (signal.aborted) return 130;
    const one = fixFile(at.file, intents, around, flags.write === true);
    teller.file(at, one);
    fixed.push(one);
  }
  teller.sum();
  return exitOf(fixed, levels, flags.write === true || isFilter);
}

/** @throws UsageError where standard input is one of several, or is to be written */
function standsAlone(paths: readonly string[], { write }: FixFlags): boolean {
  if (!paths.includes("-")) return false;
  if (paths.length > 1) throw new UsageError("- stands alone: what it is with its pins goes to standard output.");
  if (write === true) throw new UsageError("- is printed with its pins; --write is for files: leave it out.");
  return true;
}

/** On a pull request the base's, as `check` has it (law 8). */
function requiredPolicy({ policy: named }: FixFlags, terminal: Terminal): { policy: PolicyDocument; path: string } {
  const { policy, path } = judgingPolicy(named, baseOf(undefined, terminal), terminal);
  if (policy !== undefined) return { policy, path: path ?? policy.source };
  throw new UsageError(
    "fix writes what a policy trusts, and asks only registries that it names: give --policy FILE or write digestbound.yaml." +
      packBelow(terminal),
  );
}
