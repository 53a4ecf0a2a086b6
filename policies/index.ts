import { createRequire } from "node:module";
import { join } from "node:path";
import { nodeVersionProblem } from "../src/node-version.ts";

// Everything else is loaded after the check: an old Node would fail inside a library, half-way, with a message about that library.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(problem);
  process.exit(1);
}
const { startPack } = createRequire(__filename)("../src/pulumi/pack.js") as typeof import("../src/pulumi/pack.ts");
startPack(join(__dirname, "../.."));
