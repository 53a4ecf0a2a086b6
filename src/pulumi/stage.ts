/** Which run of the engine this is. `pulumi up` boots the pack for each of the two. */
export type Stage = "preview" | "update";

/** What the engine's environment says; silence counts as an update, which is stricter. */
export function stageOf(environment: NodeJS.ProcessEnv): Stage {
  const dryRun = environment["PULUMI_NODEJS_DRY_RUN"] ?? environment["PULUMI_DRY_RUN"];
  return dryRun === "true" ? "preview" : "update";
}
