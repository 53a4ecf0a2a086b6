import { resolve } from "node:path";
import type { GateLock } from "../../gate/index.ts";
import { openLock } from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { UsageError, type Terminal } from "../terminal.ts";
import { isThere, placeOf } from "./place.ts";

/** What is told of the lock file to a command that judges by it. */
export interface GateLockFlags {
  readonly lock?: string;
  readonly frozen?: boolean;
}

/**
 * The lock file that is named, or the one beside the policy document where there is one.
 * @throws InvalidLock where it cannot be read; UsageError where there is none and `--frozen` asks for one
 */
export function gateLockFor(
  { lock, frozen = false }: GateLockFlags,
  policy: PolicyDocument | undefined,
  terminal: Terminal,
): GateLock | undefined {
  if (lock !== undefined) {
    return { ...openLock(resolve(terminal.cwd(), lock), lock), source: lock, frozen };
  }
  const place = policy && placeOf(undefined, policy, terminal);
  if (place !== undefined && isThere(place))
    return { ...openLock(place.path, place.shown), source: place.shown, frozen };
  if (!frozen) return undefined;
  throw new UsageError("--frozen needs a lock file: write it with `digestbound lock`, or name it with --lock FILE.");
}
