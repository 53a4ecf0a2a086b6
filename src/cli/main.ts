#!/usr/bin/env node
import { createRequire } from "node:module";
import { nodeVersionProblem } from "../node-version.ts";

// Everything else is loaded after the check: the libraries do not even load on an old Node.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(problem);
  process.exitCode = 2;
} else {
  const load = createRequire(__filename);
  const { endWithItsReader } = load("./closed-output.js") as typeof import("./closed-output.ts");
  endWithItsReader({
    stdout: process.stdout,
    stderr: process.stderr,
    exit: (code) => process.exit(code),
  });
  const { run } = load("./run.js") as typeof import("./run.ts");
  const { version } = load("../../../package.json") as { version: string };
  void run(process.argv.slice(2), process, version).then((code) => {
    process.exitCode = code;
    // What a library still waits for does not hold up who interrupted; where nothing is left, this holds up nothing.
    if (code === 130 || code === 143) setTimeout(() => process.exit(), 500).unref();
  });
}
