import { openPreviewRecord, type PreviewRecord, type StackIdentity } from "../lock/index.ts";
import { cacheFolder } from "../storage/index.ts";

/** The record of the stack that the engine's environment names; undefined where it names none, as in `pulumi policy analyze`. */
export function recordOf(environment: NodeJS.ProcessEnv): PreviewRecord | undefined {
  const stack = stackIn(environment);
  const folder = cacheFolder(environment);
  return stack === undefined || folder === undefined ? undefined : openPreviewRecord(folder, stack);
}

function stackIn(environment: NodeJS.ProcessEnv): StackIdentity | undefined {
  const named = (name: string) => environment[`PULUMI_NODEJS_${name}`] ?? environment[`PULUMI_${name}`] ?? "";
  const [organization, project, stack] = [named("ORGANIZATION"), named("PROJECT"), named("STACK")];
  return project === "" || stack === "" ? undefined : { organization, project, stack };
}
