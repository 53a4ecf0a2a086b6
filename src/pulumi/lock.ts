import { basename, isAbsolute, resolve } from "node:path";
import type { GateLock } from "../gate/index.ts";
import { InvalidLock, openLock } from "../lock/index.ts";

/** The lock file's state: read, not asked for, or so wrong that nothing may be judged without it. */
export type LockState =
  | { readonly kind: "read"; readonly lock: GateLock }
  | { readonly kind: "absent" }
  | { readonly kind: "invalid"; readonly message: string };

export interface LockOptions {
  /** The lock file: an absolute path, or one that is seen from the pack's folder. Policy config wins over it. */
  readonly lock?: string;
  /** Whether what the lock file does not have, or has otherwise, is rejected. Policy config wins over it. */
  readonly frozen?: boolean;
}

/** Who may say which lock file there is, the first of them that does. */
export interface LockSources {
  readonly config: Readonly<Record<string, unknown>>;
  readonly options: LockOptions;
  readonly environment: NodeJS.ProcessEnv;
  readonly packFolder: string;
}

/** Never guessed: a file that nobody names is not looked for, and one that is named must be there and be whole. */
export function readLock(sources: LockSources): LockState {
  try {
    const path = pathOf(sources);
    const frozen = frozenOf(sources);
    if (path !== undefined) {
      // Messages that stay name the file alone: where somebody's checkout lies is nobody's business.
      return { kind: "read", lock: { ...openLock(path), source: basename(path), frozen } };
    }
    if (frozen) throw new InvalidLock(`frozen is set, and no lock file is named: ${HOW}`);
    return { kind: "absent" };
  } catch (error) {
    return { kind: "invalid", message: describe(error) };
  }
}

/** Whether `frozen` is known before there is any policy config, when the engine asks for the levels. */
export function isFrozenAtBoot(options: LockOptions, environment: NodeJS.ProcessEnv): boolean {
  return options.frozen ?? environment["DIGESTBOUND_FROZEN"] === "true";
}

const HOW = 'set "lock" beside "frozen" in the policy config of "digestbound", or DIGESTBOUND_LOCK.';

function pathOf({ config, options, environment, packFolder }: LockSources): string | undefined {
  if ("lock" in config) return resolve(packFolder, named(config["lock"], 'the policy config "lock"'));
  if (options.lock !== undefined) return resolve(packFolder, named(options.lock, 'the option "lock"'));
  const inEnvironment = environment["DIGESTBOUND_LOCK"];
  if (inEnvironment === undefined) return undefined;
  // A pack runs in its own folder, and nobody tells it from where the engine was called.
  if (isAbsolute(inEnvironment)) return inEnvironment;
  throw new InvalidLock('DIGESTBOUND_LOCK is no absolute path: write DIGESTBOUND_LOCK="$PWD/digestbound.lock".');
}

function named(value: unknown, what: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new InvalidLock(`${what} is no path: name the lock file, or leave it out.`);
}

function frozenOf({ config, options, environment }: LockSources): boolean {
  if ("frozen" in config) return boolean(config["frozen"], 'the policy config "frozen"');
  if (options.frozen !== undefined) return boolean(options.frozen, 'the option "frozen"');
  const text = environment["DIGESTBOUND_FROZEN"];
  if (text === undefined || text === "false") return false;
  return boolean(text === "true" || undefined, "DIGESTBOUND_FROZEN");
}

function boolean(value: unknown, what: string): boolean {
  if (typeof value === "boolean") return value;
  throw new InvalidLock(`${what} is neither true nor false.`);
}

function describe(error: unknown): string {
  if (error instanceof InvalidLock) return `lock-invalid: ${error.message}`;
  return `lock-invalid: the lock file could not be read (${error instanceof Error ? error.name : typeof error}).`;
}
