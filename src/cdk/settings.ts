import { lstatSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { createGate, OFFLINE_VARIABLE, offlineIn, type Gate, type GateLock } from "../gate/index.ts";
import { openLock } from "../lock/index.ts";
import {
  findPolicyFile,
  levelsWithoutUpdate,
  loadPolicyFile,
  type LevelsNow,
  type PolicyDocument,
} from "../policy/index.ts";
import { cacheFolder } from "../storage/index.ts";
import type { Surroundings } from "./answer.ts";
import type { GateOptions } from "./messages.ts";

/** What the plugin or the environment was told makes no sense; the message says what to do. */
export class InvalidOption extends Error {
  override readonly name = "InvalidOption";
}

/** What a question is answered by: as the command line judges. */
export interface Settings {
  readonly policy: PolicyDocument | undefined;
  readonly gate: Gate;
  readonly levels: LevelsNow;
  readonly now: Date;
}

/** @throws InvalidPolicy, InvalidLock, InvalidOption */
export function settingsFor(options: GateOptions, surroundings: Surroundings): Settings {
  const now = new Date();
  const policy = policyFor(options.policy, surroundings.cwd());
  const lock = lockFor(options, policy, surroundings.cwd());
  const folder = cacheFolder(surroundings.env);
  const gate = createGate(policy, {
    environment: surroundings.env,
    ...(folder !== undefined && { cacheFolder: folder }),
    ...(lock && { lock }),
    offline: isOffline(options, surroundings.env),
  });
  return { policy, gate, levels: levelsFor(policy, lock, now), now };
}

/** The document as the user sees it from here: a report must not tell where somebody's checkout lies. */
function policyFor(named: string | undefined, cwd: string): PolicyDocument | undefined {
  const path = named === undefined ? findPolicyFile(cwd) : resolve(cwd, named);
  if (path === undefined) return undefined;
  const seen = relative(cwd, path);
  return { ...loadPolicyFile(named ?? seen), source: named ?? seen };
}

function lockFor(
  { lock, frozen = false }: GateOptions,
  policy: PolicyDocument | undefined,
  cwd: string,
): GateLock | undefined {
  if (lock !== undefined) return { ...openLock(resolve(cwd, lock), lock), source: lock, frozen };
  const beside = policy && join(dirname(resolve(cwd, policy.source)), "digestbound.lock");
  if (beside !== undefined && lstatSync(beside, { throwIfNoEntry: false }) !== undefined) {
    const source = relative(cwd, beside);
    return { ...openLock(beside, source), source, frozen };
  }
  if (!frozen) return undefined;
  throw new InvalidOption(
    "frozen needs a lock file: write it with `digestbound lock`, or name it with the option lock.",
  );
}

/** @throws InvalidOption where the environment says neither (law 7) */
function isOffline({ offline }: GateOptions, environment: NodeJS.ProcessEnv): boolean {
  const told = offline ?? offlineIn(environment) ?? false;
  if (told === "invalid") throw new InvalidOption(`${OFFLINE_VARIABLE} is neither true nor false.`);
  return told;
}

/** Those of the command line: a synthesised template is deployed by whoever comes next, and no update of ours follows. */
function levelsFor(policy: PolicyDocument | undefined, lock: GateLock | undefined, now: Date): LevelsNow {
  const own = levelsWithoutUpdate(policy, now.getTime());
  return (rule) => (rule === "image-lock" && lock?.frozen === true ? { level: "mandatory" } : own(rule));
}
