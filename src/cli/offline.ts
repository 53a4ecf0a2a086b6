import { OFFLINE_VARIABLE, offlineIn } from "../gate/index.ts";
import { UsageError, type Terminal } from "./terminal.ts";

export interface OfflineFlags {
  readonly offline?: boolean;
}

/** Whether nothing may be asked: `--offline`, else the environment. @throws UsageError */
export function isOffline({ offline }: OfflineFlags, { env }: Terminal): boolean {
  if (offline === true) return true;
  const found = offlineIn(env);
  if (found === "invalid") throw new UsageError(`${OFFLINE_VARIABLE} is neither true nor false.`);
  return found === true;
}

/** @throws UsageError where nothing may be asked. `command`: the one that cannot do without */
export function requireNetwork(command: string, terminal: Terminal): void {
  if (isOffline({}, terminal)) {
    throw new UsageError(`${command} needs the network, and ${OFFLINE_VARIABLE} is true: run it where the network is.`);
  }
}
