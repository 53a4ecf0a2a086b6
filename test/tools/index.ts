export { runCommand, type CommandOptions, type CommandResult } from "./command.ts";
export { folderOnPath } from "./on-path.ts";
export type { FoundTool, Origin } from "./origin.ts";
export { processesBelow, type Process } from "./process-tree.ts";
export { withProgress } from "./progress.ts";
export { containerRegistry, cosign2Cli, cosignCli, distributionRegistry, pulumiCli } from "./provide-tools.ts";
export { repositoryRoot } from "./repository.ts";
export { startServer, type ServerProcess } from "./server.ts";
export { ToolMissing, type ToolMissingReason } from "./tool-missing.ts";
