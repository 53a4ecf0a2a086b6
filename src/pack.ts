import { createRequire } from "node:module";
import { nodeVersionProblem } from "./node-version.ts";

/**
 * Starts the policy pack of a pack directory, the folder that holds PulumiPolicy.yaml and digestbound.yaml. On a Node
 * that cannot run digestbound it says so in one sentence on stderr and ends the process with exit code 1.
 */
export function startPack(packFolder: string): void {
  // Everything else is loaded after the check: an old Node would fail inside a library, half-way, with a message about that library.
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== undefined) {
    process.stderr.write(problem);
    process.exit(1);
  }
  const { startPack: start } = createRequire(__filename)("./pulumi/pack.js") as typeof import("./pulumi/pack.ts");
  start(packFolder);
}
