import { lstatSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { GateLock } from "../gate/index.ts";
import { findPolicyFile } from "../policy/index.ts";
import { openLock } from "../lock/index.ts";
import { UsageError, type Terminal } from "./terminal.ts";

export interface LockFlags {
  readonly lock?: string;
  readonly frozen?: boolean;
}

const FILE_NAME = "digestbound.lock";

/**
 * The lock file that is named, or the one beside the policy document where there is one.
 * @throws InvalidLock where it cannot be read; UsageError where there is none and `--frozen` asks for one
 */
export function lockFor(
  { policy, lock, frozen = false }: LockFlags & { readonly policy?: string },
  terminal: Terminal,
): GateLock | undefined {
  if (lock !== undefined) return { ...openLock(lock), source: lock, frozen };
  const beside = lockBeside(policy ?? findPolicyFile(terminal.cwd()));
  if (beside !== undefined) {
    // As the user sees it from here: a report must not tell where somebody's checkout lies.
    const source = policy === undefined ? relative(terminal.cwd(), beside) : beside;
    return { ...openLock(beside, source), source, frozen };
  }
  if (frozen)
    throw new UsageError("--frozen needs a lock file: write it with `digestbound lock`, or name it with --lock FILE.");
  return undefined;
}

/** Whatever stands there under that name: what cannot be read must fail and not be passed over (law 3). */
function lockBeside(policyFile: string | undefined): string | undefined {
  const file = policyFile === undefined ? undefined : join(dirname(policyFile), FILE_NAME);
  return file !== undefined && lstatSync(file, { throwIfNoEntry: false }) !== undefined ? file : undefined;
}
