/** The variable that says that nothing may be asked. */
export const OFFLINE_VARIABLE = "DIGESTBOUND_OFFLINE";

/** What the environment says; undefined where it says nothing, "invalid" where it is neither true nor false (law 7). */
export function offlineIn(environment: NodeJS.ProcessEnv): boolean | "invalid" | undefined {
  const text = environment[OFFLINE_VARIABLE];
  if (text === undefined || text === "") return undefined;
  if (text === "true" || text === "false") return text === "true";
  return "invalid";
}
