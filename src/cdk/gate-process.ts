import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { nodeVersionProblem } from "../node-version.ts";
import { ANSWER, type Answer, type Question } from "./messages.ts";

// The process that `askGate` starts: a question on stdin, the answer on a pipe of its own, both JSON. Everything else is loaded after the
// check: the libraries do not even load on an old Node.
void main().then(
  (answer) => {
    process.exitCode = answer.kind === "failed" ? 1 : 0;
    writeFileSync(ANSWER, JSON.stringify(answer));
  },
  () => {
    process.exitCode = 1;
  },
);

async function main(): Promise<Answer> {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== undefined) return { kind: "failed", message: problem.trim() };
  const { answerTo } = createRequire(__filename)("./answer.js") as typeof import("./answer.ts");
  const question = JSON.parse(await text(process.stdin)) as Question;
  return answerTo(question, process);
}
