import { OFFLINE_VARIABLE, offlineIn } from "../gate/index.ts";

/** Who may say whether nothing may be asked, the first of them that does. */
export interface OfflineSources {
  readonly config: Readonly<Record<string, unknown>>;
  readonly option: boolean | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** Whether nothing may be asked; or why that is not known, in which case nothing may be judged (law 7). */
export function readOffline({ config, option, environment }: OfflineSources): boolean | { readonly message: string } {
  const told = "offline" in config ? config["offline"] : (option ?? offlineIn(environment) ?? false);
  if (typeof told === "boolean") return told;
  const what = "offline" in config ? 'The policy config "offline"' : OFFLINE_VARIABLE;
  return { message: `${what} is neither true nor false.` };
}
