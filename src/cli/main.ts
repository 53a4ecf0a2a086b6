#!/usr/bin/env node
import { createRequire } from "node:module";
import { nodeVersionProblem } from "../node-version.ts";

// Everything else is loaded after the check: the libraries do not even load on an old Node.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(problem);
  process.exitCode = 2;
} else {
  const { run } = createRequire(__filename)("./run.js") as typeof import("./run.ts");
  void run(process.argv.slice(2), process).then((code) => {
    process.exitCode = code;
  });
}
